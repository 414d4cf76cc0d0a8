import { locate, type Bytes, type Writer } from '@nlkit/core/codec'
import { geneveOptions } from '../geneve-options.ts'
import {
  decodeFlowerEncOpts,
  decodeFlowerGeneveOption,
  encodeFlowerEncOpts,
  flowerEncOptsPaths,
  type FlowerEncOpts,
  type FlowerEncOptsInput
} from './flower-options.codec.ts'

export type { FlowerEncOpts, FlowerEncOptsInput } from './flower-options.codec.ts'

/** Options of a tunnel, Geneve's told apart. */
export const flowerEncOptions = {
  decode(bytes: Bytes, at: number, end: number): FlowerEncOpts {
    const options = decodeFlowerEncOpts(bytes, at, end)
    if (options.geneve !== undefined) options.geneve = geneveOptions(bytes, at, end, decodeFlowerGeneveOption)
    return options
  },
  encode(writer: Writer, value: FlowerEncOptsInput): void {
    encodeFlowerEncOpts(writer, value)
  },
  locate(bytes: Bytes, at: number, end: number, offset: number): string | undefined {
    return locate(flowerEncOptsPaths, bytes, at, end, offset)
  }
}

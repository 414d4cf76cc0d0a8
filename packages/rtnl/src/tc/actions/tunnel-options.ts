import { locate, type Bytes, type Writer } from '@nlkit/core/codec'
import { geneveOptions } from '../geneve-options.ts'
import {
  decodeTunnelKeyEncOpts,
  decodeTunnelKeyGeneveOption,
  encodeTunnelKeyEncOpts,
  tunnelKeyEncOptsPaths,
  type TunnelKeyEncOpts,
  type TunnelKeyEncOptsInput
} from './tunnel-options.codec.ts'

export type { TunnelKeyEncOpts, TunnelKeyEncOptsInput } from './tunnel-options.codec.ts'

/** Options of a tunnel, Geneve's told apart. */
export const tunnelKeyOptions = {
  decode(bytes: Bytes, at: number, end: number): TunnelKeyEncOpts {
    const options = decodeTunnelKeyEncOpts(bytes, at, end)
    if (options.geneve !== undefined)
      options.geneve = geneveOptions(bytes, at, end, decodeTunnelKeyGeneveOption)
    return options
  },
  encode(writer: Writer, value: TunnelKeyEncOptsInput): void {
    encodeTunnelKeyEncOpts(writer, value)
  },
  locate(bytes: Bytes, at: number, end: number, offset: number): string | undefined {
    return locate(tunnelKeyEncOptsPaths, bytes, at, end, offset)
  }
}

/** Everything that reads bytes of others, and bytes to begin with. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadWorkspace, workspaceSchemas } from '@nlkit/codegen'
import { readAttributes, readMessages } from '@nlkit/core'
import { bytesOf, type Codec } from '@nlkit/core/codec'
import { parseKernelUevent, parseUdevMessage } from '@nlkit/uevent'

export interface Decoder {
  readonly name: string
  /** What it throws is a DecodeError or a finding. */
  readonly decode: (bytes: Uint8Array) => unknown
}

const root = join(import.meta.dirname, '../..')

const isCodec = (value: unknown): value is Codec<unknown> =>
  typeof value === 'object' && value !== null && 'decode' in value && 'headerSize' in value

/** Each generated codec of a message, and what has no schema. */
export async function allDecoders(): Promise<Decoder[]> {
  const decoders = new Map<string, Decoder>()
  const workspace = await loadWorkspace(workspaceSchemas(root), () => '')
  for (const unit of workspace.units) {
    // What others build on only has no codec of its own.
    if (!unit.entities.some(({ kind }) => kind === 'message')) continue
    const module = (await import(unit.codec)) as Record<string, unknown>
    for (const [name, codec] of Object.entries(module)) {
      if (!isCodec(codec)) continue
      decoders.set(`${unit.codec}:${name}`, {
        name,
        decode: (bytes) => codec.decode(bytesOf(bytes), 0, bytes.length)
      })
    }
  }
  return [
    ...decoders.values(),
    { name: 'readMessages', decode: (bytes) => [...readMessages(bytes)] },
    { name: 'readAttributes', decode: readAttributes },
    { name: 'parseKernelUevent', decode: parseKernelUevent },
    { name: 'parseUdevMessage', decode: parseUdevMessage }
  ]
}

/** Bodies of captured messages: the vectors beside the repository where they are, and the frames of the tests. */
export function corpus(): Uint8Array[] {
  const seeds: Uint8Array[] = []
  const folders = [join(root, '../shared/vectors'), join(root, 'packages')]
  for (const folder of folders) {
    if (!existsSync(folder)) continue
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      const isFrames = folder.endsWith('vectors') ? name.endsWith('.json') : name.endsWith('.fixture.json')
      if (!isFrames || name.includes('node_modules')) continue
      for (const [, hex = ''] of readFileSync(join(folder, name), 'utf8').matchAll(/"([0-9a-f]{16,})"/g)) {
        const bytes = new Uint8Array(Buffer.from(hex, 'hex'))
        seeds.push(bytes)
        // Behind the message's header, where it has one, the body that a codec reads.
        if (bytes.length > 16 && bytes[0] === (bytes.length & 0xff)) seeds.push(bytes.slice(16))
      }
    }
  }
  // Where neither is at hand: a header of zeroes with one attribute of eight bytes.
  for (const size of [4, 8, 12, 16, 20, 72]) {
    const bytes = new Uint8Array(size + 12)
    bytes.set([12, 0, 1, 0], size)
    seeds.push(bytes)
  }
  return seeds
}

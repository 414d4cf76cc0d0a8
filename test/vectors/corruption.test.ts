/**
 * Every frame of the vectors beside the repository, where they are, cut at every byte and with every byte changed to every
 * other value: a codec decodes it, or throws DecodeError. What comes out is never much more than what went in, nor is the work:
 * it is counted in reads, since time says more about the machine.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadWorkspace, workspaceSchemas } from '@nlkit/codegen'
import { bytesOf, DecodeError, type Bytes, type Codec } from '@nlkit/core/codec'
import { readAttributes, readMessages } from '@nlkit/core'
import { parseKernelUevent, parseUdevMessage } from '@nlkit/uevent'

/** Each byte becomes every 17th value, others at each position; in the long form, by `npm run hardening`, all 256. */
const STEP = process.env['NLKIT_HARDENING'] === 'long' ? 1 : 17

const root = join(import.meta.dirname, '../..')
const folder = join(root, '../shared/vectors')

interface Vector {
  readonly source: string
  readonly kind: string
  readonly hasNlmsghdr: boolean
  readonly hex: string
}

const files =
  'core rtnl-addr rtnl-link rtnl-neigh rtnl-nexthop rtnl-other rtnl-route rtnl-rule rtnl-tc sockdiag uevent'.split(' ')

function vectorsOf(file: string): Vector[] {
  const path = join(folder, `${file}.json`)
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Vector[]) : []
}

/** Reads bytes as whatever they may be; what it returns is looked at for its size. */
type Read = (bytes: Bytes) => unknown

/** Bytes whose reads are counted. Every loop and every nest of a decoder begins with the length of what comes next. */
class CountingView extends DataView<ArrayBufferLike> {
  reads = 0
  override getUint8(at: number): number {
    this.reads += 1
    return super.getUint8(at)
  }
  override getUint16(at: number, isHost?: boolean): number {
    this.reads += 1
    return super.getUint16(at, isHost)
  }
  override getUint32(at: number, isHost?: boolean): number {
    this.reads += 1
    return super.getUint32(at, isHost)
  }
  override getInt32(at: number, isHost?: boolean): number {
    this.reads += 1
    return super.getInt32(at, isHost)
  }
}

const codecs = new Map<string, Codec<unknown>>()
const workspace = await loadWorkspace(workspaceSchemas(root), () => '')
for (const unit of workspace.units) {
  for (const entity of unit.entities) {
    if (entity.kind !== 'message') continue
    const module = (await import(unit.codec)) as Record<string, Codec<unknown>>
    const codec = Object.values(module).find(
      (one) => typeof one === 'object' && one !== null && 'decode' in one && one.name === entity.name
    )
    if (codec === undefined) continue
    for (const { c } of entity.messages) if (!codecs.has(c)) codecs.set(c, codec)
    codecs.set(entity.header.c, codec)
  }
}

function readerOf({ kind, hasNlmsghdr }: Vector, file: string): Read[] {
  if (file === 'uevent') return [({ u8 }) => parseKernelUevent(u8), ({ u8 }) => parseUdevMessage(u8)]
  const codec = codecs.get(kind)
  const start = hasNlmsghdr ? 16 : 0
  // What no schema describes is read as messages and as attributes.
  if (codec === undefined) return [({ u8 }) => [...readMessages(u8)], ({ u8 }) => readAttributes(u8)]
  return [(bytes) => codec.decode(bytes, Math.min(start, bytes.u8.length), bytes.u8.length)]
}

/** Parts of a value, as a measure of its memory. */
function partsOf(value: unknown): number {
  if (typeof value === 'string') return 1 + value.length / 64
  if (value instanceof Uint8Array) return 1 + value.length / 64
  if (typeof value !== 'object' || value === null) return 1
  let parts = 1
  for (const one of Object.values(value)) parts += partsOf(one)
  return parts
}

/** What reading throws that is no DecodeError, or takes or gives that is out of proportion. */
function surprise(read: Read, u8: Uint8Array, isMeasured: boolean): string | undefined {
  if (!isMeasured) return surpriseOf(() => read(bytesOf(u8)))
  const view = new CountingView(u8.buffer, u8.byteOffset, u8.byteLength)
  let value: unknown
  const found = surpriseOf(() => (value = read({ u8, view })))
  if (found !== undefined) return found
  if (view.reads > 100 + 4 * u8.length) return `${view.reads} reads of ${u8.length} bytes`
  const parts = partsOf(value)
  return parts > 200 + 4 * u8.length ? `${parts} parts out of ${u8.length} bytes` : undefined
}

function surpriseOf(act: () => unknown): string | undefined {
  try {
    act()
    return undefined
  } catch (error) {
    return DecodeError.is(error) ? undefined : String(error)
  }
}

describe.skipIf(!existsSync(folder))('every frame of', () => {
  it.each(files)('%s decodes or is refused, whatever is done to it', { timeout: 600_000 }, (file) => {
    const vectors = vectorsOf(file)
    expect(vectors.length).toBeGreaterThan(0)
    const surprises: string[] = []
    let looks = 0
    for (const vector of vectors) {
      const bytes = new Uint8Array(Buffer.from(vector.hex, 'hex'))
      for (const read of readerOf(vector, file)) {
        const look = (changed: Uint8Array, isMeasured: boolean): void => {
          looks += 1
          const found = surprise(read, changed, isMeasured)
          if (found !== undefined && surprises.length < 10)
            surprises.push(`${vector.source}: ${found}: ${Buffer.from(changed).toString('hex')}`)
        }
        for (let end = 0; end <= bytes.length; end++) look(bytes.slice(0, end), true)
        for (let at = 0; at < bytes.length; at++) {
          const original = bytes[at] ?? 0
          for (let value = at % STEP; value < 256; value += STEP) {
            bytes[at] = value
            look(bytes, value % 85 < STEP)
          }
          bytes[at] = original
        }
      }
    }
    expect(surprises).toEqual([])
    expect(looks).toBeGreaterThan(10_000 / STEP)
  })
})

/** Whatever bytes come, a codec decodes them or throws DecodeError, soon, and reads nothing beyond them. */
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { bytesOf, DecodeError, type Codec } from '@nlkit/core/codec'
import { loadWorkspace, workspaceSchemas } from '../src/index.ts'
import { lowerCodec } from '../src/names.ts'
import { hasVectors, vectorFiles, vectors, type Vector } from './vectors.fixture.ts'

const NLMSG_HDRLEN = 16

const root = fileURLToPath(new URL('../../..', import.meta.url))
const workspace = await loadWorkspace(workspaceSchemas(root), () => '')
const codecs = new Map<string, Codec<unknown, unknown>>()
for (const unit of workspace.units) {
  for (const entity of unit.entities) {
    if (entity.kind !== 'message') continue
    const module = (await import(unit.codec)) as Record<string, Codec<unknown, unknown>>
    const codec = module[lowerCodec(entity)]
    if (codec === undefined) continue
    for (const { c } of entity.messages) if (!codecs.has(c)) codecs.set(c, codec)
    codecs.set(entity.header.c, codec)
  }
}

describe.skipIf(!hasVectors)('frames of the test vectors', () => {
  const frames = vectorFiles.flatMap((file) => vectors(file)).filter(({ kind }) => codecs.has(kind))

  test('are there', () => {
    expect(frames.length).toBeGreaterThan(100)
  })

  test('come back equal from JSON, binary payloads aside', () => {
    const whole = frames.filter((frame) => {
      const { codec, bytes, start } = parts(frame)
      return frame.expected !== null && !frame.malformed && bytes.length - start >= codec.headerSize
    })
    expect(whole.length).toBeGreaterThan(80)
    for (const frame of whole) {
      const { codec, bytes, start } = parts(frame)
      const decoded = codec.decode(bytesOf(bytes), start, bytes.length)
      expect(JSON.parse(JSON.stringify(decoded, withoutBytes))).toEqual(plain(decoded))
    }
  })

  test('decode or throw DecodeError, cut at every byte', () => {
    const surprises = frames.flatMap((frame) => {
      const { codec, bytes, start } = parts(frame)
      const cuts = Array.from({ length: bytes.length - start }, (_, i) => start + i)
      // A buffer of exactly that size: reading on would be an error of another kind.
      return cuts.flatMap((end) => surprise(codec, bytes.slice(0, end), start, frame))
    })
    expect(surprises).toEqual([])
  })

  test('decode or throw DecodeError, with any one byte changed', { timeout: 60_000 }, () => {
    const surprises: string[] = []
    for (const frame of frames) {
      const { codec, bytes, start } = parts(frame)
      for (let at = start; at < bytes.length; at++) {
        const original = bytes[at] ?? 0
        for (const value of [original ^ 0x01, 0, 0xff]) {
          bytes[at] = value
          surprises.push(...surprise(codec, bytes, start, frame))
        }
        bytes[at] = original
      }
    }
    expect(surprises).toEqual([])
  })
})

describe('hostile bytes', () => {
  const link = codecs.get('RTM_NEWLINK')

  test('nested as deep as a message is long are refused', () => {
    // IFLA_LINKINFO { IFLA_INFO_KIND 'veth', IFLA_INFO_DATA { VETH_INFO_PEER { ifinfomsg, IFLA_LINKINFO ..
    const levels = 1000
    const level = 4 + 12 + 4 + 4 + 16
    const bytes = new Uint8Array(16 + levels * level)
    const view = new DataView(bytes.buffer)
    for (let i = 0, at = 16; i < levels; i++, at += level) {
      const rest = bytes.length - at
      attribute(view, at, 18, rest)
      attribute(view, at + 4, 1, 9)
      bytes.set(Buffer.from('veth\0'), at + 8)
      attribute(view, at + 16, 2, rest - 16)
      attribute(view, at + 20, 1, rest - 20)
    }
    expect(() => link?.decode(bytesOf(bytes), 0, bytes.length)).toThrow(/nested more than 16 levels deep/)
  })

  test('full of attributes in network order take no longer for that', () => {
    // Each nest is read again from a copy of its own: copies of the whole message would take minutes.
    const bytes = new Uint8Array(16 + 12 * 5000)
    const view = new DataView(bytes.buffer)
    for (let at = 16; at + 12 <= bytes.length; at += 12) {
      attribute(view, at, 43, 12)
      attribute(view, at + 4, 3 | 0x4000, 8)
    }
    const before = performance.now()
    link?.decode(bytesOf(bytes), 0, bytes.length)
    expect(performance.now() - before).toBeLessThan(2000)
  })

  test('behind the end that is given are not looked at', () => {
    const bytes = new Uint8Array(16 + 8)
    attribute(new DataView(bytes.buffer), 16, 4, 8)
    expect(() => link?.decode(bytesOf(bytes), 0, 22)).toThrow(/8 bytes where 6 are left \(at byte 16\)/)
    expect(() => link?.decode(bytesOf(bytes), 0, 40)).toThrow(DecodeError)
  })
})

function attribute(view: DataView, at: number, type: number, size: number): void {
  view.setUint16(at, Math.min(size, 0xffff), true)
  view.setUint16(at + 2, type, true)
}

function parts(frame: Vector): { codec: Codec<unknown, unknown>; bytes: Uint8Array; start: number } {
  const codec = codecs.get(frame.kind)
  if (codec === undefined) throw new Error(`no codec for ${frame.kind}`)
  return {
    codec,
    bytes: new Uint8Array(Buffer.from(frame.hex, 'hex')),
    start: frame.hasNlmsghdr ? NLMSG_HDRLEN : 0
  }
}

function withoutBytes(_key: string, value: unknown): unknown {
  return value instanceof Uint8Array ? undefined : value
}

/** A copy without bytes and without what stands under symbols. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => plain(one) ?? null)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([, one]) => !(one instanceof Uint8Array))
  return Object.fromEntries(entries.map(([key, one]) => [key, plain(one)]))
}

/** Anything but an object or a DecodeError. */
function surprise(
  codec: Codec<unknown, unknown>,
  bytes: Uint8Array,
  start: number,
  { source }: Vector
): string[] {
  try {
    codec.decode(bytesOf(bytes), start, bytes.length)
    return []
  } catch (error) {
    return DecodeError.is(error) ? [] : [`${source}: ${String(error)}: ${Buffer.from(bytes).toString('hex')}`]
  }
}

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { bytesOf, DecodeError, unknownAttributes, Writer } from '@nlkit/core/codec'
import type { Codec } from '@nlkit/core/codec'
import { describe, expect, it } from 'vitest'
import { inetRequestCodec, inetSocketCodec } from './inet/codec.ts'
import { netlinkSocketCodec } from './netlink/codec.ts'
import { packetSocketCodec } from './packet/codec.ts'
import { decodeTcpBbrInfo, decodeTcpInfo } from './tcp/codec.ts'
import { unixRequestCodec, unixSocketCodec } from './unix/codec.ts'

interface Frame {
  readonly kind: 'inet' | 'unix' | 'packet' | 'netlink'
  readonly what: string
  readonly hex: string
  readonly expected: object
}

const FRAMES = (
  JSON.parse(readFileSync(join(import.meta.dirname, 'frames.fixture.json'), 'utf8')) as { frames: Frame[] }
).frames

const CODECS = {
  inet: inetSocketCodec,
  unix: unixSocketCodec,
  packet: packetSocketCodec,
  netlink: netlinkSocketCodec
}

const fromHex = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'))

function decode<Out>(codec: Pick<Codec<Out>, 'decode'>, u8: Uint8Array): Out {
  return codec.decode(bytesOf(u8), 0, u8.length)
}

function encode<In>(codec: Pick<Codec<unknown, In>, 'encode'>, value: In): string {
  const writer = new Writer()
  codec.encode(writer, value)
  return Buffer.from(writer.toBytes()).toString('hex')
}

const readTcpInfo = (u8: Uint8Array): object => decodeTcpInfo(bytesOf(u8), 0, u8.length)

describe('captured messages', () => {
  for (const { kind, what, hex, expected } of FRAMES) {
    const codec = CODECS[kind] as Codec<object>
    it(`reads ${what}`, () => {
      expect(decode(codec, fromHex(hex))).toEqual(expected)
    })

    it(`writes ${what}`, () => {
      const written = fromHex(encode(codec, decode(codec, fromHex(hex))))
      expect(decode(codec, written)).toEqual(expected)
    })

    it(`survives JSON, ${what}`, () => {
      const decoded = decode(codec, fromHex(hex))
      expect(JSON.parse(JSON.stringify(decoded))).toEqual(decoded)
    })

    it(`is read or refused when it is cut anywhere, ${what}`, () => {
      const whole = fromHex(hex)
      const outcomes = new Set<string>()
      for (let length = 0; length < whole.length; length++) {
        try {
          decode(codec, whole.slice(0, length))
          outcomes.add('read')
        } catch (error) {
          outcomes.add(DecodeError.is(error) ? 'refused' : String(error))
        }
      }
      expect([...outcomes].toSorted()).toEqual(expect.arrayContaining(['refused']))
      expect([...outcomes].filter((outcome) => outcome !== 'read' && outcome !== 'refused')).toEqual([])
    })
  }

  it('keeps an attribute that it does not know', () => {
    const [frame] = FRAMES
    const more = `${frame?.hex}0600630001020000`
    const decoded = decode(inetSocketCodec, fromHex(more))
    expect(decoded[unknownAttributes]).toEqual([{ type: 99, data: Uint8Array.of(1, 2) }])
    expect(encode(inetSocketCodec, decoded)).toContain('0600630001020000')
  })
})

describe('tcp_info', () => {
  it('leaves out what a shorter one lacks and ignores what a longer one has more', () => {
    const all = readTcpInfo(new Uint8Array(280))
    expect(Object.keys(all)).toHaveLength(72)
    expect(readTcpInfo(new Uint8Array(400))).toEqual(all)
    const old = readTcpInfo(new Uint8Array(104))
    expect(Object.keys(old)).toHaveLength(34)
    expect(all).toMatchObject(old)
    // Half of a field is none of it.
    expect(Object.keys(readTcpInfo(new Uint8Array(111)))).toHaveLength(34)
    expect(readTcpInfo(new Uint8Array(112))).toHaveProperty('pacingRate', 0)
    expect(() => readTcpInfo(new Uint8Array(103))).toThrow(DecodeError)
  })
})

const vectors = join(import.meta.dirname, '../../../../shared/vectors/sockdiag.json')
const hasVectors = existsSync(vectors)

interface Vector {
  readonly source: string
  readonly kind: string
  readonly hex: string
  readonly expected: Record<string, unknown> | null
  readonly roundtrip: boolean
}

const camel = (name: string): string =>
  name.replaceAll(/_(\w)/g, (_match, letter: string) => letter.toUpperCase())
const withoutPrefix = (name: string): string =>
  camel(name.replace(/^(?:sdiag|idiag|udiag_vfs|udiag|tcpi|bbr)_/, ''))

const NAMES: Record<string, readonly string[]> = {
  family: ['', 'unix', 'inet'],
  type: ['', 'stream', 'dgram'],
  state: ['', 'established', '', '', '', '', '', 'close', '', '', 'listen'],
  timer: ['off', 'on', 'keepalive'],
  caState: ['open']
}

/** A peer's keys and values as this library spells them. */
function spelled(expected: Record<string, unknown>): Record<string, unknown> {
  const out: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(expected)) {
    const key = withoutPrefix(name)
    if (name === 'id') Object.assign(out, spelled(value as Record<string, unknown>))
    else if (key === 'cookie') {
      const [low = 0, high = 0] = value as number[]
      out[key] = `0x${(BigInt(high) * 0x1_0000_0000n + BigInt(low)).toString(16)}`
    } else if (value === '18446744073709551615') out[key] = 'unlimited'
    else if (typeof value === 'object' && value !== null) out[key] = spelled(value as Record<string, unknown>)
    else out[key] = typeof value === 'number' ? (NAMES[key]?.[value] ?? value) : value
  }
  return out
}

/** A vector's bytes read and, where they are a whole message, written again. */
function both<Out extends In & object, In>(codec: Codec<Out, In>, u8: Uint8Array): [object, string] {
  const value = decode(codec, u8)
  return [value, encode(codec, value)]
}

function readVector(kind: string, u8: Uint8Array): [decoded: object, written?: string] {
  switch (kind) {
    case 'inet_diag_req_v2':
      return both(inetRequestCodec, u8)
    case 'inet_diag_msg':
      return both(inetSocketCodec, u8)
    case 'unix_diag_req':
      return both(unixRequestCodec, u8)
    case 'unix_diag_msg':
      return both(unixSocketCodec, u8)
    case 'struct:tcp_info':
      return [readTcpInfo(u8)]
    case 'struct:tcp_bbr_info':
      return [decodeTcpBbrInfo(bytesOf(u8), 0, u8.length)]
    case 'nlattrs:INET_DIAG':
      return [decode(inetSocketCodec, Uint8Array.of(...new Uint8Array(72), ...u8))]
    default:
      throw new Error(`no codec for ${kind}`)
  }
}

describe.skipIf(!hasVectors)(`vectors${hasVectors ? '' : ` (skipped: there is no ${vectors})`}`, () => {
  const list = hasVectors ? (JSON.parse(readFileSync(vectors, 'utf8')) as Vector[]) : []

  it.each(list.filter(({ expected }) => expected === null))('refuses $source', ({ kind, hex }) => {
    expect(() => readVector(kind, fromHex(hex))).toThrow(DecodeError)
  })

  it.each(list.filter(({ expected }) => expected !== null))('reads $source', ({ kind, hex, expected }) => {
    expect(readVector(kind, fromHex(hex))[0]).toMatchObject(spelled(expected ?? {}))
  })

  it.each(list.filter(({ roundtrip }) => roundtrip))('writes $source', ({ kind, hex }) => {
    expect(readVector(kind, fromHex(hex))[1]).toBe(hex)
  })
})

/** Vectors beside the repository, where they are: messages, attributes and scalars as other libraries read them. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  be64,
  beId64,
  bytesOf,
  DecodeError,
  LE,
  text,
  u64,
  id64,
  Writer,
  unknownAttributes,
  type AttributesInput
} from '../codec/index.ts'
import { errnoOf } from '../exchange/refusal.ts'
import { readAttributes, readMessages, writeMessage, type RawMessage } from './frames.ts'

interface Header {
  readonly len: number
  readonly type: number
  readonly flags: number
  readonly seq: number
  readonly pid: number
}

interface Expected {
  readonly nlmsghdr?: Header
  readonly payload?: string
  readonly messages?: readonly { readonly nlmsghdr: Header; readonly payload?: string }[]
  readonly attrs?: readonly { readonly len: number; readonly type: number; readonly data: string }[]
  readonly value?: number | string
  readonly error?: number
  readonly request?: Header
}

interface Vector {
  readonly source: string
  readonly kind: string
  readonly hex: string
  readonly expected: (Expected & Header) | null
  readonly roundtrip: boolean
  readonly malformed: boolean
}

const file = join(import.meta.dirname, '../../../../../shared/vectors/core.json')
const vectors = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Vector[]) : []

const bytesFrom = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'))
const hexFrom = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

/** What was read before it went wrong, and whether it did. */
function read(datagram: Uint8Array): { messages: RawMessage[]; error?: unknown } {
  const messages: RawMessage[] = []
  try {
    for (const one of readMessages(datagram)) messages.push(one)
  } catch (error) {
    return { messages, error }
  }
  return { messages }
}

const headerOf = ({ type, flags, sequence, portId, payload }: RawMessage): Header => ({
  len: payload.length + 16,
  type,
  flags,
  seq: sequence,
  pid: portId
})

const scalars: Record<
  string,
  { read(bytes: Uint8Array): unknown; write(writer: Writer, value: number): void }
> = {
  uint8: { read: (u8) => u8[0], write: (writer, value) => writer.attributeU8(1, value) },
  uint16: {
    read: (u8) => bytesOf(u8).view.getUint16(0, true),
    write: (writer, value) => writer.attributeU16(1, value)
  },
  'uint16-be': {
    read: (u8) => bytesOf(u8).view.getUint16(0),
    write: (writer, value) => writer.attributeBe16(1, value)
  },
  uint32: {
    read: (u8) => bytesOf(u8).view.getUint32(0, true),
    write: (writer, value) => writer.attributeU32(1, value)
  },
  'uint32-be': {
    read: (u8) => bytesOf(u8).view.getUint32(0),
    write: (writer, value) => writer.attributeBe32(1, value)
  },
  int32: {
    read: (u8) => bytesOf(u8).view.getInt32(0, true),
    write: (writer, value) => writer.attributeS32(1, value)
  },
  'int32-be': {
    read: (u8) => bytesOf(u8).view.getInt32(0),
    write: (writer, value) => writer.attributeSbe32(1, value)
  },
  uint64: {
    read: (u8) => u64(bytesOf(u8).view, 0),
    write: (writer, value) => writer.attributeCounter(1, value)
  },
  'uint64-be': {
    read: (u8) => be64(bytesOf(u8).view, 0),
    write: (writer, value) => writer.attributeCounter(1, value, '', true)
  }
}

/** What reading throws that is no DecodeError. */
function surpriseOf(bytes: Uint8Array): unknown[] {
  const found: unknown[] = []
  for (const act of [() => read(bytes).error, () => readAttributes(bytes)]) {
    try {
      const error = act()
      if (error instanceof Error && !DecodeError.is(error)) found.push(error)
    } catch (error) {
      if (!DecodeError.is(error)) found.push(error)
    }
  }
  return found
}

const where = (prefix: string): Vector[] => vectors.filter(({ kind }) => kind.startsWith(prefix))
const named = (list: readonly Vector[]): [string, Vector][] =>
  list.map((vector) => [vector.source.split(':').at(-1) ?? '', vector])

describe.skipIf(vectors.length === 0 || !LE)('vectors of core', () => {
  it('are all looked at', () => {
    const prefixes = [
      'nlmsghdr',
      'nlmsg-stream',
      'nlattr-stream',
      'scalar:',
      'struct:nlmsghdr',
      'nlmsg_done',
      'nlmsgerr'
    ]
    expect(vectors.filter(({ kind }) => !prefixes.some((prefix) => kind.startsWith(prefix)))).toEqual([])
  })

  it.each(named([...where('nlmsghdr'), ...where('nlmsg_done'), ...where('nlmsgerr')]))(
    'a message: %s',
    (_, { hex, expected, malformed, roundtrip }) => {
      const bytes = bytesFrom(hex)
      const { messages, error } = read(bytes)
      const [message] = messages
      if (malformed) {
        // Less than a header is no message; nothing is made up.
        expect([message, error === undefined || DecodeError.is(error)]).toEqual([undefined, true])
        return
      }
      if (message === undefined || expected?.nlmsghdr === undefined) throw error
      expect(headerOf(message)).toMatchObject(
        // The peer's length is that of its padded payload; ours is what the message says.
        { ...expected.nlmsghdr }
      )
      if (expected.payload !== undefined)
        expect(hexFrom(message.payload)).toMatch(new RegExp(`^${expected.payload}(00)?$`))
      if (expected.error !== undefined) expect(errnoOf(bytesOf(bytes), 0, bytes.length)).toBe(expected.error)
      if (expected.request !== undefined) {
        const { view } = bytesOf(message.payload)
        const request = {
          len: view.getUint32(4, true),
          type: view.getUint16(8, true),
          flags: view.getUint16(10, true)
        }
        expect({ ...expected.request, ...request }).toEqual(expected.request)
      }
      if (roundtrip) {
        const writer = new Writer()
        writeMessage(writer, message, (to) => to.bytes(message.payload))
        expect(hexFrom(writer.toBytes())).toBe(hex)
      }
    }
  )

  it.each(named(where('nlmsg-stream')))('a datagram: %s', (_, { hex, expected, malformed }) => {
    const { messages, error } = read(bytesFrom(hex))
    expect(DecodeError.is(error)).toBe(malformed)
    expect(
      messages.map((message, i) => ({
        nlmsghdr: headerOf(message),
        ...(expected?.messages?.[i]?.payload !== undefined && { payload: hexFrom(message.payload) })
      }))
    ).toMatchObject(expected?.messages ?? [])
    expect(messages.length).toBe(expected?.messages?.length)
  })

  it.each(named(where('nlattr-stream')))('attributes: %s', (_, { hex, expected, malformed, roundtrip }) => {
    const bytes = bytesFrom(hex)
    if (malformed || hex === '00000000') {
      // Where others stop in silence at a length of 0, this says so.
      expect(() => readAttributes(bytes)).toThrow(DecodeError)
      return
    }
    const attributes = readAttributes(bytes)
    expect(
      attributes.map(({ type, data, nested, netByteOrder }) => ({
        len: data.length + 4,
        type: type | (nested === true ? 0x8000 : 0) | (netByteOrder === true ? 0x4000 : 0),
        data: hexFrom(data)
      }))
    ).toEqual(expected?.attrs)
    if (!roundtrip) return
    const writer = new Writer()
    const value: AttributesInput = { [unknownAttributes]: attributes }
    writer.unknown(value)
    expect(hexFrom(writer.toBytes())).toBe(hex)
  })

  it.each(named(where('scalar:').filter(({ kind }) => kind !== 'scalar:string')))(
    'a number: %s',
    (_, { kind, hex, expected }) => {
      const scalar = scalars[kind.slice('scalar:'.length)]
      const value = expected?.value
      if (typeof value === 'string') {
        // Beyond 2^53: exact as an id, the nearest double as a number.
        const exact = BigInt(value)
        expect(scalar?.read(bytesFrom(hex))).toBe(Number(exact))
        const asId = kind.endsWith('-be') ? beId64 : id64
        expect(asId(bytesOf(bytesFrom(hex)).view, 0)).toBe(`0x${exact.toString(16)}`)
        const writer = new Writer()
        writer.attributeId(1, `0x${exact.toString(16)}`, '', kind.endsWith('-be'))
        expect(hexFrom(writer.toBytes().subarray(4))).toBe(hex)
        return
      }
      expect(scalar?.read(bytesFrom(hex))).toBe(value)
      const writer = new Writer()
      scalar?.write(writer, value ?? Number.NaN)
      expect(hexFrom(writer.toBytes().subarray(4, 4 + hex.length / 2))).toBe(hex)
    }
  )

  it.each(named(where('scalar:string')))('a string: %s', (_, { hex, expected }) => {
    const bytes = bytesFrom(hex)
    expect(text(bytes, 0, bytes.length)).toBe(expected?.value)
    const writer = new Writer()
    writer.attributeString(1, String(expected?.value))
    expect(hexFrom(writer.toBytes().subarray(4, 4 + bytes.length))).toBe(hex)
  })

  it.each(named(where('struct:nlmsghdr')))('a header alone: %s', (_, { hex, expected }) => {
    const { view } = bytesOf(bytesFrom(hex))
    const fields = [
      view.getUint32(0, true),
      view.getUint16(4, true),
      view.getUint16(6, true),
      view.getUint32(8, true),
      view.getUint32(12, true)
    ]
    const { len, type, flags, seq, pid } = expected ?? {}
    expect(fields).toEqual([len, type, flags, seq, pid])
    // Its length of 1 cannot be.
    expect(DecodeError.is(read(bytesFrom(hex)).error)).toBe(true)
  })

  it('are read or refused with DecodeError, cut at every byte and with every byte changed to anything', () => {
    const surprises: unknown[] = []
    let looks = 0
    for (const { hex } of vectors) {
      const bytes = bytesFrom(hex)
      for (let end = 0; end < bytes.length; end++) surprises.push(...surpriseOf(bytes.slice(0, end)))
      for (let at = 0; at < bytes.length; at++) {
        for (let value = 0; value < 256; value++) surprises.push(...surpriseOf(bytes.with(at, value)))
        looks += 257
      }
    }
    expect(surprises).toEqual([])
    expect(looks).toBeGreaterThan(100_000)
  })
})

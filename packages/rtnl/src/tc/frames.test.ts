/** Captured messages, both ways, and cut at every byte. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { bytesOf, DecodeError, unknownAttributes, Writer, type Codec } from '@nlkit/core/codec'
import { describe, expect, it } from 'vitest'
import { actionsCodec } from './actions/codec.ts'
import { chainCodec } from './chains/codec.ts'
import { tclassCodec } from './classes/codec.ts'
import { tfilterCodec } from './filters/codec.ts'
import { qdiscCodec } from './qdiscs/codec.ts'

const CODECS: Readonly<Record<string, Codec<object, never>>> = {
  qdisc: qdiscCodec,
  tclass: tclassCodec,
  tfilter: tfilterCodec,
  chain: chainCodec,
  actions: actionsCodec
}

interface Frame {
  readonly what: string
  readonly message: string
  readonly hex: string
  readonly expected: object
  /** A struct in it has grown since: it is written in full, with zeros. */
  readonly isShort?: boolean
}

/** Bytes stand in the file as `{ $bytes: hex }`. */
const revive = (_: string, value: unknown): unknown => {
  const hex = typeof value === 'object' && value !== null ? (value as { $bytes?: string }).$bytes : undefined
  return hex === undefined ? value : Uint8Array.from(Buffer.from(hex, 'hex'))
}
function framesOf(file: string): readonly Frame[] {
  const text = readFileSync(join(import.meta.dirname, file), 'utf8')
  return (JSON.parse(text, revive) as { frames: readonly Frame[] }).frames
}
const frames = [...framesOf('frames.fixture.json'), ...framesOf('frames.debian.fixture.json')]

const decode = (codec: Codec<object, never> | undefined, u8: Uint8Array): object =>
  codec?.decode(bytesOf(u8), 0, u8.length) ?? {}

function encode(codec: Codec<object, never> | undefined, value: object): Uint8Array {
  const writer = new Writer()
  codec?.encode(writer, value as never)
  return writer.toBytes()
}

for (const { what, message, hex, expected, isShort } of frames) {
  const codec = CODECS[message]
  const u8 = Uint8Array.from(Buffer.from(hex, 'hex'))

  describe(`captured: ${what}`, () => {
    it('is read', () => {
      const value = decode(codec, u8)
      // A clone has no symbols: the kernel's numbers of a list's entries are kept under one.
      expect(structuredClone(value)).toEqual(expected)
      expect(unknownAttributes in value).toBe(false)
    })

    it('is written', () => {
      const written = encode(codec, expected)
      if (isShort === true) expect(decode(codec, written)).toMatchObject(expected)
      else expect(decode(codec, written)).toEqual(expected)
      expect(encode(codec, decode(codec, written))).toEqual(written)
    })

    it('is decoded or refused, cut off anywhere', () => {
      for (let length = 0; length < u8.length; length++) {
        try {
          decode(codec, u8.subarray(0, length))
        } catch (error) {
          expect(error).toBeInstanceOf(DecodeError)
        }
      }
    })
  })
}

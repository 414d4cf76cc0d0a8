/** What is encoded comes back, for every kind; cut at any byte, it is decoded or refused. */
import { bytesOf, DecodeError, Writer, type Codec } from '@nlkit/core/codec'
import type { ChoiceType, Message } from '@nlkit/core/schema'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { actionsCodec } from './actions/codec.ts'
import { action, actions } from './actions/schema.ts'
import { messageArbitrary, set } from './arbitrary.fixture.ts'
import { chainCodec } from './chains/codec.ts'
import { chain } from './chains/schema.ts'
import { tclassCodec } from './classes/codec.ts'
import { tclass } from './classes/schema.ts'
import { tfilterCodec } from './filters/codec.ts'
import { tfilter } from './filters/schema.ts'
import { qdiscCodec } from './qdiscs/codec.ts'
import { qdisc } from './qdiscs/schema.ts'

const RUNS = 25

function encode(codec: Pick<Codec<object, never>, 'encode'>, value: object): Uint8Array {
  const writer = new Writer()
  codec.encode(writer, value as never)
  return writer.toBytes()
}

const decode = (codec: Pick<Codec<object, never>, 'decode'>, u8: Uint8Array): object =>
  codec.decode(bytesOf(u8), 0, u8.length)

function kindsOf({ set: { attributes } }: Message): string[] {
  const choices = attributes.flatMap(({ type }) => (type.kind === 'choice' ? [type] : []))
  return [...new Set(choices.flatMap((choice: ChoiceType) => [...Object.keys(choice.cases), ...choice.bare]))]
}

const messages: readonly [Message, Codec<object, never>][] = [
  [qdisc, qdiscCodec],
  [tclass, tclassCodec],
  [tfilter, tfilterCodec],
  [chain, chainCodec]
]

describe.each(messages)('$name', (message, codec) => {
  it.each(kindsOf(message))('gives %s back as it was', (kind) => {
    fc.assert(
      fc.property(messageArbitrary(message.header, message.set, kind), (value) => {
        const written = encode(codec, value)
        const read = decode(codec, written)
        expect(read).toEqual(value)
        expect(encode(codec, read)).toEqual(written)
      }),
      { numRuns: RUNS }
    )
  })

  it('decodes or refuses what is cut off', () => {
    fc.assert(
      fc.property(messageArbitrary(message.header, message.set), (value) => {
        const written = encode(codec, value)
        for (let length = 0; length < written.length; length += 1 + (length >> 6)) {
          try {
            decode(codec, written.subarray(0, length))
          } catch (error) {
            expect(error).toBeInstanceOf(DecodeError)
          }
        }
      }),
      { numRuns: RUNS }
    )
  })
})

describe('actions', () => {
  const tab = action.attributes.find(({ key }) => key === 'options')?.type as ChoiceType
  it.each(Object.keys(tab.cases))('gives %s back as it was', (kind) => {
    fc.assert(
      fc.property(fc.array(set(action, [], 2, kind), { maxLength: 3 }), (list) => {
        const value = { family: 'unspec', tab: list, count: list.length }
        const written = encode(actionsCodec, value)
        const read = decode(actionsCodec, written)
        expect(read).toEqual(value)
        expect(encode(actionsCodec, read)).toEqual(written)
      }),
      { numRuns: RUNS }
    )
  })

  it('gives the message around them back as it was', () => {
    fc.assert(
      fc.property(messageArbitrary(actions.header, actions.set), (value) => {
        expect(decode(actionsCodec, encode(actionsCodec, value))).toEqual(value)
      }),
      { numRuns: RUNS }
    )
  })
})

/** Links of kinds that few kernels have, captured: both ways, as the tool shows them, and cut at every byte. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { bytesOf, DecodeError, unknownAttributes, Writer } from '@nlkit/core/codec'
import { describe, expect, it } from 'vitest'
import { linkToIproute2 } from '../../iproute2/index.ts'
import { linkCodec, type Link } from '../codec.ts'

interface Frame {
  readonly title: string
  readonly hex: string
  /** Names of interfaces by their indices. */
  readonly names: Readonly<Record<string, string>>
  readonly linkinfo: object
}

const { frames } = JSON.parse(
  readFileSync(join(import.meta.dirname, 'frames.debian.fixture.json'), 'utf8')
) as { frames: readonly Frame[] }

const decode = (bytes: Uint8Array): Link => linkCodec.decode(bytesOf(bytes), 0, bytes.length)

function encode(link: Link): Uint8Array {
  const writer = new Writer()
  linkCodec.encode(writer, link)
  return writer.toBytes()
}

/** What cannot be compared, and why. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  user: 'the tool looks its name up in a file; ours is a number',
  group: 'the tool looks its name up in a file; ours is a number',
  ad_actor_oper_port_state: 'LACP went on between the frame and the look of the tool',
  ad_actor_oper_port_state_str: 'LACP went on between the frame and the look of the tool'
}
const comparable = (info: unknown): unknown =>
  JSON.parse(JSON.stringify(info), (key, value: unknown) =>
    Object.hasOwn(LEFT_OUT, key) ? undefined : value
  )

it('are many', () => {
  expect(frames.length).toBeGreaterThan(70)
})

describe.each(frames)('$title', ({ hex, names, linkinfo }) => {
  const bytes = Uint8Array.from(Buffer.from(hex, 'hex'))

  it('is read without a rest', () => {
    const info = decode(bytes).linkinfo
    expect(info).toBeDefined()
    for (const part of [info, info?.data, info?.slaveData]) {
      expect(part instanceof Uint8Array).toBe(false)
      expect(part === undefined || !(unknownAttributes in part)).toBe(true)
    }
  })

  it('is shown as the tool shows it', () => {
    const interfaces = { nameOf: (index: number) => names[index] ?? `if${index}`, isUp: () => false }
    const shown = linkToIproute2(decode(bytes), interfaces)
    expect(comparable(shown['linkinfo'])).toEqual(comparable(linkinfo))
  })

  it('is written', () => {
    const link = decode(bytes)
    const written = encode(link)
    expect(decode(written)).toEqual(link)
    expect(encode(decode(written))).toEqual(written)
  })

  it('is decoded or refused, cut off anywhere', () => {
    const surprises = Array.from(bytes, (_, length) => bytes.subarray(0, length)).filter((part) => {
      try {
        decode(part)
        return false
      } catch (error) {
        return !DecodeError.is(error)
      }
    })
    expect(surprises).toEqual([])
  })
})

/** Frames that the test suites of other libraries hold, decoded to what they assert. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { bytesOf, Writer, type Codec } from '@nlkit/core/codec'
import { describe, expect, it } from 'vitest'
import { actionsCodec, decodeAction, encodeAction, type ActionInput } from './actions/codec.ts'
import { IPPROTO } from '../ip-protocol.constants.ts'
import { ETH_P } from './ether-type.constants.ts'
import { tfilterCodec } from './filters/codec.ts'
import { ARPOP } from './filters/flower.constants.ts'
import { filterInfo, type FilterInfo } from './filter-info.ts'
import { filterParent, parseHandle } from './handle.ts'
import { qdiscCodec } from './qdiscs/codec.ts'
import { TC_ACT } from './verdict.constants.ts'
import { TCA_MIRRED_EACTION } from './actions/mirred.constants.ts'
import { TCA_TUNNEL_KEY_ACT } from './actions/tunnel-key.constants.ts'

interface Vector {
  readonly source: string
  readonly kind: string
  readonly hex: string
  readonly expected: Readonly<Record<string, unknown>>
  readonly roundtrip: boolean
}

const file = join(import.meta.dirname, '../../../../../shared/vectors/rtnl-tc.json')
const isThere = existsSync(file)
const vectors = isThere ? (JSON.parse(readFileSync(file, 'utf8')) as Vector[]) : []

const CODECS: Readonly<Record<string, Codec<object, never>>> = {
  RTM_NEWQDISC: qdiscCodec,
  RTM_NEWTFILTER: tfilterCodec,
  RTM_NEWACTION: actionsCodec
}

/** One attribute of a list of actions: its header, then the action. */
const actionEntry: Pick<Codec<object, never>, 'decode' | 'encode'> = {
  decode: (bytes, offset, end) => decodeAction(bytes, offset + 4, end),
  encode: (writer, value: ActionInput) => {
    const mark = writer.beginAttribute(0)
    encodeAction(writer, value)
    writer.endAttribute(mark)
  }
}

const camel = (name: string): string => name.replaceAll(/_([a-z0-9])/g, (_, c: string) => c.toUpperCase())

/** Keys of the vectors that are not ours by rule: prefixes of headers, and lists by the name of their attribute. */
const KEYS: Readonly<Record<string, string>> = { act_tab: 'tab', root_count: 'count' }

/** Values that we give another form than a number. */
const RAW: Readonly<Record<string, (value: never) => number>> = {
  family: (value: string) => (value === 'unspec' ? 0 : -1),
  handle: (value: string | number) => parseHandle(value),
  parent: (value: string) => parseHandle(value),
  classid: (value: string) => parseHandle(value),
  info: (value: FilterInfo | number) => (typeof value === 'number' ? value : filterInfo.encode(value)),
  action: (value: keyof typeof TC_ACT.number) => TC_ACT.number[value],
  eaction: (value: keyof typeof TCA_MIRRED_EACTION.number) => TCA_MIRRED_EACTION.number[value],
  tAction: (value: keyof typeof TCA_TUNNEL_KEY_ACT.number) => TCA_TUNNEL_KEY_ACT.number[value],
  keyEthType: (value: keyof typeof ETH_P.number) => ETH_P.number[value],
  keyIpProto: (value: keyof typeof IPPROTO.number) => IPPROTO.number[value],
  keyArpOp: (value: keyof typeof ARPOP.number) => ARPOP.number[value]
}

const formatPair = (value: number): string =>
  `${(value >>> 16).toString(16)}:${(value & 0xffff).toString(16)}`

/** Of what was decoded, that which the peer asserts, in the peer's form. */
function project(actual: unknown, expected: unknown, key: string): unknown {
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual)) return actual
    return actual.map((one, index) => project(one, expected[index], key))
  }
  if (typeof expected === 'object' && expected !== null) {
    const object = (actual ?? {}) as Readonly<Record<string, unknown>>
    const entries = Object.entries(expected).map(([name, value]) => {
      if (name === 'other' || name === 'tab') return [name, value]
      const own = KEYS[name] ?? camel(name.replace(/^tc[ma]_/, ''))
      return [name, project(name === 'header' ? object : object[own], value, own)]
    })
    return Object.fromEntries(entries)
  }
  if (actual instanceof Uint8Array) return Buffer.from(actual).toString('hex')
  return typeof expected === 'number' && typeof actual !== 'number' ? RAW[key]?.(actual as never) : actual
}

/** Attributes without the flag that says that others are inside, which kernels set or not: type, then payload or the same again. */
function attributesOf(u8: Uint8Array, at: number): unknown {
  const view = new DataView(u8.buffer, u8.byteOffset, u8.length)
  const list: [number, unknown][] = []
  for (let next = at; next < u8.length;) {
    const size = next + 4 <= u8.length ? view.getUint16(next, true) : 0
    if (size < 4 || next + size > u8.length || (view.getUint16(next + 2, true) & 0x3fff) > 200)
      return Buffer.from(u8.subarray(at)).toString('hex')
    list.push([view.getUint16(next + 2, true) & 0x3fff, attributesOf(u8.subarray(next + 4, next + size), 0)])
    next += (size + 3) & ~3
  }
  return list.toSorted((a, b) => a[0] - b[0])
}

describe.skipIf(!isThere)(`vectors${isThere ? '' : ` (skipped: there is no ${file})`}`, () => {
  for (const { source, kind, hex, expected, roundtrip } of vectors) {
    const u8 = Uint8Array.from(Buffer.from(hex, 'hex'))
    const codec = kind === 'nlattr:TCA_ACT' ? actionEntry : CODECS[kind]
    const title = source.slice(source.lastIndexOf(':') + 1)

    it(`reads ${kind} ${title}`, () => {
      const actual = codec?.decode(bytesOf(u8), 0, u8.length) as Record<string, unknown>
      // Of filters, `ingress` means another place.
      if (kind === 'RTM_NEWTFILTER')
        actual['parent'] = formatPair(filterParent.encode(actual['parent'] as string))
      expect(project(actual, expected, '')).toEqual(expected)
    })

    if (!roundtrip) continue
    it(`writes ${kind} ${title}`, () => {
      const writer = new Writer()
      codec?.encode(writer, codec.decode(bytesOf(u8), 0, u8.length) as never)
      const written = writer.toBytes()
      const isEntry = kind === 'nlattr:TCA_ACT'
      const headerSize = isEntry || kind === 'RTM_NEWACTION' ? 4 : 20
      // The number of an entry is its place in a list, which there is none of here.
      if (!isEntry) expect(written.slice(0, headerSize)).toEqual(u8.slice(0, headerSize))
      expect(attributesOf(written, headerSize)).toEqual(attributesOf(u8, headerSize))
    })
  }
})

/** What stands behind an ematch's header, by its kind: net/sched/em_*.c. */
import { LE, binary, elements, short, type Bytes, type Writer } from '@nlkit/core/codec'
import {
  decodeCanFilter,
  decodeEmIpt,
  decodeTcfEmCmp,
  decodeTcfEmNbyte,
  decodeTcfEmText,
  decodeXtSetInfo,
  encodeCanFilter,
  encodeEmIpt,
  encodeTcfEmCmp,
  encodeTcfEmNbyte,
  encodeTcfEmText,
  encodeXtSetInfo,
  type CanFilter,
  type CanFilterInput,
  type EmatchKind,
  type EmIpt,
  type EmIptInput,
  type TcfEmCmp,
  type TcfEmCmpInput,
  type TcfEmNbyte,
  type TcfEmNbyteInput,
  type TcfEmText,
  type TcfEmTextInput,
  type XtSetInfo,
  type XtSetInfoInput
} from './ematch.codec.ts'
import { decodeTcU32Key, encodeTcU32Key, type TcU32Key, type TcU32KeyInput } from '../u32-key.codec.ts'
import { meta, type EmMetaData, type EmMetaDataInput } from './ematch-meta.ts'

/** A pattern behind the struct that says where to look for it. */
interface Pattern {
  /** The bytes to find. */
  pattern: Uint8Array
}

interface PatternInput {
  readonly pattern?: Uint8Array | undefined
}

/** Kind and what belongs to it; a container's data is the number of the first match inside. */
export type EmatchData =
  | { kind: 'container'; data: number }
  | { kind: 'cmp'; data: TcfEmCmp }
  | { kind: 'nbyte'; data: TcfEmNbyte & Pattern }
  | { kind: 'u32'; data: TcU32Key }
  | { kind: 'meta'; data: EmMetaData }
  | { kind: 'text'; data: TcfEmText & Pattern }
  | { kind: 'canid'; data: CanFilter[] }
  | { kind: 'ipset'; data: XtSetInfo }
  | { kind: 'ipt'; data: EmIpt }
  | { kind: 'vlan' | number; data: Uint8Array | number }

export type EmatchDataInput =
  | { readonly kind: 'container'; readonly data: number }
  | { readonly kind: 'cmp'; readonly data: TcfEmCmpInput }
  | { readonly kind: 'nbyte'; readonly data: TcfEmNbyteInput & PatternInput }
  | { readonly kind: 'u32'; readonly data: TcU32KeyInput }
  | { readonly kind: 'meta'; readonly data: EmMetaDataInput }
  | { readonly kind: 'text'; readonly data: TcfEmTextInput & PatternInput }
  | { readonly kind: 'canid'; readonly data: readonly CanFilterInput[] }
  | { readonly kind: 'ipset'; readonly data: XtSetInfoInput }
  | { readonly kind: 'ipt'; readonly data: EmIptInput }
  | { readonly kind: 'vlan' | number; readonly data: Uint8Array | number }

interface Payload {
  decode(bytes: Bytes, at: number, end: number): unknown
  encode(writer: Writer, value: never): void
}

const CAN_FILTER = 8
const NBYTE = 4
const TEXT = 24

const word: Payload = {
  decode({ view }, at, end) {
    if (end - at < 4) short(at, end, 4)
    return view.getUint32(at, LE)
  },
  encode(writer, value: number) {
    writer.setU32(writer.reserve(4), value, '')
  }
}

const raw: Payload = {
  decode: ({ u8 }, at, end) => binary(u8, at, end),
  encode(writer, value: Uint8Array | number) {
    if (typeof value === 'number') word.encode(writer, value as never)
    else writer.binary(value, '')
  }
}

const nbyte: Payload = {
  decode(bytes, at, end) {
    const head = decodeTcfEmNbyte(bytes, at, end)
    return { ...head, pattern: pattern(bytes, at + NBYTE, end, head.len) }
  },
  encode(writer, value: TcfEmNbyteInput & PatternInput) {
    writer.object(value)
    const { pattern: bytes, ...head } = value
    encodeTcfEmNbyte(writer, { ...head, len: head.len === undefined ? (bytes?.length ?? 0) : head.len })
    if (bytes !== undefined) writer.binary(bytes, 'pattern')
  }
}

const text: Payload = {
  decode(bytes, at, end) {
    const head = decodeTcfEmText(bytes, at, end)
    return { ...head, pattern: pattern(bytes, at + TEXT, end, head.patternLen) }
  },
  encode(writer, value: TcfEmTextInput & PatternInput) {
    writer.object(value)
    const { pattern: bytes, ...head } = value
    encodeTcfEmText(writer, {
      ...head,
      patternLen: head.patternLen === undefined ? (bytes?.length ?? 0) : head.patternLen
    })
    if (bytes !== undefined) writer.binary(bytes, 'pattern')
  }
}

function pattern({ u8 }: Bytes, at: number, end: number, length: number): Uint8Array {
  if (end - at < length) short(at, end, length)
  return binary(u8, at, at + length)
}

const canid: Payload = {
  decode: (bytes, at, end) => elements(at, end, CAN_FILTER, (next) => decodeCanFilter(bytes, next, end)),
  encode(writer, value: readonly CanFilterInput[]) {
    writer.each(value, '', (filter, index) => {
      writer.enter(index)
      encodeCanFilter(writer, filter)
      writer.leave()
    })
  }
}

const byKind: Readonly<Record<EmatchKind, Payload>> = {
  container: word,
  cmp: { decode: decodeTcfEmCmp, encode: encodeTcfEmCmp },
  nbyte,
  u32: { decode: decodeTcU32Key, encode: encodeTcU32Key },
  meta,
  text,
  vlan: raw,
  canid,
  ipset: { decode: decodeXtSetInfo, encode: encodeXtSetInfo },
  ipt: { decode: decodeEmIpt, encode: encodeEmIpt }
}

/** How the payload of a kind is read and written. */
export function payloads(kind: EmatchKind | number, isSimple: boolean): Payload {
  if (isSimple) return word
  return typeof kind === 'number' ? raw : byKind[kind]
}

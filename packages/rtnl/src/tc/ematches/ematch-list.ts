/**
 * TCA_EMATCH_TREE_LIST: numbered attributes, each with struct tcf_ematch_hdr and then what its kind says, as a struct, text, attributes or a
 * bare number: tcf_em_tree_validate(), tcf_em_tree_dump() in net/sched/ematch.c.
 */
import { LE, entries, nameOf, selected, short, type Bytes, type Writer } from '@nlkit/core/codec'
import { decodeTcfEmatchHdr, encodeTcfEmatchHdr } from './ematch.codec.ts'
import type { EmatchKind } from './ematch.codec.ts'
import { TCF_EM } from './ematch.constants.ts'
import { payloads, type EmatchData, type EmatchDataInput } from './ematch-data.ts'

const HEADER = 8
const KIND = 2
const FLAGS = 4
const TCF_EM_SIMPLE = 8

interface EmatchHeader {
  /** Not used. */
  matchid: number
  /** TCF_EM_*: how the next one is tied to it, whether it is turned around. */
  flags: number
  /** Not used. */
  pad: number
}

type Loosely<T> = { readonly [K in keyof T]?: T[K] | undefined }

/** An extended match. With TCF_EM_SIMPLE, `data` is a number whatever the kind. */
export type Ematch = EmatchHeader & EmatchData

/** The same for encode: what is left out is 0. */
export type EmatchInput = Loosely<EmatchHeader> & EmatchDataInput

export const ematchList = {
  decode(bytes: Bytes, at: number, end: number): Ematch[] {
    return entries(bytes, at, end, 1, (from, to) => read(bytes, from, to))
  },

  encode(writer: Writer, value: readonly EmatchInput[]): void {
    writer.each(value, '', (match, index) => {
      const mark = writer.beginAttribute(index + 1, index)
      write(writer, match)
      writer.endAttribute(mark)
    })
  },

  locate({ view }: Bytes, at: number, end: number, offset: number): string | undefined {
    for (let next = at, index = 0; end - next >= 4; index++) {
      const size = Math.max(4, view.getUint16(next, LE))
      next += (size + 3) & ~3
      if (offset < next) return `[${index}]`
    }
    return undefined
  }
}

function read(bytes: Bytes, at: number, end: number): Ematch {
  if (end - at < HEADER) short(at, end, HEADER)
  const { view } = bytes
  const kind = nameOf(TCF_EM, view.getUint16(at + KIND, LE))
  const isSimple = (view.getUint16(at + FLAGS, LE) & TCF_EM_SIMPLE) !== 0
  const data = payloads(kind, isSimple).decode(bytes, at + HEADER, end)
  return { ...decodeTcfEmatchHdr(bytes, at, end), data } as Ematch
}

function write(writer: Writer, match: EmatchInput): void {
  writer.object(match)
  const { data, ...header } = match
  encodeTcfEmatchHdr(writer, header)
  const kind = selected(TCF_EM, match.kind ?? 'container') as EmatchKind | number
  const isSimple = ((match.flags ?? 0) & TCF_EM_SIMPLE) !== 0
  if (data === undefined) return writer.mistake('data', 'is missing')
  writer.enter('data')
  payloads(kind, isSimple).encode(writer, data as never)
  writer.leave()
}

/** struct tcf_meta_val's kind: TCF_META_TYPE() and TCF_META_ID() in include/uapi/linux/tc_ematch/tc_em_meta.h. */
import { nameOf, type Names } from '@nlkit/core/codec'
import type { MetaId, MetaType } from './ematch.codec.ts'
import { TCF_META_ID, TCF_META_TYPE } from './ematch.constants.ts'

const TYPE_SHIFT = 12
const ID_MASK = 0x7ff

export interface MetaKind {
  /** A number or bytes. */
  type: MetaType | number
  /** What is looked at. */
  id: MetaId | number
}

export interface MetaKindInput {
  readonly type?: MetaType | number | undefined
  readonly id?: MetaId | number | undefined
}

export const metaKind = {
  decode(wire: number): MetaKind {
    return { type: nameOf(TCF_META_TYPE, wire >>> TYPE_SHIFT), id: nameOf(TCF_META_ID, wire & ID_MASK) }
  },
  encode(value: MetaKindInput): number {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new TypeError(`${String(value)} is not { type, id }`)
    for (const key in value) if (key !== 'type' && key !== 'id') throw new TypeError(`${key}: unknown key`)
    const type = number(TCF_META_TYPE, value.type, 'type', 0xf)
    return (type << TYPE_SHIFT) | number(TCF_META_ID, value.id, 'id', ID_MASK)
  }
}

function number(of: Names, value: string | number | undefined, key: string, max: number): number {
  if (value === undefined) return 0
  const result = typeof value === 'string' ? of.number[value] : value
  if (result === undefined) throw new TypeError(`${key}: '${value}' is not known, but a number is`)
  if (!Number.isInteger(result) || result < 0 || result > max)
    throw new RangeError(`${key}: ${result} is not in 0-${max}`)
  return result
}

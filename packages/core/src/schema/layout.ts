/** C layout of structs: offsets and sizes as a compiler for a 64-bit target computes them. */
import { keyOf } from './names.ts'
import type { Member, Struct, Type } from './types.ts'

/** Size of a payload in a struct or array, or 0 when it has none of its own. */
export function sizeOf(type: Type): number {
  switch (type.kind) {
    case 'integer':
    case 'padding':
    case 'bits':
      return type.size
    case 'integer64':
      return 8
    case 'bitfield32':
      return 8
    case 'string':
    case 'binary':
    case 'hardware':
      return type.size ?? 0
    case 'ip':
      return type.form === 'v4' ? 4 : type.form === 'either' ? 0 : 16
    case 'struct':
      return type.flexible ? 0 : type.size
    case 'array':
      return type.count === undefined ? 0 : type.count * sizeOf(type.element)
    default:
      return 0
  }
}

function alignmentOf(type: Type): number {
  switch (type.kind) {
    case 'integer':
    case 'bits':
      return type.size
    case 'integer64':
      return 8
    case 'bitfield32':
      return 4
    case 'ip':
      return type.form === 'either' ? 1 : 4
    case 'struct':
      return type.members.reduce((most, member) => Math.max(most, alignmentOf(member.type)), 1)
    case 'array':
      return alignmentOf(type.element)
    default:
      return 1
  }
}

function up(offset: number, alignment: number): number {
  return Math.ceil(offset / alignment) * alignment
}

/** What more is to say of a member. */
export interface MemberOptions {
  readonly key?: string
  /** Only where the C struct is packed or unions overlap: the offset is otherwise computed. */
  readonly offset?: number
  readonly default?: number | string
  /** This member holds the number of elements of the array with that C name. */
  readonly counts?: string
}

/** A member: name, type, sentence. */
export type MemberRow =
  | readonly [c: string, type: Type, doc: string, options?: MemberOptions]
  | readonly [type: Type & { readonly kind: 'padding' | 'bits' }]

/** What more is to say of a struct. */
export interface StructOptions {
  readonly doc?: string
  /** Smallest payload that is not an error; members beyond it are optional. Default: the whole struct. */
  readonly minimum?: number
  /** Declared packed in C: no holes. */
  readonly packed?: boolean
  /** sizeof() where it is not what the members say. */
  readonly size?: number
}

/**
 * A C struct. Rows are `[C name, type, documentation, options]`, in C order; holes are computed. The last member may
 * have no fixed length: `binary()`, `ip()`, `array()` without count, a choice.
 */
export function struct(
  c: string,
  prefix: string,
  rows: readonly MemberRow[],
  options: StructOptions = {}
): Struct {
  let offset = 0
  let alignment = 1
  let flexible = false
  const members: Member[] = []
  for (const row of rows) {
    if (flexible) throw new TypeError(`${c}: only the last member may have no fixed length`)
    const [name, type, doc, more] = row.length === 1 ? ['', row[0], '', undefined] : row
    const own = options.packed === true ? 1 : alignmentOf(type)
    offset = more?.offset ?? up(offset, own)
    alignment = Math.max(alignment, own)
    const size = sizeOf(type)
    flexible = size === 0
    const counts = more?.counts === undefined ? {} : { counts: more.counts }
    const initial = more?.default === undefined ? {} : { default: more.default }
    members.push({
      c: name,
      key: more?.key ?? keyOf(name, prefix),
      doc,
      type,
      offset,
      size,
      ...initial,
      ...counts
    })
    offset += size
  }
  const end = members.reduce((most, member) => Math.max(most, member.offset + member.size), 0)
  const size = options.size ?? (flexible ? end : up(end, alignment))
  return {
    kind: 'struct',
    c,
    doc: options.doc ?? '',
    members,
    size,
    minimum: options.minimum ?? size,
    flexible
  }
}

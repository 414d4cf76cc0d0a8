/**
 * What generated codecs say about their attributes beside decode and encode: which number has which key, and what is inside.
 * The same tables check the keys of what is encoded, name the attribute that an offset of the kernel's points at, and name missing ones.
 */
import type { Names } from './names.ts'
import type { Bytes } from './bytes.ts'
import type { Extensions } from './extensions.ts'

/** The keys of one object on the wire: a header's members, and a set of attributes. */
export interface PathTable {
  /** C prefix of the attributes: `IFLA_INFO`. */
  readonly prefix: string
  /** Bytes before the first attribute. */
  readonly header: number
  /** Key -> offset and width of a header member: `{ family: [0, 1] }`. */
  readonly members: { readonly [key: string]: readonly [offset: number, width: number] }
  /** Key -> number of an attribute, or number and what is inside. */
  readonly attributes: { readonly [key: string]: number | readonly [number: number, inside: Inside] }
  /** Payloads that users brought, on the table of a codec that extend() made. */
  readonly extensions?: Extensions
  /** All keys; made when something is first written by the table. */
  known?: ReadonlySet<string> | undefined
}

/** Attributes in an attribute; functions because tables refer to each other in circles. */
export type Inside =
  | (() => PathTable)
  /** Entries of a nest by position, whatever their numbers. */
  | { readonly entries: Inside | undefined }
  /** The attribute repeats. */
  | { readonly repeated: Inside | undefined }
  | Choice
  /** By hand. */
  | { readonly locate: Locate }

/** The path of what is at `offset`, inside a payload from `at` to `stop`: `[1].gateway`. */
export type Locate = (bytes: Bytes, at: number, stop: number, offset: number) => string | undefined

/** What another value selects. */
export interface Choice {
  /** Interface and key: `Linkinfo.data`. What extend() knows it by. */
  readonly choice: string
  readonly selector: string
  /** The selector is text. */
  readonly isText?: boolean
  /** The selector is an enumeration. */
  readonly names?: () => Names
  readonly cases: { readonly [value: string]: Inside }
  readonly otherwise?: Inside
}

/** What a table says about keys. */
export type PathKeys = Pick<PathTable, 'members' | 'attributes'>

/**
 * A table that is made when it is first asked for: there are hundreds, and a program sees few of them. Made at once they
 * were a fifth of the pages that loading rtnl touches.
 */
class LazyPathTable implements PathTable {
  readonly prefix: string
  readonly header: number
  known: ReadonlySet<string> | undefined
  readonly #make: () => PathKeys
  #keys: PathKeys | undefined

  constructor(prefix: string, header: number, make: () => PathKeys) {
    this.prefix = prefix
    this.header = header
    this.known = undefined
    this.#make = make
  }

  get members(): PathTable['members'] {
    return (this.#keys ??= this.#make()).members
  }

  get attributes(): PathTable['attributes'] {
    return (this.#keys ??= this.#make()).attributes
  }
}

/** A table of a generated codec. */
export function pathTable(prefix: string, header: number, make: () => PathKeys): PathTable {
  return new LazyPathTable(prefix, header, make)
}

/** A table without attributes, for codecs that are not generated. */
export const noPaths: PathTable = { prefix: '', header: 0, members: {}, attributes: {} }

/** Attribute sets, messages, and the payloads that have parts. */
import { keyOf } from './names.ts'
import type {
  ArrayType,
  Attribute,
  AttributeSet,
  ChoiceType,
  CustomType,
  EmbeddedType,
  HeadedType,
  IndexedType,
  KeyedType,
  Lazy,
  Message,
  MultiType,
  NestType,
  Selector,
  SlotsType,
  Struct,
  Type
} from './types.ts'

/** What more is to say of an attribute. */
export interface AttributeOptions {
  /** Only for a true clash; list it in the package's README. */
  readonly key?: string
  /** C name of the header member that this attribute only widens. */
  readonly widens?: string
  /** What that member holds when the value does not fit; without it, the value's low bits. */
  readonly overflow?: number
  /** Encode sets NLA_F_NET_BYTEORDER. */
  readonly byteOrderFlag?: boolean
}

/**
 * Says which attributes nearly every message of a current kernel has. Decoding then puts these into the object at once instead of one by one,
 * which pays for sets of which that is ten or more; messages without them are decoded all the same, slower.
 */
export function usual(set: AttributeSet, names: readonly string[]): AttributeSet {
  for (const name of names) {
    if (!set.attributes.some((attribute) => attribute.c === name))
      throw new TypeError(`${set.name} has no ${name}`)
  }
  const attributes = set.attributes.map((attribute) =>
    names.includes(attribute.c) ? { ...attribute, usual: true } : attribute
  )
  return { ...set, attributes }
}

/** An attribute: name, number, type, sentence. */
export type AttributeRow = readonly [
  c: string,
  number: number,
  type: Type,
  doc: string,
  options?: AttributeOptions
]

/**
 * A set of attributes: what stands behind a header or inside a nest. `name` is the TypeScript interface, `prefix` the C
 * prefix without its last underscore. Rows are `[C name, number, type, documentation, options]`.
 */
export function attributes(
  name: string,
  prefix: string,
  doc: string,
  rows: readonly AttributeRow[]
): AttributeSet {
  const list: Attribute[] = rows.map(([c, number, type, text, options]) => ({
    c,
    number,
    key: options?.key ?? keyOf(c, prefix),
    type,
    doc: text,
    ...(options?.widens === undefined ? {} : { widens: options.widens }),
    ...(options?.overflow === undefined ? {} : { overflow: options.overflow }),
    ...(options?.byteOrderFlag === undefined ? {} : { byteOrderFlag: options.byteOrderFlag })
  }))
  return { kind: 'set', name, prefix, doc, attributes: list }
}

/** What more is to say of a message. */
export interface MessageOptions {
  readonly name: string
  readonly doc: string
  readonly header: Struct
  readonly attributes: AttributeSet
  readonly messages: Readonly<Record<string, number>>
  readonly identity?: readonly string[] | { readonly module: string; readonly name: string }
}

/** What travels behind a nlmsghdr: a family header and attributes, all keys in one object. */
export function message(options: MessageOptions): Message {
  const { name, doc, header, attributes: set, identity } = options
  const messages = Object.entries(options.messages).map(([c, number]) => ({ c, number }))
  return {
    kind: 'message',
    name,
    doc,
    header,
    set,
    messages,
    ...(identity === undefined ? {} : { identity })
  }
}

interface NestOptions {
  /** Whether encode sets NLA_F_NESTED (it does unless told not to; decode never looks). */
  readonly flagged?: boolean
}

/** Attributes inside an attribute. */
export function nest(set: Lazy<AttributeSet>, options: NestOptions = {}): NestType {
  return { kind: 'nest', set, flagged: options.flagged ?? true }
}

/** A struct followed by attributes inside an attribute, all keys in one object of type `name`. */
export function headed(
  name: string,
  header: Struct,
  set: Lazy<AttributeSet>,
  options: NestOptions = {}
): HeadedType {
  return { kind: 'headed', name, header, set, flagged: options.flagged ?? false }
}

/** A whole message body inside an attribute: a veth's peer is a link. */
export function embedded(of: Lazy<Message>, options: NestOptions = {}): EmbeddedType {
  return { kind: 'embedded', message: of, flagged: options.flagged ?? false }
}

/** Elements one after the other: exactly `count`, or up to the end. */
export function array(element: Type, count?: number): ArrayType {
  return { kind: 'array', element, ...(count === undefined ? {} : { count }) }
}

/** A nest with numbered entries of one type. */
export function indexed(element: Type, options: NestOptions & { readonly first?: number } = {}): IndexedType {
  return { kind: 'indexed', element, first: options.first ?? 1, flagged: options.flagged ?? true }
}

/** A nest whose entries' numbers mean something: `[{ [key]: number, ...attributes }]`, or `value` beside the number. */
export function keyed(
  name: string,
  key: string,
  doc: string,
  element: Type,
  options: NestOptions = {}
): KeyedType {
  return { kind: 'keyed', name, key, doc, element, flagged: options.flagged ?? true }
}

/** The attribute may stand several times: always an array. */
export function multi(element: Type): MultiType {
  return { kind: 'multi', element }
}

/** An array with named positions. Rows are `[C name, position from 0, documentation]`. */
export function slots(
  name: string,
  prefix: string,
  element: Type,
  rows: readonly (readonly [c: string, position: number, doc: string])[]
): SlotsType {
  const list = rows.map(([c, position, doc]) => ({ c, key: keyOf(c, prefix), position, doc }))
  return { kind: 'slots', name, prefix, element, slots: list }
}

/** What more is to say of a choice. */
export interface ChoiceOptions {
  /** What an unlisted value means; without it, its bytes, and users may bring codecs of their own. */
  readonly otherwise?: Lazy<Type>
  readonly as?: ChoiceType['as']
  /** Values that come without this payload. Naming them makes them literals in the types. */
  readonly bare?: readonly string[]
}

/** A payload that another value decides. */
export function choice(
  selector: Selector,
  cases: Readonly<Record<string, Lazy<Type>>>,
  { otherwise, as = 'union', bare = [] }: ChoiceOptions = {}
): ChoiceType {
  return { kind: 'choice', selector, cases, bare, as, ...(otherwise === undefined ? {} : { otherwise }) }
}

/** Where a payload's codec is. */
export interface CustomOptions {
  readonly module: string
  readonly name: string
  readonly out: string
  readonly in?: string
  readonly selectors?: readonly Selector[]
  /** Whether encode sets NLA_F_NESTED. */
  readonly flagged?: boolean
  readonly sets?: readonly Lazy<AttributeSet>[]
  readonly structs?: readonly Struct[]
  readonly slots?: readonly SlotsType[]
}

/** A payload by a hand-written `{ decode, encode, locate }`, exported as `name` by `module`. */
export function custom(options: CustomOptions): CustomType {
  const {
    module,
    name,
    out,
    selectors = [],
    sets = [],
    structs = [],
    slots: positions = [],
    flagged = false
  } = options
  const accepted = options.in === undefined ? {} : { in: options.in }
  return {
    kind: 'custom',
    module,
    name,
    out,
    ...accepted,
    selectors,
    flagged,
    sets,
    structs,
    slots: positions
  }
}

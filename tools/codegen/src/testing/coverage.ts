/**
 * Compares what schemas declare with the kernel's own machine-readable specifications and with constants and structs taken from its headers.
 * Those are the oracle, not the source.
 */
import type { Member, Struct } from '@nlkit/core/schema'
import type { Unit } from '../workspace.ts'

/** `specs.json`: by specification. */
export type Specs = Readonly<
  Record<
    string,
    {
      readonly attribute_sets: Readonly<Record<string, { readonly attributes: readonly SpecAttribute[] }>>
      readonly definitions: Readonly<
        Record<string, { readonly kind: string; readonly size?: number; readonly c_name?: string }>
      >
    }
  >
>

interface SpecAttribute {
  readonly c_name: string
  readonly value: number
  readonly type: string
}

/** `constants.json`: by header. */
export type Headers = Readonly<
  Record<string, { readonly enums: readonly { readonly members: Readonly<Record<string, number>> }[] }>
>

interface HeaderMember {
  readonly name: string | null
  readonly offset: number
  readonly size: number
  readonly bitfield?: { readonly bit_offset: number; readonly bits: number }
  /** Of an anonymous struct or union. */
  readonly members?: readonly HeaderMember[]
}

/** `structs.json`: by C tag. */
export type HeaderStructs = Readonly<
  Record<
    string,
    { readonly header: string; readonly size: number; readonly members: readonly HeaderMember[] }
  >
>

/** What is left out on purpose: C name -> reason. */
export type Omissions = Readonly<Record<string, string>>

/** Numbers by C names. A name may have several, where the kernel gives it to more than one set. */
export type Numbers = ReadonlyMap<string, ReadonlySet<number>>

/** Every number and struct that schemas declare. */
export interface Declared {
  readonly numbers: Numbers
  readonly structs: ReadonlyMap<string, readonly Struct[]>
}

export function declaredBy(units: readonly Unit[]): Declared {
  const numbers = new Map<string, Set<number>>()
  const structs = new Map<string, Struct[]>()
  const add = (c: string, number: number): void =>
    void numbers.set(c, (numbers.get(c) ?? new Set()).add(number))
  for (const entity of units.flatMap(({ entities }) => entities)) {
    if (entity.kind === 'set') for (const { c, number } of entity.attributes) add(c, number)
    else if (entity.kind === 'message') for (const { c, number } of entity.messages) add(c, number)
    else if (entity.kind === 'slots') for (const { c, position } of entity.slots) add(c, position)
    else if (entity.kind === 'struct') structs.set(entity.c, [...(structs.get(entity.c) ?? []), entity])
    else if ('entries' in entity) for (const { c, value } of entity.entries) add(c, value)
  }
  return { numbers, structs }
}

/** Names that are limits, or the 0 that stands for nothing. */
const isMarker = (c: string): boolean => c.startsWith('_') || /_(?:UNSPEC|MAX)$/.test(c)

/** The attributes of some specifications. */
export function attributesOf(specs: Specs, names: readonly string[]): Map<string, number> {
  const sets = names.flatMap((name) => Object.values(specs[name]?.attribute_sets ?? {}))
  return new Map(
    sets
      .flatMap(({ attributes }) => attributes)
      .filter(({ c_name: c, type }) => type !== 'unused' && !isMarker(c))
      .map(({ c_name: c, value }) => [c, value])
  )
}

/** The enumerators of some headers that a pattern names. */
export function enumeratorsOf(
  headers: Headers,
  families: Readonly<Record<string, RegExp>>
): Map<string, number> {
  return new Map(
    Object.entries(families)
      .flatMap(([header, family]) =>
        (headers[header]?.enums ?? [])
          .flatMap(({ members }) => Object.entries(members))
          .filter(([c]) => family.test(c))
      )
      .filter(([c]) => !isMarker(c))
  )
}

/** The structs of some specifications, and their sizes. */
export function structsOf(specs: Specs, names: readonly string[]): Map<string, number> {
  const all = names.flatMap((name) => Object.entries(specs[name]?.definitions ?? {}))
  return new Map(
    all
      .filter(([, { kind }]) => kind === 'struct')
      .map(([name, { c_name: c = name.replaceAll('-', '_'), size = 0 }]) => [c, size])
  )
}

/** What is wanted and not declared, or declared with another number: `IFLA_MTU: 4 here, 5 in the oracle`. */
export function missing(
  declared: Numbers,
  wanted: ReadonlyMap<string, number>,
  omissions: Omissions
): string[] {
  return [...wanted]
    .filter(([c, number]) => declared.get(c)?.has(number) !== true && !Object.hasOwn(omissions, c))
    .map(
      ([c, number]) =>
        `${c}: ${[...(declared.get(c) ?? [])].join(', ') || 'nothing'} here, ${number} in the oracle`
    )
}

/** First bit and number of bits. */
type Place = readonly [from: number, width: number]

/** Structs that differ from the headers: in size, or in the place of a member. Members that are not in the headers do not count. */
export function structDifferences(
  structs: ReadonlyMap<string, readonly Struct[]>,
  headers: HeaderStructs
): string[] {
  return [...structs].flatMap(([c, own]) => {
    const header = headers[c]
    if (header === undefined) return []
    const theirs = placesIn(header.members, 0)
    return own.flatMap((one) => [
      ...(one.size === header.size
        ? []
        : [`struct ${c}: ${one.size} bytes here, ${header.size} in the headers`]),
      ...one.members.flatMap(placesOf).flatMap(([name, place]) => {
        const other = theirs.get(name)
        return other === undefined || String(other) === String(place)
          ? []
          : [`struct ${c}: ${name} at bits ${String(place)} here, ${String(other)} in the headers`]
      })
    ])
  })
}

function placesIn(members: readonly HeaderMember[], base: number): Map<string, Place> {
  const found = new Map<string, Place>()
  for (const { name, offset, size, bitfield, members: inner } of members) {
    const from = 8 * (base + offset)
    if (name === null) for (const [key, place] of placesIn(inner ?? [], base + offset)) found.set(key, place)
    else
      found.set(name, bitfield === undefined ? [from, 8 * size] : [from + bitfield.bit_offset, bitfield.bits])
  }
  return found
}

function placesOf({ c, offset, size, type }: Member): [string, Place][] {
  if (type.kind === 'padding') return []
  if (type.kind !== 'bits') return [[c, [8 * offset, 8 * size]]]
  return type.fields.map((field) => [field.c, [8 * offset + field.shift, field.width]])
}

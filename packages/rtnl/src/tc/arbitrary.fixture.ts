/** Random objects of a schema, in the form in which decode gives them back. */
import { ipv4, ipv6 } from '@nlkit/core/codec'
import type { AttributeSet, CustomType, IntegerType, Lazy, Member, Struct, Type } from '@nlkit/core/schema'
import * as fc from 'fast-check'
import type { Arbitrary } from 'fast-check'
import { filterInfo } from './filter-info.ts'
import { filterParent, handle } from './handle.ts'
import { metaKind } from './ematches/meta-kind.ts'
import { ematchArbitrary } from './ematches/arbitrary.fixture.ts'

type Obj = Record<string, unknown>

const force = <T>(lazy: Lazy<T>): T => (typeof lazy === 'function' ? (lazy as () => T)() : lazy)

/** Hand-written forms of numbers, by name. */
const CONVERTERS: Readonly<Record<string, { decode(wire: number): unknown }>> = {
  handle,
  filterParent,
  filterInfo,
  metaKind
}

/** How deep nests of actions in filters in .. may go. */
const DEPTH = 3

function integer(type: IntegerType): Arbitrary<unknown> {
  const bits = 8 * type.size
  const min = type.min ?? (type.signed ? -(2 ** (bits - 1)) : 0)
  const max = type.max ?? 2 ** (type.signed ? bits - 1 : bits) - 1
  const number = fc.integer({ min, max })
  if (type.converter !== undefined) {
    const converter = CONVERTERS[type.converter.name]
    return number.map((wire) => converter?.decode(wire))
  }
  if (type.enumeration === undefined) return number
  const known = type.enumeration.entries.filter(({ value }) => value >= min && value <= max)
  const names = new Map(known.map(({ value, name }) => [value, name]))
  return fc.oneof(number, fc.constantFrom(...names.keys())).map((value) => names.get(value) ?? value)
}

const text = (max: number): Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom('a', 'Z', '0', '-', '_', '.'), maxLength: Math.min(max, 12) })

const bytes = (min: number, max: number): Arbitrary<Uint8Array> =>
  fc.uint8Array({ minLength: min, maxLength: Math.min(max, min + 40) })

const hardware = bytes(6, 6).map((list) =>
  [...list].map((byte) => byte.toString(16).padStart(2, '0')).join(':')
)

/** A payload; `kinds` are what the objects around say that they are, innermost first. */
export function arbitrary(type: Type, kinds: readonly unknown[], depth = 0): Arbitrary<unknown> {
  switch (type.kind) {
    case 'integer':
      return integer(type)
    case 'integer64':
      if (type.as === 'id')
        return fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((value) => `0x${value.toString(16)}`)
      return fc.maxSafeInteger().map((value) => (type.signed ? value : Math.abs(value)))
    case 'bitfield32':
      return fc.record({ value: fc.nat(), selector: fc.nat() })
    case 'flag':
      return fc.constant(true)
    case 'string':
      return text(type.max ?? 12)
    case 'binary':
      return bytes(type.size ?? type.min ?? 0, type.size ?? type.max ?? 40)
    case 'hardware':
      return hardware
    case 'ip':
      return type.form === 'v4'
        ? bytes(4, 4).map((list) => ipv4(list, 0, 4))
        : bytes(16, 16).map((list) => ipv6(list, 0, 16))
    case 'struct':
      return struct(type, kinds, depth)
    case 'array':
      return fc.array(arbitrary(type.element, kinds, depth), {
        minLength: type.count ?? 0,
        maxLength: type.count ?? 3
      })
    case 'nest':
      return set(force(type.set), kinds, depth + 1)
    case 'headed':
      return fc
        .tuple(struct(type.header, kinds, depth), set(force(type.set), kinds, depth + 1))
        .map(([header, attributes]) => ({ ...header, ...attributes }))
    case 'indexed':
    case 'multi':
      return fc.array(arbitrary(type.element, kinds, depth), {
        minLength: type.kind === 'multi' ? 1 : 0,
        maxLength: depth > DEPTH ? 1 : 2
      })
    case 'custom':
      return custom(type, kinds, depth)
    default:
      throw new Error(`no arbitrary for ${type.kind}`)
  }
}

function custom(type: CustomType, kinds: readonly unknown[], depth: number): Arbitrary<unknown> {
  const [inner] = type.sets
  switch (type.name) {
    case 'ematchList':
      return fc.array(
        ematchArbitrary((of) => arbitrary(of, [], DEPTH)),
        { maxLength: 3 }
      )
    case 'clockTime':
      return fc
        .bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
        .map((time) => (Number.isSafeInteger(Number(time)) ? Number(time) : time.toString()))
    case 'ifeMeta32':
      return fc.oneof(fc.nat(), fc.constant('packet'))
    case 'ifeMeta16':
      return fc.oneof(fc.nat(0xffff), fc.constant('packet'))
    case 'fqCodelFlow':
      return struct(type.structs[0] as Struct, kinds, depth).map((stats) => ({ type: 1, ...stats }))
    default:
      if (inner === undefined) throw new Error(`no arbitrary for ${type.name}`)
      // Options of tunnels: a Geneve option begins with its class, so it has one.
      return set(force(inner), kinds, depth + 1).map((options) => {
        const { geneve, ...rest } = options as { geneve?: Obj[] }
        return geneve === undefined ? rest : { ...rest, geneve: geneve.map((one) => ({ class: 1, ...one })) }
      })
  }
}

function struct(type: Struct, kinds: readonly unknown[], depth: number): Arbitrary<Obj> {
  const members: Record<string, Arbitrary<unknown>> = {}
  const counts: [string, string][] = []
  for (const member of type.members) {
    if (member.type.kind === 'padding') continue
    if (member.type.kind === 'bits') {
      for (const { key, width } of member.type.fields) members[key] = fc.nat(2 ** width - 1)
      continue
    }
    if (member.counts !== undefined) counts.push([member.key, keyOf(type.members, member.counts)])
    members[member.key] = arbitrary(member.type, kinds, depth)
  }
  return fc.record(members).map((value) => {
    for (const [key, list] of counts) value[key] = (value[list] as unknown[]).length
    return value
  })
}

const keyOf = (members: readonly Member[], c: string): string => members.find((one) => one.c === c)?.key ?? c

/** An object of attributes, any of which may be missing. With `kind`, it is of that kind. */
export function set(
  of: AttributeSet,
  kinds: readonly unknown[],
  depth: number,
  kind?: string
): Arbitrary<Obj> {
  const choices = of.attributes.flatMap(({ type }) =>
    type.kind === 'choice' && type.selector === 'kind' ? [type] : []
  )
  const all = [...new Set(choices.flatMap(({ cases }) => Object.keys(cases)))]
  if (all.length > 0 && kind === undefined)
    return fc.constantFrom(...all).chain((one) => set(of, kinds, depth, one))
  const keys: Record<string, Arbitrary<unknown>> = {}
  for (const { key, type } of of.attributes) {
    if (type.kind === 'pad' || (depth > DEPTH && (type.kind === 'indexed' || type.kind === 'nest'))) continue
    if (key === 'kind' && kind !== undefined) keys[key] = fc.constant(kind)
    else if (type.kind !== 'choice') keys[key] = arbitrary(type, [kind, ...kinds], depth)
    else {
      const selector = type.selector === 'kind' ? kind : kinds[0]
      const payload = type.cases[String(selector)]
      if (payload !== undefined) keys[key] = arbitrary(force(payload), [kind, ...kinds], depth)
    }
  }
  return fc.record(keys, { requiredKeys: kind === undefined ? [] : ['kind'] })
}

/** The header and attributes of a message of one kind. */
export function messageArbitrary(header: Struct, of: AttributeSet, kind?: string): Arbitrary<Obj> {
  return fc
    .tuple(struct(header, [], 0), set(of, [], 0, kind))
    .map(([head, attributes]) => ({ ...head, ...attributes }))
}

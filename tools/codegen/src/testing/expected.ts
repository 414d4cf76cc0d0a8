/**
 * Compares a decoded object with what a test vector expects. Vectors speak C: header members by their C names, attributes by theirs without
 * prefix in lower case, numbers for enumerations; the schema says what all that is in the object.
 */
import {
  withoutPrefix,
  type AttributeSet,
  type Enumeration,
  type IntegerType,
  type Struct,
  type Type
} from '@nlkit/core/schema'
import { casesOf, force, type ObjectEntity } from '../entities.ts'

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }
type Decoded = Readonly<Record<string, unknown>>

/** What differs, a line each; empty when all that is expected is there. */
export function differences(entity: ObjectEntity, decoded: unknown, expected: Json, path = ''): string[] {
  if (!isRecord(expected)) return [`${path}: ${JSON.stringify(expected)} is expected`]
  if (!isRecord(decoded)) return [`${path}: ${show(decoded)} is no object`]
  switch (entity.kind) {
    case 'struct':
      return inStruct(entity, decoded, expected, path)
    case 'slots':
      return Object.entries(expected).flatMap(([key, value]) => {
        const slot = entity.slots.find((one) => same(withoutPrefix(one.c, entity.prefix), key))
        return slot === undefined
          ? []
          : inType(entity.element, decoded[slot.key], value, `${path}.${key}`, decoded)
      })
    case 'set':
      return inSet(entity, decoded, expected, path)
    case 'headed':
    case 'message': {
      const { header, ...rest } = expected
      const set = force(entity.set)
      // Some vectors have the header's members beside the attributes, or parts of it in an object of their own.
      const isMember = (c: string): boolean => entity.header.members.some((member) => same(member.c, c))
      const flat = Object.entries(rest).flatMap(([c, value]): [string, Json][] =>
        isRecord(value) && Object.keys(value).some((one) => isMember(one))
          ? Object.entries(value)
          : [[c, value]]
      )
      const members = Object.fromEntries(flat.filter(([c]) => isMember(c)))
      const others = Object.fromEntries(flat.filter(([c]) => !isMember(c)))
      return [
        ...inStruct(entity.header, decoded, header ?? {}, `${path}.header`, widened(set)),
        ...inStruct(entity.header, decoded, members, path, widened(set)),
        ...inSet(set, decoded, others, path)
      ]
    }
    default:
      return [`${path}: a ${entity.kind} cannot be compared`]
  }
}

/** Header members whose value the object has from an attribute. */
function widened(set: AttributeSet): Set<string> {
  return new Set(set.attributes.map((attribute) => attribute.widens ?? ''))
}

function inStruct(
  struct: Struct,
  decoded: Decoded,
  expected: Json,
  path: string,
  except: ReadonlySet<string> = new Set()
): string[] {
  if (!isRecord(expected)) return [`${path}: ${JSON.stringify(expected)} is expected of a struct`]
  return Object.entries(expected).flatMap(([c, value]) => {
    const member = struct.members.find((one) => same(one.c, c) || same(one.key, c))
    if (member === undefined) return [`${path}.${c}: struct ${struct.c} has no such member`]
    if (except.has(member.c)) return []
    return inType(member.type, decoded[member.key], value, `${path}.${c}`, decoded)
  })
}

function inSet(set: AttributeSet, decoded: Decoded, expected: Decoded, path: string): string[] {
  return Object.entries(expected).flatMap(([name, value]) => {
    // What the source of the vector did not know.
    if (name === 'other') return []
    const attribute = set.attributes.find((one) => same(withoutPrefix(one.c, set.prefix), name))
    if (attribute === undefined) return [`${path}.${name}: ${set.prefix} has no such attribute`]
    return inType(attribute.type, decoded[attribute.key], value as Json, `${path}.${name}`, decoded)
  })
}

function inType(type: Type, decoded: unknown, expected: Json, path: string, object: Decoded): string[] {
  if (decoded === undefined) return [`${path}: is missing, ${JSON.stringify(expected)} is expected`]
  switch (type.kind) {
    case 'integer':
      return equal(numberOf(type, decoded), expected, path)
    case 'integer64':
      return equal(decoded, expected, path)
    case 'binary':
      return equal(Buffer.from(decoded as Uint8Array).toString('hex'), expected, path)
    case 'struct':
    case 'slots':
    case 'headed':
      return differences(type, decoded, expected, path)
    case 'nest':
      return differences(force(type.set), decoded, expected, path)
    case 'embedded':
      return differences(force(type.message), decoded, expected, path)
    case 'multi':
    case 'indexed':
    case 'array':
      return inList(type.element, decoded, expected, path, object)
    case 'labels':
      return JSON.stringify(decoded) === JSON.stringify(expected) ? [] : equal(decoded, expected, path)
    case 'choice': {
      const selector = object[type.selector.replace(/^(?:\.\.\/|\/)+/, '')]
      const payload =
        casesOf(type).find(([value]) => value === String(selector)) ??
        casesOf(type).find(([value]) => value === '')
      // Nothing is known about it: then it is bytes, whatever the vector says.
      if (payload === undefined)
        return decoded instanceof Uint8Array ? [] : [`${path}: unknown, but not bytes`]
      return inType(payload[1], decoded, expected, path, object)
    }
    case 'custom': {
      const set = type.sets[0]
      if (Array.isArray(expected))
        return inList(
          { kind: 'custom-entry' } as never,
          decoded,
          expected,
          path,
          object,
          force(set as never),
          type.structs
        )
      return isRecord(expected)
        ? inCustom(
            type.sets.map((one) => force(one)),
            type.structs,
            decoded,
            expected,
            path
          )
        : equal(decoded, expected, path)
    }
    default:
      return equal(decoded, expected, path)
  }
}

/** Keys of a hand-written payload, found in whatever sets and structs it has. */
function inCustom(
  sets: readonly AttributeSet[],
  structs: readonly Struct[],
  decoded: unknown,
  expected: Decoded,
  path: string
): string[] {
  if (!isRecord(decoded)) return [`${path}: ${show(decoded)} is no object`]
  return Object.entries(expected).flatMap(([name, value]) => {
    for (const set of sets) {
      const attribute = set.attributes.find((one) => same(withoutPrefix(one.c, set.prefix), name))
      if (attribute !== undefined)
        return inType(attribute.type, decoded[attribute.key], value as Json, `${path}.${name}`, decoded)
    }
    for (const struct of structs) {
      const member = struct.members.find((one) => same(one.c, name))
      if (member !== undefined)
        return inType(member.type, decoded[member.key], value as Json, `${path}.${name}`, decoded)
    }
    const key = Object.keys(decoded).find((one) => same(one, name))
    return key === undefined
      ? [`${path}.${name}: is missing`]
      : equal(decoded[key], value as Json, `${path}.${name}`)
  })
}

function inList(
  element: Type,
  decoded: unknown,
  expected: Json,
  path: string,
  object: Decoded,
  set?: AttributeSet,
  structs: readonly Struct[] = []
): string[] {
  if (!Array.isArray(decoded)) return [`${path}: ${show(decoded)} is no array`]
  // Vectors write a repeated attribute that stands once as a single value.
  const list = Array.isArray(expected) ? (expected as readonly Json[]) : [expected]
  if (decoded.length !== list.length)
    return [`${path}: ${decoded.length} entries, ${list.length} are expected`]
  return list.flatMap((one, index) => {
    const at = `${path}[${index}]`
    if (set !== undefined) return inCustom([set], structs, decoded[index], one as Decoded, at)
    return inType(element, decoded[index], one, at, object)
  })
}

function numberOf(type: IntegerType, decoded: unknown): unknown {
  return typeof decoded === 'string' && type.enumeration !== undefined
    ? enumerator(type.enumeration, decoded)
    : decoded
}

function enumerator({ entries }: Enumeration, name: string): number | undefined {
  return entries.find((entry) => entry.name === name)?.value
}

/** Numbers beyond 2^53 are decimal text in vectors; ids are '0x..' in objects. */
function equal(decoded: unknown, expected: Json, path: string): string[] {
  if (decoded === 'unlimited' && expected === String(2n ** 64n - 1n)) return []
  // Hardware addresses of unusual length are plain hex in some vectors.
  if (typeof decoded === 'string' && decoded.replaceAll(':', '') === expected) return []
  if (decoded === expected || JSON.stringify(decoded) === JSON.stringify(expected)) return []
  if (typeof decoded === 'string' && decoded.startsWith('0x')) {
    const decimal = typeof expected === 'object' ? '' : String(expected)
    if (/^[0-9]+$/.test(decimal) && BigInt(decoded) === BigInt(decimal)) return []
    if (typeof expected === 'string' && BigInt(decoded) === BigInt(`0x${expected}`)) return []
  }
  if (decoded === 'unlimited' && expected === String(2n ** 64n - 1n)) return []
  // Hardware addresses of unusual length are hex in some vectors.
  if (typeof decoded === 'string' && decoded.replaceAll(':', '') === expected) return []
  if (typeof decoded === 'number' && typeof expected === 'string' && decoded === Number(expected)) return []
  return [`${path}: ${show(decoded)}, ${JSON.stringify(expected)} is expected`]
}

/** `arp_filter` and `ARPFILTER` are the same name. */
function same(c: string, name: string): boolean {
  return plain(c) === plain(name)
}

function plain(name: string): string {
  return name.replaceAll(/[_-]/g, '').toLowerCase()
}

function isRecord(value: unknown): value is Decoded & { readonly [key: string]: Json } {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)
  )
}

function show(value: unknown): string {
  return value instanceof Uint8Array ? `bytes ${Buffer.from(value).toString('hex')}` : JSON.stringify(value)
}

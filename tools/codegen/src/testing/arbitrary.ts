/**
 * Random values of any schema, in the form that decode gives, so that decode(encode(value)) must be equal to value. Values are drawn from a
 * small source of randomness: fast-check's `fc.gen()`, or anything else that draws integers.
 */
import { dirname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Attribute, ChoiceType, Converter, Message, Struct, Type } from '@nlkit/core/schema'
import { casesOf, force, type Entity, type ObjectEntity } from '../entities.ts'
import { scopeOf } from '../selectors.ts'
import type { Workspace } from '../workspace.ts'

/** Draws an integer, both bounds included. */
export type Draw = (min: number, max: number) => number

type Values = Record<string, unknown>

/** What hand-written payloads look like: by the name of the exported pair. Attributes of pairs that are not here are left out. */
export type Customs = Readonly<Record<string, (draw: Draw) => unknown>>

interface Context {
  readonly draw: Draw
  readonly customs: Customs
  readonly converters: ReadonlyMap<Converter, (wire: number) => unknown>
  /** The object and those around it, innermost first. */
  readonly objects: readonly { readonly values: Values; readonly isMessage: boolean }[]
}

/** Hand-written converters of a workspace, loaded so that values can be made by them. */
export async function loadConverters(
  workspace: Workspace
): Promise<Map<Converter, (wire: number) => unknown>> {
  const found = new Map<Converter, (wire: number) => unknown>()
  const load = async (type: Type, entity: Entity): Promise<void> => {
    if ((type.kind !== 'integer' && type.kind !== 'integer64') || type.converter === undefined) return
    const { module, name } = type.converter
    const unit = workspace.owner.get(entity)
    if (unit === undefined) return
    const url = module.startsWith('.') ? pathToFileURL(resolve(dirname(unit.schema), module)).href : module
    const exports = (await import(url)) as Record<string, { decode(wire: number): unknown }>
    const converter = exports[name]
    if (converter !== undefined) found.set(type.converter, (wire) => converter.decode(wire))
  }
  const walk = async (type: Type, entity: Entity): Promise<void> => {
    await load(type, entity)
    if ('element' in type) await walk(type.element, entity)
  }
  for (const unit of workspace.units) {
    for (const entity of unit.entities) {
      if (entity.kind === 'struct') for (const member of entity.members) await walk(member.type, entity)
      if (entity.kind === 'set') for (const attribute of entity.attributes) await walk(attribute.type, entity)
      if (entity.kind === 'slots' || entity.kind === 'keyed') await walk(entity.element, entity)
    }
  }
  return found
}

/** A value of a message's schema. */
export function valueOf(
  message: Message,
  draw: Draw,
  customs: Customs = {},
  converters: ReadonlyMap<Converter, (wire: number) => unknown> = new Map()
): Values {
  return object(message, { draw, customs, converters, objects: [] })
}

function object(entity: ObjectEntity, context: Context): Values {
  const scope = scopeOf(entity)
  const values: Values = {}
  const inside = { ...context, objects: [{ values, isMessage: scope.isMessage }, ...context.objects] }
  if (scope.header !== undefined) members(scope.header, inside, values)
  // What selects comes first, and nearly always: payloads depend on it.
  const selecting = selectors(scope.attributes, values)
  const order = [...scope.attributes].toSorted((a, b) => Number(isChosen(a.type)) - Number(isChosen(b.type)))
  for (const attribute of order) {
    const names = selecting.get(attribute.key)
    const isRare = attribute.widens === undefined && names === undefined
    if (context.draw(0, isRare ? rarity(order.length, context.objects.length) : 7) !== 0 && isRare) continue
    const value =
      names !== undefined && attribute.type.kind === 'string'
        ? pick(names, context.draw)
        : payload(attribute.type, inside)
    if (value !== undefined) values[attribute.key] = value
  }
  return values
}

/** Keys that select among payloads here or one level below, and the values that are known for them. */
function selectors(attributes: readonly Attribute[], values: Values): Map<string, string[]> {
  const found = new Map<string, string[]>()
  const visit = (type: Type, prefix: string, depth: number): void => {
    if (type.kind === 'choice' && type.selector.startsWith(prefix)) {
      const key = type.selector.slice(prefix.length)
      if (!key.includes('/') && !(key in values))
        found.set(key, [...(found.get(key) ?? []), ...Object.keys(type.cases)])
    }
    if (type.kind === 'nest' && depth < 1) {
      for (const attribute of force(type.set).attributes) visit(attribute.type, `${prefix}../`, depth + 1)
    }
  }
  for (const attribute of attributes) visit(attribute.type, '', 0)
  return found
}

function isChosen(type: Type): boolean {
  return type.kind === 'choice' || (type.kind === 'ip' && type.family !== undefined) || type.kind === 'nest'
}

/** One attribute in so many is there; deeper objects have fewer, or messages would never end. */
function rarity(count: number, depth: number): number {
  return Math.round(count / 8) + depth
}

function members(struct: Struct, context: Context, values: Values): void {
  const counts = new Map<string, string>()
  for (const member of struct.members) {
    if (member.type.kind === 'padding') continue
    if (member.counts !== undefined) counts.set(member.counts, member.key)
    if (member.type.kind === 'bits') {
      for (const { key, width } of member.type.fields) values[key] = context.draw(0, 2 ** width - 1)
      continue
    }
    const value = payload(member.type, context)
    if (value === undefined) continue
    values[member.key] = value
    const counter = counts.get(member.c)
    if (counter !== undefined && Array.isArray(value)) values[counter] = value.length
  }
}

function payload(type: Type, context: Context): unknown {
  const { draw } = context
  switch (type.kind) {
    case 'integer': {
      const least = type.min ?? (type.signed ? -(2 ** (type.size * 8 - 1)) : 0)
      const most = type.max ?? 2 ** (type.size * 8 - (type.signed ? 1 : 0)) - 1
      if (type.enumeration !== undefined) {
        const fitting = type.enumeration.entries.filter(({ value }) => value >= least && value <= most)
        const entry = fitting[draw(0, fitting.length - 1)]
        return entry === undefined ? least : first(type.enumeration.entries, entry.value)
      }
      return converted(type.converter, edge(draw, least, most), context)
    }
    case 'integer64':
      if (type.as === 'id') return converted(type.converter, `0x${draw(0, 0xffffffff).toString(16)}`, context)
      if (type.as === 'unlimited' && draw(0, 3) === 0) return 'unlimited'
      return converted(
        type.converter,
        edge(draw, type.signed ? Number.MIN_SAFE_INTEGER : 0, Number.MAX_SAFE_INTEGER),
        context
      )
    case 'variable':
      return edge(draw, type.signed ? Number.MIN_SAFE_INTEGER : 0, Number.MAX_SAFE_INTEGER)
    case 'bitfield32':
      return { value: draw(0, 0xffffffff), selector: draw(0, 0xffffffff) }
    case 'flag':
      return true
    case 'string':
      return text(draw, Math.min(type.max ?? 20, 20))
    case 'binary':
      return bytes(draw, type.size ?? draw(type.min ?? 0, Math.min(type.max ?? 12, (type.min ?? 0) + 12)))
    case 'hardware': {
      if (!type.padded) return hardware(draw, type.size ?? draw(0, 20))
      return `${hardware(draw, 5)}:${draw(1, 255).toString(16).padStart(2, '0')}`
    }
    case 'ip':
      return ip(type.form, familyOf(type.family, context), draw)
    case 'labels':
      return labels(draw)
    case 'struct': {
      const values: Values = {}
      members(type, { ...context, objects: [{ values, isMessage: false }, ...context.objects] }, values)
      return values
    }
    case 'array': {
      const count = type.count ?? draw(0, 4)
      return list(count, () => payload(type.element, context))
    }
    case 'slots': {
      const values: Values = {}
      for (const { key } of type.slots) values[key] = payload(type.element, context)
      return values
    }
    case 'nest':
      return object(force(type.set), context)
    case 'headed':
      return object(type, context)
    case 'embedded':
      return context.objects.length > 4 ? undefined : object(force(type.message), context)
    case 'indexed':
      return list(draw(0, 3), () => payload(type.element, context))
    case 'multi':
      return list(draw(1, 3), () => payload(type.element, context))
    case 'keyed':
      return list(draw(0, 3), () => {
        const value = payload(type.element, context)
        const number = draw(0, 0x3fff)
        return isRecord(value) ? { [type.key]: number, ...value } : { [type.key]: number, value }
      })
    case 'choice':
      return chosen(type, context)
    case 'custom':
      return context.customs[type.name]?.(draw)
    default:
      return undefined
  }
}

function list(count: number, make: () => unknown): unknown[] | undefined {
  const made = Array.from({ length: count }, make)
  return made.includes(undefined) ? undefined : made
}

function chosen(type: ChoiceType, context: Context): unknown {
  const selector = lookup(type.selector, context)
  const cases = casesOf(type)
  const found = cases.find(([value]) => value === String(selector)) ?? cases.find(([value]) => value === '')
  if (found !== undefined && !(selector === undefined && found[0] !== '')) return payload(found[1], context)
  return bytes(context.draw, context.draw(0, 8))
}

function lookup(selector: string, context: Context): unknown {
  if (selector.startsWith('/')) return context.objects.find((one) => one.isMessage)?.values[selector.slice(1)]
  const levels = selector.split('../').length - 1
  return context.objects[levels]?.values[selector.replaceAll('../', '')]
}

function familyOf(selector: string | undefined, context: Context): unknown {
  return selector === undefined ? undefined : lookup(selector, context)
}

/** The first name of a number: what decode says. */
function first(
  entries: readonly { readonly value: number; readonly name: string }[],
  value: number
): string | undefined {
  return entries.find((entry) => entry.value === value)?.name
}

function converted(converter: Converter | undefined, wire: number | string, context: Context): unknown {
  if (converter === undefined) return wire
  return context.converters.get(converter)?.(wire as number)
}

/** Bounds and small numbers as often as all the others. */
function edge(draw: Draw, least: number, most: number): number {
  switch (draw(0, 4)) {
    case 0:
      return least
    case 1:
      return most
    case 2:
      return Math.min(most, Math.max(least, draw(0, 9)))
    default:
      return draw(least, most)
  }
}

function text(draw: Draw, max: number): string {
  const alphabet = 'abcXYZ019-_.: é'
  let result = ''
  const length = draw(0, max)
  while (Buffer.byteLength(result) < length) {
    const next = result + (alphabet[draw(0, alphabet.length - 1)] ?? '')
    if (Buffer.byteLength(next) > max) break
    result = next
  }
  return result
}

function bytes(draw: Draw, size: number): Uint8Array {
  return Uint8Array.from({ length: size }, () => draw(0, 255))
}

function hardware(draw: Draw, size: number): string {
  return Array.from({ length: size }, () => draw(0, 255).toString(16).padStart(2, '0')).join(':')
}

const V4 = ['0.0.0.0', '10.0.0.1', '255.255.255.255', '192.0.2.9']
const V6 = [
  '::',
  '::1',
  'fe80::1',
  '2001:db8::1:0:0:1',
  '::ffff:10.0.0.1',
  '1:2:3:4:5:6:7:8',
  '2001:db8:0:1::'
]

function ip(form: 'v4' | 'v6' | 'either' | 'padded', family: unknown, draw: Draw): unknown {
  if (form === 'either' && family === 'mpls') return labels(draw)
  const isV4 =
    form === 'v4' || (form === 'padded' ? family === 'inet' : form === 'either' && draw(0, 1) === 0)
  return pick(isV4 ? V4 : V6, draw)
}

function pick(from: readonly string[], draw: Draw): string {
  return from[draw(0, from.length - 1)] ?? ''
}

function labels(draw: Draw): unknown[] {
  return Array.from({ length: draw(1, 3) }, () => ({
    label: draw(0, 0xfffff),
    tc: draw(0, 7),
    bos: draw(0, 1),
    ttl: draw(0, 255)
  }))
}

function isRecord(value: unknown): value is Values {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)
  )
}

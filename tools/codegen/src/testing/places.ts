/** Every place in the objects of a schema where users put a value: each attribute, member and element, once. */
import type { ChoiceType, Message, Type } from '@nlkit/core/schema'
import { casesOf, force, type ObjectEntity } from '../entities.ts'
import { scopeOf } from '../selectors.ts'

type Values = Record<string, unknown>

/** A place in a message's object. */
export interface Place {
  /** As errors have it: `linkinfo.data.egressQos[0].from`. */
  readonly path: string
  readonly type: Type
  /** The object with a value there, and what it takes to get there beside it. */
  readonly put: (value: unknown) => Values
  /** What is there in a decoded object. */
  readonly get: (decoded: unknown) => unknown
}

interface Container {
  readonly path: string
  readonly isMessage: boolean
  readonly put: (values: Values) => Values
  readonly get: (decoded: unknown) => unknown
  /** What selects among payloads further inside. */
  readonly selecting: Values
  readonly outside: Container | undefined
}

/** The places of a message. Objects that `seen` has are left out, and those that are found go into it. */
export function* placesOf(message: Message, seen: Set<ObjectEntity>): Generator<Place> {
  const root: Container = {
    path: '',
    isMessage: true,
    put: (values) => values,
    get: (decoded) => decoded,
    selecting: {},
    outside: undefined
  }
  yield* inObject(message, root, seen)
}

function* inObject(entity: ObjectEntity, container: Container, seen: Set<ObjectEntity>): Generator<Place> {
  if (seen.has(entity)) return
  seen.add(entity)
  if (entity.kind === 'slots') {
    for (const { key } of entity.slots) yield* atKey(key, entity.element, container, seen)
    return
  }
  if (entity.kind === 'keyed') return
  const { header, attributes } = scopeOf(entity)
  for (const { key, type } of header?.members ?? []) {
    if (type.kind === 'bits') {
      for (const field of type.fields) {
        const bits: Type = {
          kind: 'integer',
          size: 4,
          signed: false,
          network: false,
          max: 2 ** field.width - 1
        }
        yield* atKey(field.key, bits, container, seen)
      }
    } else if (type.kind !== 'padding') yield* atKey(key, type, container, seen)
  }
  for (const { key, type } of attributes) if (type.kind !== 'pad') yield* atKey(key, type, container, seen)
}

function* atKey(key: string, type: Type, container: Container, seen: Set<ObjectEntity>): Generator<Place> {
  const place: Place = {
    path: container.path === '' ? key : `${container.path}.${key}`,
    type,
    put: (value) => container.put({ ...container.selecting, [key]: value }),
    get: (decoded) => (container.get(decoded) as Values | undefined)?.[key]
  }
  yield* at(place, container, seen)
}

/** The place itself, and those inside. */
function* at(place: Place, around: Container, seen: Set<ObjectEntity>): Generator<Place> {
  const { type, path, put, get } = place
  if (type.kind === 'choice') {
    yield* choices(place, type, around, seen)
    return
  }
  yield place
  const inside = (isMessage: boolean): Container => ({
    path,
    isMessage,
    put: (values) => put(values),
    get,
    selecting: {},
    outside: around
  })
  switch (type.kind) {
    case 'struct':
    case 'headed':
    case 'slots':
      yield* inObject(type, inside(false), seen)
      return
    case 'nest':
      yield* inObject(force(type.set), inside(false), seen)
      return
    case 'embedded':
      yield* inObject(force(type.message), inside(true), seen)
      return
    case 'array':
    case 'indexed':
    case 'multi':
      yield* at(elementOf(place, type.element), around, seen)
      return
    case 'keyed': {
      if (seen.has(type)) return
      seen.add(type)
      const first = elementOf(place, type)
      const number: Type = { kind: 'integer', size: 2, signed: false, network: false, max: 0x3fff }
      const entry: Container = { ...inside(false), path: first.path, put: first.put, get: first.get }
      yield* atKey(type.key, number, entry, seen)
      const { element } = type
      if (element.kind === 'nest') yield* inObject(force(element.set), entry, seen)
      else if (element.kind === 'struct' || element.kind === 'headed') yield* inObject(element, entry, seen)
      else yield* atKey('value', element, entry, seen)
      return
    }
    default:
  }
}

function elementOf({ path, put, get }: Place, type: Type): Place {
  return {
    path: `${path}[0]`,
    type,
    put: (value) => put([value]),
    get: (decoded) => (get(decoded) as unknown[] | undefined)?.[0]
  }
}

/** The payload of each case, beside what selects it. */
function* choices(
  place: Place,
  type: ChoiceType,
  around: Container,
  seen: Set<ObjectEntity>
): Generator<Place> {
  const levels = type.selector.split('../').length - 1
  const key = type.selector.replace(/^(?:\.\.\/)+|^\//, '')
  let holder: Container | undefined = around
  if (type.selector.startsWith('/')) while (holder?.isMessage === false) holder = holder.outside
  else for (let level = 0; level < levels; level++) holder = holder?.outside
  if (holder === undefined) return
  const before = holder.selecting[key]
  for (const [name, payload] of casesOf(type)) {
    // An enumeration's name, or the number itself.
    if (name === '') delete holder.selecting[key]
    else holder.selecting[key] = /^\d+$/.test(name) ? Number(name) : name
    yield* at({ ...place, type: payload }, around, seen)
  }
  if (before === undefined) delete holder.selecting[key]
  else holder.selecting[key] = before
}

/** The things of a schema that have a name of their own in generated code. */
import {
  typeNameOf,
  type AttributeSet,
  type ChoiceType,
  type Constants,
  type Enumeration,
  type Flags,
  type HeadedType,
  type KeyedType,
  type Lazy,
  type Message,
  type SlotsType,
  type Struct,
  type Type
} from '@nlkit/core/schema'

export type Entity =
  | Enumeration
  | Flags
  | Constants
  | Struct
  | SlotsType
  | AttributeSet
  | HeadedType
  | KeyedType
  | Message

/** Entities that are objects when decoded, and so have functions. */
export type ObjectEntity = Struct | SlotsType | AttributeSet | HeadedType | KeyedType | Message

const KINDS = new Set([
  'enumeration',
  'flags',
  'constants',
  'struct',
  'slots',
  'set',
  'headed',
  'keyed',
  'message'
])

export function isEntity(value: unknown): value is Entity {
  return typeof value === 'object' && value !== null && 'kind' in value && KINDS.has(String(value.kind))
}

export function isObjectEntity(entity: Entity): entity is ObjectEntity {
  return entity.kind !== 'enumeration' && entity.kind !== 'flags' && entity.kind !== 'constants'
}

export function force<T>(lazy: Lazy<T>): T {
  return typeof lazy === 'function' ? (lazy as () => T)() : lazy
}

/** What the entity is called: its TypeScript interface, or the table of an enumeration. */
export function nameOf(entity: Entity): string {
  switch (entity.kind) {
    case 'struct':
      return typeNameOf(entity.c)
    case 'message':
      return typeNameOf(entity.name)
    case 'flags':
      return entity.prefix
    case 'constants':
      return 'constants'
    default:
      return entity.name
  }
}

export function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1)
}

/** The types directly inside a type. */
export function inner(type: Type): Type[] {
  switch (type.kind) {
    case 'array':
    case 'slots':
    case 'indexed':
    case 'keyed':
    case 'multi':
      return [type.element]
    case 'choice':
      return casesOf(type).map(([, payload]) => payload)
    default:
      return []
  }
}

/** A choice's cases, `otherwise` last under the name ''. */
export function casesOf(type: ChoiceType): [value: string, type: Type][] {
  const cases = Object.entries(type.cases).map(([value, payload]): [string, Type] => [value, force(payload)])
  return type.otherwise === undefined ? cases : [...cases, ['', force(type.otherwise)]]
}

/** The entities that a type uses directly. */
export function entitiesOf(type: Type): Entity[] {
  switch (type.kind) {
    case 'integer':
      return [type.enumeration, type.flags].filter((entity) => entity !== undefined)
    case 'bitfield32':
      return type.flags === undefined ? [] : [type.flags]
    case 'struct':
    case 'slots':
    case 'headed':
    case 'keyed':
      return [type]
    case 'nest':
      return [force(type.set)]
    case 'embedded':
      return [force(type.message)]
    case 'custom':
      return [...type.sets.map((set) => force(set)), ...type.structs, ...type.slots]
    default:
      return inner(type).flatMap((part) => entitiesOf(part))
  }
}

/** The types of an entity's members and attributes. */
export function partsOf(entity: Entity): Type[] {
  switch (entity.kind) {
    case 'struct':
      return entity.members.map((member) => member.type)
    case 'slots':
    case 'keyed':
      return [entity.element]
    case 'set':
      return entity.attributes.map((attribute) => attribute.type)
    case 'headed':
    case 'message':
      return [...partsOf(entity.header), ...partsOf(force(entity.set))]
    default:
      return []
  }
}

/** The entities that an entity uses directly; headers and bodies of messages count as their own. */
export function uses(entity: Entity): Entity[] {
  const direct = partsOf(entity).flatMap((type) => entitiesOf(type))
  return entity.kind === 'headed' || entity.kind === 'message'
    ? [entity.header, force(entity.set), ...direct]
    : direct
}

/** Which values from outside an object its payloads need, and where they are found. */
import type { Attribute, Enumeration, Member, Struct, Type } from '@nlkit/core/schema'
import { casesOf, force, type ObjectEntity } from './entities.ts'

/** The object that keys are looked up in: a header and a set of attributes, either of which may be missing. */
export interface Scope {
  readonly header: Struct | undefined
  readonly attributes: readonly Attribute[]
  /** `/key` is found here. */
  readonly isMessage: boolean
}

export function scopeOf(entity: ObjectEntity): Scope {
  switch (entity.kind) {
    case 'struct':
      return { header: entity, attributes: [], isMessage: false }
    case 'set':
      return { header: undefined, attributes: entity.attributes, isMessage: false }
    case 'headed':
      return { header: entity.header, attributes: force(entity.set).attributes, isMessage: false }
    case 'message':
      return { header: entity.header, attributes: entity.set.attributes, isMessage: true }
    default:
      return { header: undefined, attributes: [], isMessage: false }
  }
}

/** A key of a scope. */
export type Local =
  | {
      readonly kind: 'member'
      readonly key: string
      readonly member: Member
      readonly enumeration: Enumeration | undefined
    }
  | {
      readonly kind: 'attribute'
      readonly key: string
      readonly attribute: Attribute
      readonly enumeration: Enumeration | undefined
    }

export function enumerationOf(type: Type): Enumeration | undefined {
  return type.kind === 'integer' ? type.enumeration : undefined
}

/** Where a selector is found in a scope; undefined when it lies outside. @throws Error when there is no such key */
export function local(selector: string, scope: Scope, owner: string): Local | undefined {
  if (selector.startsWith('../') || (selector.startsWith('/') && !scope.isMessage)) return undefined
  const key = selector.startsWith('/') ? selector.slice(1) : selector
  const member = scope.header?.members.find((one) => one.key === key)
  if (member !== undefined) return { kind: 'member', key, member, enumeration: enumerationOf(member.type) }
  const attribute = scope.attributes.find((one) => one.key === key)
  if (attribute !== undefined)
    return { kind: 'attribute', key, attribute, enumeration: enumerationOf(attribute.type) }
  throw new Error(`${owner}: there is no key '${key}' to select by`)
}

/** The selector as the object inside sees it, seen from the object around it. */
function outward(selector: string): string {
  return selector.startsWith('../') ? selector.slice(3) : selector
}

/** Selectors that a payload needs, as the object that holds it sees them. */
export function selectorsOf(type: Type): string[] {
  switch (type.kind) {
    case 'ip':
      return type.family === undefined ? [] : [type.family]
    case 'choice':
      return unique([type.selector, ...casesOf(type).flatMap(([, payload]) => selectorsOf(payload))])
    case 'custom':
      return [...type.selectors]
    case 'array':
    case 'indexed':
    case 'multi':
      return selectorsOf(type.element)
    case 'nest':
      return free(force(type.set)).map((selector) => outward(selector))
    case 'struct':
    case 'slots':
    case 'headed':
    case 'keyed':
      return free(type).map((selector) => outward(selector))
    default:
      // A message inside brings everything with it: `/key` is its own header.
      return []
  }
}

const solved = new Map<ObjectEntity, readonly string[]>()

/** Selectors that an object needs from outside, in a stable order: `../kind`, `/family`. */
export function free(entity: ObjectEntity): readonly string[] {
  return solved.get(entity) ?? []
}

/** Works out free() for all objects. Sets may contain themselves, so this goes round until nothing changes. */
export function solve(entities: Iterable<ObjectEntity>): void {
  const all = [...entities]
  for (let isChanging = true; isChanging;) {
    isChanging = false
    for (const entity of all) {
      const now = needs(entity)
      if (now.length !== free(entity).length) {
        solved.set(entity, now)
        isChanging = true
      }
    }
  }
}

function needs(entity: ObjectEntity): string[] {
  const { header, attributes, isMessage } = scopeOf(entity)
  if (entity.kind === 'slots' || entity.kind === 'keyed')
    return unique(selectorsOf(entity.element).map((one) => inward(one)))
  return unique([...(header?.members ?? []), ...attributes].flatMap((part) => selectorsOf(part.type))).filter(
    (selector) => selector.startsWith('../') || (selector.startsWith('/') && !isMessage)
  )
}

function inward(selector: string): string {
  return selector.startsWith('/') ? selector : `../${selector}`
}

function unique(list: readonly string[]): string[] {
  return [...new Set(list)]
}

const RESERVED = new Set([
  'bytes',
  'at',
  'end',
  'stop',
  'start',
  'next',
  'size',
  'out',
  'view',
  'u8',
  'value',
  'writer',
  'depth'
])

/** The parameter that carries an outside selector: `kind` for `../kind`. */
export function parameterOf(selector: string, among: readonly string[]): string {
  const key = selector.replace(/^(?:\.\.\/)+|^\//, '')
  const isDouble = among.some((other) => other !== selector && other.replace(/^(?:\.\.\/)+|^\//, '') === key)
  const levels = selector.split('../').length - 1
  const suffix = isDouble
    ? selector.startsWith('/')
      ? 'OfMessage'
      : `Of${levels}`
    : RESERVED.has(key)
      ? 'Selector'
      : ''
  return `${key}${suffix}`
}

/** True for attribute sets whose payloads need a sibling attribute's value: those are decoded after the rest. */
export function isDeferred(attribute: Attribute, scope: Scope, owner: string): boolean {
  return selectorsOf(attribute.type).some((selector) => local(selector, scope, owner)?.kind === 'attribute')
}

/** The rules that schemas keep. Each breach is told with the file and the C name. */
import type { Attribute, AttributeSet, ChoiceType, Enumeration, Struct } from '@nlkit/core/schema'
import { casesOf, isObjectEntity, nameOf, partsOf, type Entity, type ObjectEntity } from './entities.ts'
import { local, scopeOf } from './selectors.ts'
import type { Unit, Workspace } from './workspace.ts'

/** Breaches by unit, the first of each. */
export function validate(workspace: Workspace): Map<Unit, string> {
  const breaches = new Map<Unit, string>()
  for (const unit of workspace.units) {
    const names = new Map<string, Entity>()
    for (const entity of unit.entities) {
      try {
        if (entity.kind !== 'constants') unique(names, nameOf(entity), entity)
        check(entity)
      } catch (error) {
        breaches.set(unit, error instanceof Error ? error.message : String(error))
        break
      }
    }
  }
  return breaches
}

function unique(names: Map<string, Entity>, name: string, entity: Entity): void {
  const other = names.get(name)
  if (other !== undefined && other !== entity) throw new Error(`two things are called ${name}`)
  names.set(name, entity)
}

function check(entity: Entity): void {
  if (entity.kind === 'enumeration') checkEnumeration(entity)
  if (entity.kind === 'set') checkSet(entity)
  if (entity.kind === 'struct') checkStruct(entity)
  if (isObjectEntity(entity)) checkKeys(entity)
}

function checkEnumeration({ prefix, entries, words = {} }: Enumeration): void {
  const names = new Set<string>()
  for (const { c, name } of entries) {
    if (names.has(name)) throw new Error(`${prefix}: two values are called '${name}', the second is ${c}`)
    names.add(name)
  }
  for (const [word, meant] of Object.entries(words)) {
    if (!names.has(meant))
      throw new Error(`${prefix}: '${word}' is said to mean '${meant}', which is no value`)
    if (names.has(word)) throw new Error(`${prefix}: '${word}' is a value, and said to mean '${meant}'`)
  }
}

function checkSet({ name, prefix, attributes }: AttributeSet): void {
  const numbers = new Map<number, Attribute>()
  for (const attribute of attributes) {
    const { c, number } = attribute
    if (!c.startsWith(`${prefix}_`))
      throw new Error(`${c} does not begin with the prefix of ${name}, ${prefix}_`)
    if (!Number.isInteger(number) || number < 0 || number > 0x3fff)
      throw new Error(`${c}: ${number} is no attribute's number`)
    if (attribute.byteOrderFlag === true && 'network' in attribute.type && !attribute.type.network) {
      throw new Error(`${c}: what is flagged to be in network order has to be of such a type`)
    }
    const other = numbers.get(number)
    if (other !== undefined) throw new Error(`${c} and ${other.c} both have number ${number}`)
    numbers.set(number, attribute)
  }
}

function checkStruct({ c, members, size, minimum, flexible }: Struct): void {
  const last = Math.max(0, ...members.map((member) => member.offset + member.size))
  if (last > size && !flexible)
    throw new Error(`struct ${c}: its members need ${last} bytes, but it has ${size}`)
  if (minimum > size) throw new Error(`struct ${c}: it has ${size} bytes, so ${minimum} cannot be the least`)
}

function checkKeys(entity: ObjectEntity): void {
  const { header, attributes } = scopeOf(entity)
  const keys = new Map<string, string>()
  const add = (key: string, c: string): void => {
    const other = keys.get(key)
    if (other !== undefined) throw new Error(`${nameOf(entity)}: ${c} and ${other} are both '${key}'`)
    keys.set(key, c)
  }
  for (const member of header?.members ?? []) {
    if (member.type.kind === 'bits') for (const field of member.type.fields) add(field.key, field.c)
    else if (member.type.kind !== 'padding') add(member.key, member.c)
  }
  for (const attribute of attributes) {
    if (attribute.type.kind === 'pad') continue
    const widened = header?.members.find((member) => member.c === attribute.widens)
    if (attribute.widens === undefined || entity.kind === 'set') add(attribute.key, attribute.c)
    else if (widened === undefined)
      throw new Error(`${attribute.c} widens ${attribute.widens}, which is no header member`)
    else if (widened.key !== attribute.key)
      throw new Error(`${attribute.c} widens ${widened.c}, but their keys differ`)
  }
  for (const part of partsOf(entity)) if (part.kind === 'choice') checkChoice(entity, part)
}

function checkChoice(entity: ObjectEntity, type: ChoiceType): void {
  const selector = local(type.selector, scopeOf(entity), nameOf(entity))
  if (selector?.enumeration === undefined) return
  const literals = new Set(selector.enumeration.entries.map((entry) => entry.name))
  for (const [value] of casesOf(type)) {
    if (value !== '' && !literals.has(value) && !/^\d+$/.test(value)) {
      throw new Error(`${nameOf(entity)}: '${value}' is no value of ${selector.enumeration.name}`)
    }
  }
}

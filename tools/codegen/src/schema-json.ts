/** Every schema as JSON, for tools and for coverage checks. */
import type { AttributeSet, Member, Struct, Type } from '@nlkit/core/schema'
import { casesOf, force, inner, isObjectEntity, partsOf, type Entity } from './entities.ts'
import type { Workspace } from './workspace.ts'

export interface AttributeJson {
  /** `IFLA_MTU` */
  c: string
  number: number
  /** C prefix of the set: `IFLA`. */
  set: string
  /** Where it is in a decoded object, after the schema's name: `link.mtu`, `link.vfinfoList.info[].mac`. */
  path: string
  key: string
  type: string
}

export interface MemberJson {
  c: string
  key: string
  offset: number
  size: number
  type: string
}

export interface StructJson {
  c: string
  size: number
  members: MemberJson[]
}

export interface PackageJson {
  attributes: AttributeJson[]
  structs: StructJson[]
  messages: { c: string; number: number; schema: string }[]
}

export function schemaJson(workspace: Workspace): Record<string, PackageJson> {
  const result: Record<string, PackageJson> = {}
  for (const unit of workspace.units) {
    const json = (result[unit.packageName] ??= { attributes: [], structs: [], messages: [] })
    for (const entity of unit.entities) {
      if (entity.kind !== 'message') continue
      for (const { c, number } of entity.messages) json.messages.push({ c, number, schema: entity.name })
    }
  }
  for (const [name, json] of Object.entries(result)) {
    const units = workspace.units.filter((unit) => unit.packageName === name)
    const seen = new Set<AttributeSet>()
    const structs = new Set<Struct>()
    // Sets as messages reach them, so that paths begin with a message where one does.
    const roots: { path: string; entity: Entity }[] = units.flatMap((unit) =>
      unit.entities
        .filter((entity) => entity.kind === 'message')
        .map((entity) => ({ path: entity.name, entity }))
    )
    for (const { path, entity } of roots) walk(entity, path, json, seen, structs)
    for (const unit of units) {
      for (const entity of unit.entities)
        if (isObjectEntity(entity)) walk(entity, rootName(entity), json, seen, structs)
    }
  }
  return result
}

function rootName(entity: Entity): string {
  const name =
    entity.kind === 'struct'
      ? entity.c
      : entity.kind === 'constants' || entity.kind === 'flags'
        ? ''
        : entity.name
  return name.charAt(0).toLowerCase() + name.slice(1)
}

function walk(
  entity: Entity,
  path: string,
  json: PackageJson,
  seen: Set<AttributeSet>,
  structs: Set<Struct>
): void {
  if (entity.kind === 'struct') {
    if (structs.has(entity)) return
    structs.add(entity)
    json.structs.push({
      c: entity.c,
      size: entity.size,
      members: entity.members.flatMap((member) => memberJson(member))
    })
    for (const type of partsOf(entity)) descend(type, path, json, seen, structs)
    return
  }
  if (entity.kind === 'message' || entity.kind === 'headed') {
    walk(entity.header, path, json, seen, structs)
    walk(force(entity.set), path, json, seen, structs)
    return
  }
  if (entity.kind === 'keyed' || entity.kind === 'slots')
    return descend(entity.element, `${path}[]`, json, seen, structs)
  if (entity.kind !== 'set' || seen.has(entity)) return
  seen.add(entity)
  for (const { c, number, key, type } of entity.attributes) {
    json.attributes.push({ c, number, set: entity.prefix, path: `${path}.${key}`, key, type: typeName(type) })
  }
  for (const { key, type } of entity.attributes) descend(type, `${path}.${key}`, json, seen, structs)
}

function descend(
  type: Type,
  path: string,
  json: PackageJson,
  seen: Set<AttributeSet>,
  structs: Set<Struct>
): void {
  switch (type.kind) {
    case 'nest':
      return walk(force(type.set), path, json, seen, structs)
    case 'embedded':
      return walk(force(type.message), path, json, seen, structs)
    case 'struct':
    case 'headed':
    case 'slots':
    case 'keyed':
      return walk(type, path, json, seen, structs)
    case 'custom':
      for (const set of type.sets) walk(force(set), path, json, seen, structs)
      for (const one of type.structs) walk(one, path, json, seen, structs)
      return
    case 'array':
    case 'indexed':
    case 'multi':
      return descend(type.element, `${path}[]`, json, seen, structs)
    default:
      for (const part of inner(type)) descend(part, path, json, seen, structs)
  }
}

function memberJson({ c, key, offset, size, type }: Member): MemberJson[] {
  if (type.kind === 'padding') return []
  if (type.kind === 'bits')
    return type.fields.map((field) => ({
      c: field.c,
      key: field.key,
      offset,
      size,
      type: `u${size * 8}:${field.width}`
    }))
  return [{ c, key, offset, size, type: typeName(type) }]
}

/** A type in a few words: `u32`, `be16`, `nest`, `struct rta_cacheinfo`, `array of u32`. */
export function typeName(type: Type): string {
  switch (type.kind) {
    case 'integer':
      return type.size === 1
        ? type.signed
          ? 's8'
          : 'u8'
        : `${type.network ? (type.signed ? 'sbe' : 'be') : type.signed ? 's' : 'u'}${type.size * 8}`
    case 'integer64':
      return `${type.network ? (type.signed ? 'sbe' : 'be') : type.signed ? 's' : 'u'}64`
    case 'variable':
      return type.signed ? 'sint' : 'uint'
    case 'hardware':
      return 'hardware address'
    case 'ip':
      return type.form === 'v4' ? 'ipv4' : type.form === 'v6' ? 'ipv6' : 'ip'
    case 'struct':
      return `struct ${type.c}`
    case 'array':
    case 'indexed':
    case 'multi':
      return `${type.kind === 'array' ? 'array' : type.kind} of ${typeName(type.element)}`
    case 'slots':
      return `array of ${typeName(type.element)}`
    case 'keyed':
      return `keyed ${typeName(type.element)}`
    case 'embedded':
      return `message ${force(type.message).name}`
    case 'headed':
      return `struct ${type.header.c} and nest`
    case 'choice': {
      const names = new Set(casesOf(type).map(([, payload]) => typeName(payload)))
      return names.size === 1 ? `${[...names][0]} by ${type.selector}` : `sub-message by ${type.selector}`
    }
    default:
      return type.kind
  }
}

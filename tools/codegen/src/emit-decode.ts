/** Functions that read objects: straight-line code, a switch over attribute numbers, everything stored by name. */
import type { Attribute, KeyedType, Member, SlotsType, Struct, Type } from '@nlkit/core/schema'
import { sizeOf } from '@nlkit/core/schema'
import { entitiesOf, nameOf, type ObjectEntity } from './entities.ts'
import { emitChoiceReader, inClosure, keyedElement, plus, read, views, type Place } from './emit-read.ts'
import { draftText, isBeyondMinimum, isObject } from './emit-types.ts'
import type { GeneratedFile } from './file.ts'
import { access, decoderOf, property } from './names.ts'
import { free, isDeferred, local, parameterOf, scopeOf, selectorsOf, type Scope } from './selectors.ts'

type WithAttributes = Exclude<ObjectEntity, { kind: 'struct' | 'slots' | 'keyed' }>

export function emitDecoder(file: GeneratedFile, entity: ObjectEntity): void {
  if (entity.kind === 'struct') emitStruct(file, entity)
  else if (entity.kind === 'slots') emitSlots(file, entity)
  else if (entity.kind === 'keyed') emitKeyed(file, entity)
  else emitAttributes(file, entity)
}

function parameters(file: GeneratedFile, entity: ObjectEntity, end: string, start = 'at'): string {
  const selectors = free(entity)
  const depth = file.recursive.has(entity) ? ['depth = 0'] : []
  return [
    `bytes: ${file.useType('Bytes')}`,
    `${start}: number`,
    `${end}: number`,
    ...selectors.map((selector) => `${parameterOf(selector, selectors)}: ${file.useType('SelectorValue')}`),
    ...depth
  ].join(', ')
}

function depthOf(file: GeneratedFile, entity: ObjectEntity): string {
  return file.recursive.has(entity) ? 'depth' : '0'
}

/** How selectors are spelled inside the function of an object. */
function selecting(entity: ObjectEntity, scope: Scope, spell: (key: string, isMember: boolean) => string) {
  const outside = free(entity)
  return (selector: string): string => {
    const found = local(selector, scope, nameOf(entity))
    if (found !== undefined) return spell(found.key, found.kind === 'member')
    return parameterOf(selector, outside)
  }
}

// Structs.

function emitStruct(file: GeneratedFile, struct: Struct): void {
  const scope = scopeOf(struct)
  const select = selecting(struct, scope, (key) => key)
  const body: string[] = []
  const base = fixedSize(struct)
  if (base > 0) body.push(`  if (stop - at < ${base}) ${file.use('short')}(at, stop, ${base})`)
  const known = selectorMembers(
    struct,
    struct.members.map((member) => member.type)
  )
  for (const key of known) {
    const member = struct.members.find((one) => one.key === key)
    if (member !== undefined) body.push(`  const ${key} = ${readMember(file, struct, member, 'at', select)}`)
  }
  const first = struct.members.filter((member) => !isBeyondMinimum(struct, member))
  const later = struct.members.filter((member) => isBeyondMinimum(struct, member))
  const words = counters(first) >= 4
  if (words) body.push(`  const high = at + ${file.use('HIGH')}`, `  const low = at + ${file.use('LOW')}`)
  const literal = first.flatMap((member) => literalLines(file, struct, member, 'at', select, known, words))
  if (later.length === 0) body.push('  return {', ...literal, '  }')
  else {
    body.push(`  const out: ${nameOf(struct)} = {`, ...literal, '  }')
    for (const member of later) {
      const end = member.offset + member.size
      const names = member.type.kind === 'bits' ? member.type.fields.map((one) => one.key) : [member.key]
      const texts = literalLines(file, struct, member, 'at', select, known, false).map((line) =>
        line.trim().replace(/,$/, '')
      )
      names.forEach((name, index) => {
        const text = texts[index]?.slice(property(name).length + 2) ?? name
        body.push(`  if (stop - at >= ${end}) ${access('out', name)} = ${text}`)
      })
    }
    body.push('  return out')
  }
  const name = nameOf(struct)
  const head = `export function ${decoderOf(struct)}(${parameters(file, struct, 'stop')}): ${name} {`
  file.lines.push(head, ...views(body), ...body, '}', '')
  for (const member of struct.members) emitChoice(file, struct, member)
}

/** The bytes that a struct must have. */
function fixedSize(struct: Struct): number {
  return struct.flexible ? Math.min(struct.minimum, struct.members.at(-1)?.offset ?? 0) : struct.minimum
}

/** Keys of members that select among what the given payloads can be. */
function selectorMembers(struct: Struct, types: readonly Type[]): string[] {
  const wanted = new Set(types.flatMap((type) => selectorsOf(type)))
  return struct.members
    .filter((member) => wanted.has(member.key) || wanted.has(`/${member.key}`))
    .map((one) => one.key)
}

function counters(members: readonly Member[]): number {
  return members.filter(({ type }) => isCounter(type)).length
}

function isCounter(type: Type): boolean {
  return (
    type.kind === 'integer64' &&
    type.as === 'counter' &&
    !type.network &&
    !type.signed &&
    type.converter === undefined
  )
}

function literalLines(
  file: GeneratedFile,
  struct: Struct,
  member: Member,
  base: string,
  select: (selector: string) => string,
  known: readonly string[],
  words: boolean
): string[] {
  const { type } = member
  const at = plus(base, member.offset)
  if (type.kind === 'padding') return []
  if (known.includes(member.key)) return [`    ${member.key},`]
  if (type.kind === 'bits') {
    const network = type.network ? ', true' : ''
    return type.fields.map(
      ({ key, shift, width }) =>
        `    ${property(key)}: ${file.use('bits')}(view, ${at}, ${type.size}, ${shift}, ${width}${network}),`
    )
  }
  if (words && isCounter(type)) {
    // Almost always the high word is zero; text instead of a call, because V8 stops inlining long before 25 of them:
    // 57 ns for 38 counters, 150 ns by a function (sum of both words: 163 ns).
    const LE = file.use('LE')
    const [high, low] = [plus('high', member.offset), plus('low', member.offset)]
    return [
      `    ${property(member.key)}:`,
      `      view.getUint32(${high}, ${LE}) === 0 ? view.getUint32(${low}, ${LE}) : ${file.use('far')}(view, ${at}),`
    ]
  }
  return [`    ${property(member.key)}: ${readMember(file, struct, member, base, select)},`]
}

/** Reads a member; its struct's length has been checked. */
function readMember(
  file: GeneratedFile,
  struct: Struct,
  member: Member,
  base: string,
  select: (selector: string) => string
): string {
  const at = plus(base, member.offset)
  if (member.size === 0) {
    const type = member.type
    if (type.kind === 'choice')
      return `${choiceName(struct, member)}(bytes, ${at}, stop, ${selectorsOf(type)
        .map((one) => select(one))
        .join(', ')})`
    return read(file, type, {
      at,
      stop: 'stop',
      isShorter: (needed) => `stop - ${needed} < ${at}`,
      select,
      depth: '0'
    })
  }
  return read(file, member.type, { at, stop: undefined, isShorter: () => 'false', select, depth: '0' })
}

// Slots.

function emitSlots(file: GeneratedFile, slots: SlotsType): void {
  const size = sizeOf(slots.element)
  const place = (at: string): Place => ({
    at,
    stop: undefined,
    isShorter: () => 'false',
    select: () => 'undefined',
    depth: '0'
  })
  const words = isCounter(slots.element)
  const LE = file.use('LE')
  const value = (position: number): string => {
    const offset = position * size
    if (!words) return read(file, slots.element, place(plus('at', offset)))
    const [high, low] = [plus('high', offset), plus('low', offset)]
    return `view.getUint32(${high}, ${LE}) === 0 ? view.getUint32(${low}, ${LE}) : ${file.use('far')}(view, ${plus('at', offset)})`
  }
  const body: string[] = []
  if (words) body.push(`  const high = at + ${file.use('HIGH')}`, `  const low = at + ${file.use('LOW')}`)
  const last = Math.max(...slots.slots.map((slot) => slot.position)) + 1
  // All of them in one literal, the common case; position by position for kernels that have fewer.
  body.push(`  if (stop - at >= ${last * size}) {`, '    return {')
  for (const { key, position } of slots.slots) body.push(`      ${property(key)}: ${value(position)},`)
  body.push('    }', '  }', `  const out: ${slots.name} = {}`)
  for (const { key, position } of slots.slots) {
    body.push(
      `  if (stop - at < ${(position + 1) * size}) return out`,
      `  ${access('out', key)} = ${value(position)}`
    )
  }
  body.push('  return out')
  const head = `export function ${decoderOf(slots)}(${parameters(file, slots, 'stop')}): ${slots.name} {`
  file.lines.push(head, ...views(body), ...body, '}', '')
}

// Keyed nests.

function emitKeyed(file: GeneratedFile, keyed: KeyedType): void {
  const outside = free(keyed)
  const select = (selector: string): string => {
    const inner = selector.startsWith('/') ? selector : `../${selector}`
    return parameterOf(inner, outside)
  }
  const place = inClosure({
    at: 'at',
    stop: 'stop',
    isShorter: () => '',
    select,
    depth: depthOf(file, keyed)
  })
  const element = keyedElement(file, keyed.key, keyed.element, place, isObject(keyed.element))
  const body = [`  return ${file.use('keyed')}(bytes, at, end, (number, at, stop) => ${element})`]
  const head = `export function ${decoderOf(keyed)}(${parameters(file, keyed, 'end')}): ${keyed.name}[] {`
  file.lines.push(head, ...views(body), ...body, '}', '')
}

// Attributes, with or without a header.

function emitAttributes(file: GeneratedFile, entity: WithAttributes): void {
  const scope = scopeOf(entity)
  const name = nameOf(entity)
  const { header } = scope
  const headerSize = header === undefined ? 0 : (header.size + 3) & ~3
  const body: string[] = []
  const types = [...(header?.members ?? []), ...scope.attributes].map((part) => part.type)
  const known = header === undefined ? [] : selectorMembers(header, types)
  const select = selecting(entity, scope, (key, isMember) => (isMember ? key : access('out', key)))
  if (header !== undefined) {
    body.push(`  if (end - start < ${header.size}) ${file.use('short')}(start, end, ${header.size})`)
    for (const member of header.members) {
      if (known.includes(member.key))
        body.push(`  const ${member.key} = ${readMember(file, header, member, 'start', select)}`)
    }
  }
  const draft = draftText(file, entity)
  const type = draft ?? name
  const literal =
    header?.members.flatMap((member) => literalLines(file, header, member, 'start', select, known, false)) ??
    []
  if (literal.length === 0) body.push(`  const out: ${type} = {}`)
  else body.push(`  const out: ${type} = {`, ...literal, '  }')
  const deferred = scope.attributes.filter((attribute) => isDeferred(attribute, scope, name))
  for (const { key } of deferred) body.push(`  let ${key}At = -1`, `  let ${key}Stop = 0`)
  const widening = scope.attributes.filter((attribute) => attribute.widens !== undefined)
  if (widening.length > 0) body.push('  let isWide = false')
  const LE = file.use('LE')
  body.push(
    `  let next = ${plus('start', headerSize)}`,
    '  while (end - next >= 4) {',
    `    const size = view.getUint16(next, ${LE})`,
    `    if (size < 4 || size > end - next) ${file.use('malformed')}(next, size, end)`,
    ...caseLines(file, entity, scope, select, deferred, headerSize).map((line) => `    ${line}`),
    '    next += (size + 3) & ~3',
    '  }'
  )
  for (const attribute of deferred) {
    const place: Place = {
      at: `${attribute.key}At`,
      stop: `${attribute.key}Stop`,
      isShorter: (needed) => `${attribute.key}Stop - ${attribute.key}At < ${needed}`,
      select,
      depth: depthOf(file, entity)
    }
    body.push(
      `  if (${attribute.key}At >= 0) ${access('out', attribute.key)} = ${readAttribute(file, entity, attribute, place)}`
    )
  }
  if (widening.length > 0) body.push(`  if (!isWide) out[${file.use('headerOnly')}] = true`)
  body.push(`  return out${draft === undefined ? '' : ` as unknown as ${name}`}`)
  const head = `export function ${decoderOf(entity)}(${parameters(file, entity, 'end', 'start')}): ${name} {`
  file.lines.push(head, ...views(body), ...body, '}', '')
  for (const attribute of scope.attributes) emitChoice(file, entity, attribute)
}

function caseLines(
  file: GeneratedFile,
  entity: WithAttributes,
  scope: Scope,
  select: (selector: string) => string,
  deferred: readonly Attribute[],
  headerSize: number
): string[] {
  const LE = file.use('LE')
  const place: Place = {
    at: 'at',
    stop: 'stop',
    isShorter: (needed) => `size < ${needed + 4}`,
    select,
    depth: depthOf(file, entity)
  }
  const lines = [`switch (view.getUint16(next + 2, ${LE}) & 0x7fff) {`]
  for (const attribute of scope.attributes) {
    lines.push(`  case ${attribute.number}: // ${attribute.c}`)
    if (attribute.type.kind === 'pad') {
      lines.push('    break')
      continue
    }
    if (attribute.widens !== undefined) lines.push('    isWide = true')
    if (deferred.includes(attribute)) {
      lines.push(`    ${attribute.key}At = at`, `    ${attribute.key}Stop = stop`, '    break')
      continue
    }
    const target = access('out', attribute.key)
    if (attribute.type.kind === 'multi') {
      lines.push(`    ;(${target} ??= []).push(${read(file, attribute.type.element, place)})`, '    break')
    } else lines.push(`    ${target} = ${readAttribute(file, entity, attribute, place)}`, '    break')
  }
  const integers = scope.attributes
    .filter((attribute) => isHostInteger(attribute.type))
    .map((one) => one.number)
  const selectors = free(entity)
  const rest = [
    ...selectors.map((selector) => parameterOf(selector, selectors)),
    ...(file.recursive.has(entity) ? ['depth'] : [])
  ]
  const copy = [
    'bytes',
    'start',
    'end',
    `[${integers.join(', ')}]`,
    ...(headerSize === 0 ? [] : [String(headerSize)])
  ]
  const again = [`${file.use('inHostOrder')}(${copy.join(', ')})`, '0', 'end - start', ...rest]
  lines.push(
    '  default:',
    `    if ((view.getUint16(next + 2, ${LE}) & ${file.use('NLA_F_NET_BYTEORDER')}) !== 0) {`,
    `      return ${decoderOf(entity)}(${again.join(', ')})`,
    '    }'
  )
  lines.push(`    ${file.use('unknown')}(out, bytes, next)`, '}')
  const text = lines.join('\n')
  const needed = [
    ...(/\bat\b/.test(text) ? ['const at = next + 4'] : []),
    ...(/\bstop\b/.test(text) ? ['const stop = next + size'] : [])
  ]
  return [...needed, ...lines]
}

function readAttribute(
  file: GeneratedFile,
  entity: WithAttributes,
  attribute: Attribute,
  place: Place
): string {
  const { type } = attribute
  if (type.kind !== 'choice') return read(file, type, place)
  const rest = [
    ...selectorsOf(type).map((selector) => place.select(selector)),
    ...(isChoiceRecursive(file, entity, type) ? ['depth'] : [])
  ]
  return `${choiceName(entity, attribute)}(${['bytes', place.at, place.stop ?? '', ...rest].join(', ')})`
}

/** Whether what a choice reads may contain the object that it is in. */
function isChoiceRecursive(file: GeneratedFile, entity: ObjectEntity, type: Type): boolean {
  return file.recursive.has(entity) && entitiesOf(type).some((inside) => file.recursive.has(inside))
}

function isHostInteger(type: Type): boolean {
  if (type.kind === 'multi') return isHostInteger(type.element)
  return ((type.kind === 'integer' && type.size > 1) || type.kind === 'integer64') && !type.network
    ? true
    : type.kind === 'variable'
}

export function choiceName(entity: ObjectEntity, attribute: { readonly key: string }): string {
  return `decode${nameOf(entity)}${attribute.key.charAt(0).toUpperCase()}${attribute.key.slice(1)}`
}

function emitChoice(file: GeneratedFile, entity: ObjectEntity, attribute: Attribute | Member): void {
  const { type } = attribute
  if (type.kind !== 'choice') return
  const all = selectorsOf(type)
  const selectors = all.map((selector) => ({ selector, parameter: parameterOf(selector, all) }))
  const choice = `${nameOf(entity)}.${attribute.key}`
  emitChoiceReader(
    file,
    choiceName(entity, attribute),
    choice,
    type,
    selectors,
    isChoiceRecursive(file, entity, type)
  )
}

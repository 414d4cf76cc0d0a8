/** TypeScript types of decoded objects and of what encode takes. */
import type { ChoiceType, Member, Struct, Type } from '@nlkit/core/schema'
import { casesOf, force, isObjectEntity, nameOf, type ObjectEntity } from './entities.ts'
import type { GeneratedFile } from './file.ts'
import { comment, property } from './names.ts'
import { local, scopeOf, type Local, type Scope } from './selectors.ts'

/** Decoded ('out'), or accepted by encode ('in'). */
export type Direction = 'out' | 'in'

interface Field {
  readonly key: string
  readonly doc: string
  readonly type: string
  readonly isOptional: boolean
  /** What encode takes is more than what decode gives. */
  readonly isWider: boolean
}

/** The type of a payload. */
export function typeText(file: GeneratedFile, type: Type, direction: Direction): string {
  switch (type.kind) {
    case 'integer':
      if (type.converter !== undefined) return converterText(file, type.converter, direction)
      return type.enumeration === undefined
        ? 'number'
        : `${file.of(type.enumeration, type.enumeration.name, true)} | number`
    case 'integer64':
      if (type.converter !== undefined) return converterText(file, type.converter, direction)
      if (type.as === 'id') return direction === 'out' ? 'string' : file.useType('IdInput')
      return type.as === 'unlimited' ? "number | 'unlimited'" : 'number'
    case 'variable':
      return 'number'
    case 'bitfield32':
      return file.useType('Bitfield32')
    case 'flag':
      return direction === 'out' ? 'true' : 'boolean'
    case 'string':
    case 'hardware':
      return 'string'
    case 'binary':
      return 'Uint8Array'
    case 'ip':
      return type.form === 'either' && type.family !== undefined
        ? `string | ${labelsText(file, direction)}`
        : 'string'
    case 'labels':
      return labelsText(file, direction)
    case 'struct':
    case 'slots':
    case 'headed':
      return objectText(file, type, direction)
    case 'nest':
      return objectText(file, force(type.set), direction)
    case 'embedded':
      return objectText(file, force(type.message), direction)
    case 'keyed':
      return listText(objectText(file, type, direction), direction)
    case 'array':
    case 'indexed':
    case 'multi':
      return listText(typeText(file, type.element, direction), direction)
    case 'choice':
      return choiceText(file, type, direction)
    case 'custom':
      return handWrittenText(file, type.module, direction === 'out' ? type.out : (type.in ?? type.out))
    default:
      return 'never'
  }
}

function labelsText(file: GeneratedFile, direction: Direction): string {
  return direction === 'out' ? `${file.useType('MplsLabel')}[]` : file.useType('LabelsInput')
}

function listText(element: string, direction: Direction): string {
  const one = /[|&' ]/.test(element) ? `(${element})` : element
  return direction === 'out' ? `${one}[]` : `readonly ${one}[]`
}

function objectText(file: GeneratedFile, entity: ObjectEntity, direction: Direction): string {
  return file.of(entity, nameOf(entity) + (direction === 'in' ? 'Input' : ''), true)
}

function converterText(
  file: GeneratedFile,
  converter: { readonly module: string; readonly out: string; readonly in?: string },
  direction: Direction
): string {
  return handWrittenText(
    file,
    converter.module,
    direction === 'out' ? converter.out : (converter.in ?? converter.out)
  )
}

const BUILT_IN = new Set(['Uint8Array', 'Record', 'Readonly', 'ReadonlyArray', 'Array', 'Map', 'Partial'])

/** A type written by hand: names that are neither built in nor generated in this file are imported from its module. */
function handWrittenText(file: GeneratedFile, module: string, text: string): string {
  const own = new Set(
    file.unit.entities.filter((entity) => isObjectEntity(entity)).map((entity) => nameOf(entity))
  )
  const bare = text.replaceAll(/'[^']*'/g, '')
  for (const [name] of bare.matchAll(/\b[A-Z]\w*/g)) {
    if (!BUILT_IN.has(name) && !own.has(name) && !own.has(name.replace(/Input$/, '')))
      file.handWritten(module, name, true)
  }
  return text
}

function choiceText(file: GeneratedFile, type: ChoiceType, direction: Direction): string {
  const texts = casesOf(type).map(([, payload]) => typeText(file, payload, direction))
  if (type.as === 'merged') {
    const all = unique(texts)
    return all.length === 1 ? (all[0] as string) : all.join(' & ')
  }
  return unique([...texts, ...restTexts(file, type, direction)]).join(' | ')
}

/** What a choice is for values that are not listed. */
function restTexts(file: GeneratedFile, type: ChoiceType, direction: Direction): string[] {
  if (type.otherwise !== undefined)
    return [typeText(file, force(type.otherwise), direction), ...bytesToo(direction)]
  return ['Uint8Array', file.useType('Extended')]
}

function bytesToo(direction: Direction): string[] {
  return direction === 'in' ? ['Uint8Array'] : []
}

function unique(list: readonly string[]): string[] {
  return [...new Set(list)]
}

/** A choice whose selector is a key of the same object: these make the object a union. */
interface Discriminant {
  readonly selector: Local
  readonly choices: { readonly key: string; readonly doc: string; readonly type: ChoiceType }[]
}

/** Interface or union of one object, both directions. */
export function emitTypes(file: GeneratedFile, entity: ObjectEntity): void {
  const name = nameOf(entity)
  const doc = docOf(entity)
  if (entity.kind === 'keyed') return emitKeyed(file, entity, name)
  const discriminants = entity.kind === 'slots' ? [] : discriminantsOf(entity)
  const apart = new Set(
    discriminants.flatMap((one) => [one.selector.key, ...one.choices.map((choice) => choice.key)])
  )
  const hasAttributes = entity.kind === 'set' || entity.kind === 'headed' || entity.kind === 'message'
  const extended = hasAttributes ? ` extends ${file.useType('Attributes')}` : ''
  for (const direction of ['out', 'in'] as const) {
    const full = direction === 'in' ? `${name}Input` : name
    const fields = fieldsOf(file, entity, direction, apart).filter((field) => !apart.has(field.key))
    const plain = discriminants.length > 0 ? `${full}Fields` : full
    const title =
      direction === 'in' ? `What encode takes for ${name}: names or numbers, absent is the default.` : doc
    file.lines.push(
      ...comment(discriminants.length > 0 ? `${full} without what the union tells apart.` : title)
    )
    const out = plain.replace('Input', '')
    const written = direction === 'in' ? fields.filter((field) => field.isWider) : fields
    if (direction === 'in' && written.length === 0) {
      file.lines.push(`export type ${plain} = ${file.useType('Loose')}<${out}>`, '')
    } else {
      const except = written.map((field) => `'${field.key}'`).join(' | ')
      const base =
        direction === 'out' ? extended : ` extends ${file.useType('Loose')}<Omit<${out}, ${except}>>`
      file.lines.push(`export interface ${plain}${base} {`)
      for (const field of written) {
        file.lines.push(...comment(field.doc, '  '))
        const optional = field.isOptional || direction === 'in' ? '?' : ''
        const absent = direction === 'in' ? ' | undefined' : ''
        file.lines.push(`  ${property(field.key)}${optional}: ${field.type}${absent}`)
      }
      file.lines.push('}', '')
    }
    if (discriminants.length === 0) continue
    file.lines.push(...comment(title))
    const unions = discriminants.map((one) => unionText(file, one, direction))
    file.lines.push(`export type ${full} = ${plain}${unions.join('')}`, '')
  }
}

function docOf(entity: ObjectEntity): string {
  switch (entity.kind) {
    case 'struct':
      return entity.doc === '' ? `struct ${entity.c}.` : `${entity.doc} struct ${entity.c}.`
    case 'message':
    case 'set':
      return entity.doc
    case 'headed':
      return `struct ${entity.header.c}, then attributes.`
    case 'slots':
      return `Values by position, ${entity.prefix}_*.`
    case 'keyed':
      return entity.doc
  }
}

function emitKeyed(
  file: GeneratedFile,
  entity: Extract<ObjectEntity, { kind: 'keyed' }>,
  name: string
): void {
  for (const direction of ['out', 'in'] as const) {
    const full = direction === 'in' ? `${name}Input` : name
    const own = `{ ${property(entity.key)}: number }`
    const element = typeText(file, entity.element, direction)
    file.lines.push(...comment(entity.doc))
    file.lines.push(
      isObject(entity.element)
        ? `export type ${full} = ${own} & ${element}`
        : `export interface ${full} {\n  ${property(entity.key)}: number\n  value: ${element}\n}`,
      ''
    )
  }
}

export function isObject(type: Type): boolean {
  return type.kind === 'nest' || type.kind === 'struct' || type.kind === 'headed' || type.kind === 'embedded'
}

/** @param apart keys whose attributes are a union's: their types here would be imports that nothing uses */
function fieldsOf(
  file: GeneratedFile,
  entity: ObjectEntity,
  direction: Direction,
  apart: ReadonlySet<string>
): Field[] {
  if (entity.kind === 'slots') {
    return entity.slots.map(({ key, doc }) => field(file, key, doc, entity.element, true, direction))
  }
  const { header, attributes } = scopeOf(entity)
  const fields =
    header === undefined
      ? []
      : header.members.flatMap((member) => memberFields(file, header, member, direction))
  const taken = new Map(fields.map((one, index) => [one.key, index]))
  for (const attribute of attributes) {
    if (attribute.type.kind === 'pad' || apart.has(attribute.key)) continue
    const one = field(file, attribute.key, attribute.doc, attribute.type, true, direction)
    const index = taken.get(attribute.key)
    // An attribute that widens a header field: the header has it always.
    if (index === undefined) fields.push(one)
    else fields[index] = { ...one, isOptional: false }
  }
  return fields
}

function memberFields(file: GeneratedFile, struct: Struct, member: Member, direction: Direction): Field[] {
  if (member.type.kind === 'padding') return []
  const isOptional = isBeyondMinimum(struct, member)
  if (member.type.kind === 'bits') {
    return member.type.fields.map(({ key, doc }) => ({
      key,
      doc,
      type: 'number',
      isOptional,
      isWider: false
    }))
  }
  return [field(file, member.key, member.doc, member.type, isOptional, direction)]
}

/** Members that older kernels do not send. */
export function isBeyondMinimum(struct: Struct, member: Member): boolean {
  return member.size > 0 && member.offset + member.size > struct.minimum
}

function field(
  file: GeneratedFile,
  key: string,
  doc: string,
  type: Type,
  isOptional: boolean,
  direction: Direction
): Field {
  const text = typeText(file, type, direction)
  return { key, doc, type: text, isOptional, isWider: direction === 'in' && isWider(file, type) }
}

/** Whether the input type of a payload differs from the output type. */
function isWider(file: GeneratedFile, type: Type): boolean {
  return typeText(file, type, 'in') !== typeText(file, type, 'out')
}

function discriminantsOf(entity: Exclude<ObjectEntity, { kind: 'slots' | 'keyed' }>): Discriminant[] {
  const scope: Scope = scopeOf(entity)
  const found: Discriminant[] = []
  const parts = [...(scope.header?.members ?? []), ...scope.attributes]
  for (const { key, doc, type } of parts) {
    if (type.kind !== 'choice' || type.as !== 'union') continue
    const selector = local(type.selector, scope, nameOf(entity))
    if (selector === undefined || !isTelling(selector)) continue
    const one = found.find((other) => other.selector.key === selector.key)
    if (one === undefined) found.push({ selector, choices: [{ key, doc, type }] })
    else one.choices.push({ key, doc, type })
  }
  return found
}

/** Only literals tell the members of a union apart. */
function isTelling(selector: Local): boolean {
  const type = selector.kind === 'member' ? selector.member.type : selector.attribute.type
  return type.kind === 'string' || selector.enumeration !== undefined
}

function unionText(file: GeneratedFile, { selector, choices }: Discriminant, direction: Direction): string {
  const optional = selector.kind === 'member' && direction === 'out' ? '' : '?'
  const absent = direction === 'in' ? ' | undefined' : ''
  const doc = selector.kind === 'member' ? selector.member.doc : selector.attribute.doc
  const values = unique(choices.flatMap(({ type }) => Object.keys(type.cases)))
  const bare = unique(choices.flatMap(({ type }) => [...type.bare])).filter(
    (value) => !values.includes(value)
  )
  const variants: {
    readonly selectors: string
    readonly texts: readonly string[]
    readonly optional: string
  }[] = []
  for (const value of values) {
    const texts = choices.map(({ type }) => {
      const payload = type.cases[value]
      if (payload === undefined) return unique(restTexts(file, type, direction)).join(' | ')
      return unique([typeText(file, force(payload), direction), ...bytesToo(direction)]).join(' | ')
    })
    const same = variants.find((one) => one.texts.join() === texts.join())
    if (same === undefined) variants.push({ selectors: `'${value}'`, texts, optional: '' })
    else variants[variants.indexOf(same)] = { ...same, selectors: `${same.selectors} | '${value}'` }
  }
  const rest = choices.map(({ type }) => unique(restTexts(file, type, direction)).join(' | '))
  const names =
    selector.enumeration?.entries.map((entry) => entry.name).filter((name) => !values.includes(name)) ?? []
  const others = unique([...names, ...bare]).map((name) => `'${name}'`)
  const last =
    selector.enumeration === undefined
      ? direction === 'out'
        ? [file.useType('Other')]
        : ['string']
      : ['number']
  variants.push({ selectors: [...others, ...last].join(' | '), texts: rest, optional })
  const lines = [' & (']
  for (const variant of variants) {
    lines.push('  | {')
    lines.push(...comment(doc, '      '))
    lines.push(
      `      ${property(selector.key)}${variant.optional}: ${variant.selectors}${variant.optional === '' ? '' : absent}`
    )
    variant.texts.forEach((text, index) => {
      const choice = choices[index]
      if (choice === undefined) return
      lines.push(...comment(choice.doc, '      '), `      ${property(choice.key)}?: ${text}${absent}`)
    })
    lines.push('    }')
  }
  lines.push(')')
  return lines.join('\n')
}

/** What a union is while it is being read; undefined for objects that are none. */
export function draftText(file: GeneratedFile, entity: ObjectEntity): string | undefined {
  if (entity.kind === 'slots' || entity.kind === 'keyed') return undefined
  const found = discriminantsOf(entity)
  if (found.length === 0) return undefined
  const selectors = found.map(
    ({ selector }) => `${property(selector.key)}?: ${file.useType('SelectorValue')}`
  )
  const choices = found.flatMap((one) => one.choices.map(({ key }) => `${property(key)}?: unknown`))
  return `${nameOf(entity)}Fields & { ${[...selectors, ...choices].join('; ')} }`
}

/** Functions that write objects: attributes in the schema's order, so that the same object always gives the same bytes. */
import type { ChoiceType, Member, SlotsType, Struct, Type } from '@nlkit/core/schema'
import { sizeOf } from '@nlkit/core/schema'
import { caseLabel, outward } from './emit-read.ts'
import { isObject, typeText } from './emit-types.ts'
import { casesOf, force, nameOf, type ObjectEntity } from './entities.ts'
import type { GeneratedFile } from './file.ts'
import { access, encoderOf, pathsOf } from './names.ts'
import { free, local, parameterOf, scopeOf, selectorsOf, type Scope } from './selectors.ts'

/** What an expression may refer to. */
interface Target {
  /** The attribute's number: a literal, or a variable. */
  readonly number: string
  /** The value that is written. */
  readonly value: string
  /** Its key in errors: a quoted literal, or a variable. */
  readonly key: string
  readonly select: (selector: string) => string
}

export function emitEncoder(file: GeneratedFile, entity: ObjectEntity): void {
  if (entity.kind === 'struct') emitStruct(file, entity)
  else if (entity.kind === 'slots') emitSlots(file, entity)
  else if (entity.kind === 'keyed') emitKeyed(file, entity)
  else emitAttributes(file, entity)
}

function head(
  file: GeneratedFile,
  entity: ObjectEntity,
  input: string,
  more: readonly string[] = []
): string {
  const selectors = free(entity)
  const parameters = [
    `writer: ${file.useType('Writer')}`,
    `value: ${input}`,
    ...selectors.map((selector) => `${parameterOf(selector, selectors)}: ${file.useType('SelectorValue')}`),
    ...more
  ]
  return `export function ${encoderOf(entity)}(${parameters.join(', ')}): void {`
}

/** How a selector is spelled inside the function of an object: enumerations by name, whatever the user wrote. */
function selecting(file: GeneratedFile, entity: ObjectEntity, scope: Scope): (selector: string) => string {
  const outside = free(entity)
  return (selector) => {
    const found = local(selector, scope, nameOf(entity))
    if (found === undefined) return parameterOf(selector, outside)
    const value = access('value', found.key)
    if (found.enumeration === undefined) return value
    return `${file.use('selected')}(${file.tableOf(found.enumeration)}, ${value})`
  }
}

function quoted(key: string): string {
  return `'${key}'`
}

// Structs.

function emitStruct(file: GeneratedFile, struct: Struct): void {
  const select = selecting(file, struct, scopeOf(struct))
  const size = struct.flexible ? (struct.members.at(-1)?.offset ?? 0) : struct.size
  const body = [`  writer.checkKeys(value, ${pathsOf(struct)})`]
  for (const member of struct.members) body.push(...memberLines(file, struct, member, 'at', select))
  const isFixed = !struct.flexible
  const place = isFixed || size > 0 ? [`at = writer.reserve(${size})`] : []
  file.lines.push(head(file, struct, `${nameOf(struct)}Input`, place), ...body, '}', '')
  for (const member of struct.members) {
    if (member.type.kind === 'choice') emitChoice(file, struct, member, member.type, true)
  }
}

/** Lines that write one member of a struct of which `base` is the offset. */
function memberLines(
  file: GeneratedFile,
  struct: Struct,
  member: Member,
  base: string,
  select: (selector: string) => string
): string[] {
  const { type } = member
  const at = member.offset === 0 ? base : `${base} + ${member.offset}`
  if (type.kind === 'padding') return []
  if (type.kind === 'bits') {
    const network = type.network ? ', true' : ''
    return type.fields.map(
      ({ key, shift, width }) =>
        `  writer.setBits(${at}, ${type.size}, ${shift}, ${width}, ${access('value', key)}, ${quoted(key)}${network})`
    )
  }
  let value = access('value', member.key)
  if (member.counts !== undefined) {
    const counted = struct.members.find((other) => other.c === member.counts)
    if (counted === undefined) throw new Error(`${struct.c}: there is no ${member.counts} to count`)
    value = `${value} ?? ${access('value', counted.key)}?.length`
  } else if (member.default !== undefined) {
    value = `${value} ?? ${typeof member.default === 'number' ? member.default : quoted(member.default)}`
  }
  if (member.size === 0) return tailLines(file, struct, member, value, select)
  return setLines(file, type, at, value, quoted(member.key), select)
}

/** Lines that write a payload of fixed size at an offset. */
function setLines(
  file: GeneratedFile,
  type: Type,
  at: string,
  value: string,
  key: string,
  select: (selector: string) => string
): string[] {
  switch (type.kind) {
    case 'integer':
      return [`  writer.set${integerName(type)}(${at}, ${checked(file, type, value, key)}, ${key})`]
    case 'integer64':
      return [
        `  writer.set${name64(type)}(${at}, ${checked(file, type, value, key)}, ${key}${type.network ? ', true' : ''})`
      ]
    case 'bitfield32':
      return [`  writer.setBitfield32(${at}, ${value})`]
    case 'string':
      return [`  writer.setCharacters(${at}, ${value}, ${key}, ${type.max ?? type.size ?? 0})`]
    case 'binary':
      return [`  writer.setBinary(${at}, ${value}, ${key}, ${type.size ?? 0})`]
    case 'hardware':
      return [
        `  writer.set${type.padded ? 'PaddedHardware' : 'Hardware'}(${at}, ${value}, ${key}, ${type.size ?? 0})`
      ]
    case 'ip':
      if (type.form === 'padded')
        return [`  writer.setPaddedIp(${at}, ${value}, ${key}, ${select(type.family ?? '')})`]
      return [`  writer.set${type.form === 'v4' ? 'Ipv4' : 'Ipv6'}(${at}, ${value}, ${key})`]
    case 'struct': {
      const rest = free(type).map((selector) => select(outward(selector)))
      const call = `${file.encoder(type)}(writer, ${value}, ${[...rest, at].join(', ')})`
      return [
        `  if (${value} !== undefined) {`,
        `    writer.enter(${key})`,
        `    ${call}`,
        '    writer.leave()',
        '  }'
      ]
    }
    case 'array': {
      const size = sizeOf(type.element)
      const inside = setLines(file, type.element, `${at} + i * ${size}`, 'item', 'i', select)
      const most = type.count === undefined ? '' : `, ${type.count}`
      if (inside.length === 1)
        return [`  writer.each(${value}, ${key}, (item, i) => ${inside[0]?.trim()}${most})`]
      return [
        `  writer.each(${value}, ${key}, (item, i) => {`,
        ...inside.map((line) => `  ${line}`),
        `  }${most})`
      ]
    }
    default:
      throw new Error(`${file.unit.schema}: ${type.kind} has no fixed size`)
  }
}

/** Lines that append the last member, which has no fixed size. */
function tailLines(
  file: GeneratedFile,
  struct: Struct,
  member: Member,
  value: string,
  select: (selector: string) => string
): string[] {
  const { type } = member
  const key = quoted(member.key)
  if (type.kind === 'choice') {
    const rest = selectorsOf(type).map((selector) => select(selector))
    return [`  ${choiceName(struct, member)}(${['writer', value, ...rest].join(', ')})`]
  }
  if (type.kind === 'array')
    return [
      `  writer.each(${value}, ${key}, (item, i) => ${append(file, type.element, 'item', 'i', select)})`
    ]
  return [`  if (${value} !== undefined) ${append(file, type, value, key, select)}`]
}

/** An expression that appends a payload without an attribute header. */
function append(
  file: GeneratedFile,
  type: Type,
  value: string,
  key: string,
  select: (selector: string) => string
): string {
  switch (type.kind) {
    case 'integer':
      return `writer.set${integerName(type)}(writer.reserve(${type.size}), ${checked(file, type, value, key)}, ${key})`
    case 'integer64':
      return `writer.set${name64(type)}(writer.reserve(8), ${checked(file, type, value, key)}, ${key}${type.network ? ', true' : ''})`
    case 'string':
      return `writer.text(${value}, ${key}, ${type.max ?? 0xfff0}, ${type.terminated})`
    case 'binary':
      return `writer.binary(${value}, ${key}, ${bounds(type.min ?? type.size, type.max ?? type.size)})`
    case 'hardware':
      return `writer.hardware(${[value, key, ...(type.size === undefined ? [] : [type.size])].join(', ')})`
    case 'ip':
      if (type.form === 'either') return `writer.ip(${value}, ${key})`
      return `writer.set${type.form === 'v4' ? 'Ipv4' : 'Ipv6'}(writer.reserve(${sizeOf(type)}), ${value}, ${key})`
    case 'labels':
      return `writer.labels(${value})`
    case 'bitfield32':
      return `writer.setBitfield32(writer.reserve(8), ${value})`
    case 'struct': {
      const rest = free(type).map((selector) => select(outward(selector)))
      const call = `${file.encoder(type)}(${['writer', value, ...rest].join(', ')})`
      return `{ writer.enter(${key}); ${call}; writer.leave() }`
    }
    default:
      throw new Error(`${file.unit.schema}: ${type.kind} cannot stand at the end of a struct or in an array`)
  }
}

function bounds(min: number | undefined, max: number | undefined): string {
  return max === undefined ? String(min ?? 0) : `${min ?? 0}, ${max}`
}

function integerName(type: Extract<Type, { kind: 'integer' }>): string {
  const bits = type.size * 8
  if (bits === 8) return type.signed ? 'S8' : 'U8'
  return `${type.network ? (type.signed ? 'Sbe' : 'Be') : type.signed ? 'S' : 'U'}${bits}`
}

function name64(type: Extract<Type, { kind: 'integer64' }>): string {
  if (type.as === 'id') return 'Id'
  if (type.as === 'unlimited') return 'Unlimited'
  if (type.signed) return 'S64'
  return type.as === 'counter' ? 'Counter' : 'Quantity'
}

/** The value as its number, with the checks that its width does not make. */
function checked(
  file: GeneratedFile,
  type: Extract<Type, { kind: 'integer' | 'integer64' }>,
  value: string,
  key: string
): string {
  if (type.converter !== undefined) {
    return `writer.converted(${file.handWritten(type.converter.module, type.converter.name)}, ${value}, ${key})`
  }
  if (type.kind === 'integer64') return value
  if (type.enumeration !== undefined) {
    return `writer.number(${file.tableOf(type.enumeration)}, ${value}, ${key})`
  }
  if (type.min === undefined && type.max === undefined) return value
  const least = type.min ?? (type.signed ? -(2 ** (type.size * 8 - 1)) : 0)
  const most = type.max ?? 2 ** (type.size * 8 - (type.signed ? 1 : 0)) - 1
  return `writer.within(${value}, ${key}, ${least}, ${most})`
}

// Slots.

function emitSlots(file: GeneratedFile, slots: SlotsType): void {
  const size = sizeOf(slots.element)
  const body = [`  writer.checkKeys(value, ${pathsOf(slots)})`, '  let count = 0']
  const order = slots.slots.toSorted((a, b) => a.position - b.position)
  for (const { key, position } of order)
    body.push(`  if (${access('value', key)} !== undefined) count = ${position + 1}`)
  body.push(`  const at = writer.reserve(count * ${size})`)
  for (const { key, position } of order) {
    const at = position === 0 ? 'at' : `at + ${position * size}`
    body.push(...setLines(file, slots.element, at, access('value', key), quoted(key), () => 'undefined'))
  }
  file.lines.push(head(file, slots, `${slots.name}Input`), ...body, '}', '')
}

// Keyed nests.

function emitKeyed(file: GeneratedFile, keyed: Extract<ObjectEntity, { kind: 'keyed' }>): void {
  const outside = free(keyed)
  const select = (selector: string): string =>
    parameterOf(selector.startsWith('/') ? selector : `../${selector}`, outside)
  const key = access('item', keyed.key)
  const number = `writer.within(${key}, '${keyed.key}', 0, 0x3fff) ?? 0`
  const lines: string[] = []
  if (isObject(keyed.element)) {
    lines.push(`    const { ${keyed.key}: number, ...rest } = item`)
    lines.push(`    writer.within(number, '${keyed.key}', 0, 0x3fff)`)
    lines.push(
      ...attributeLines(file, keyed.element, { number: 'number', value: 'rest', key: 'i', select }).map(
        (line) => `  ${line}`
      )
    )
  } else {
    lines.push(`    const number = ${number}`)
    lines.push(
      ...attributeLines(file, keyed.element, { number: 'number', value: 'item.value', key: 'i', select }).map(
        (line) => `  ${line}`
      )
    )
  }
  const body = [`  writer.each(value, '', (item, i) => {`, ...lines, '  })']
  file.lines.push(head(file, keyed, `readonly ${keyed.name}Input[]`), ...body, '}', '')
}

// Attributes, with or without a header.

function emitAttributes(
  file: GeneratedFile,
  entity: Exclude<ObjectEntity, { kind: 'struct' | 'slots' | 'keyed' }>
): void {
  const scope = scopeOf(entity)
  const { header } = scope
  const select = selecting(file, entity, scope)
  const body = [`  writer.checkKeys(value, ${pathsOf(entity)})`]
  if (header !== undefined) {
    const size = (header.size + 3) & ~3
    if (size > 0) body.push(`  const at = writer.reserve(${size})`)
    for (const member of header.members) {
      const widening = scope.attributes.find((attribute) => attribute.widens === member.c)
      if (widening === undefined) body.push(...memberLines(file, header, member, 'at', select))
      else body.push(...narrowLines(file, member, widening.overflow))
    }
  }
  for (const attribute of scope.attributes) {
    if (attribute.type.kind === 'pad') continue
    const flags = attribute.byteOrderFlag === true ? ` | ${file.use('NLA_F_NET_BYTEORDER')}` : ''
    const number = `${attribute.number}${flags}`
    const value = access('value', attribute.key)
    const target = { number, value, key: quoted(attribute.key), select }
    if (attribute.type.kind === 'choice') {
      const rest = selectorsOf(attribute.type).map((selector) => select(selector))
      body.push(`  ${choiceName(entity, attribute)}(${['writer', value, ...rest].join(', ')})`)
      continue
    }
    const lines = attributeLines(file, attribute.type, target)
    if (attribute.widens === undefined) body.push(...lines)
    else {
      const member = header?.members.find((one) => one.c === attribute.widens)
      const most = 2 ** (8 * (member?.size ?? 4)) - 1
      // The header alone says it, for objects that came so and where the value fits.
      body.push(`  if (value[${file.use('headerOnly')}] !== true || Number(${value}) > ${most}) {`)
      body.push(...lines.map((line) => `  ${line}`), '  }')
    }
  }
  body.push('  writer.unknown(value)')
  file.lines.push(head(file, entity, `${nameOf(entity)}Input`), ...body, '}', '')
  for (const attribute of scope.attributes) {
    if (attribute.type.kind === 'choice') emitChoice(file, entity, attribute, attribute.type, false)
  }
}

/** Lines for a header member that is too narrow for all values of its key. */
function narrowLines(file: GeneratedFile, member: Member, overflow: number | undefined): string[] {
  const { type, key } = member
  if (type.kind !== 'integer') throw new Error(`${member.c}: only an integer can be widened`)
  const value = checked(file, { ...type }, access('value', key), quoted(key))
  const most = 2 ** (8 * type.size) - 1
  const narrow = overflow === undefined ? `${value} & ${most}` : `${value} > ${most} ? ${overflow} : ${value}`
  const at = member.offset === 0 ? 'at' : `at + ${member.offset}`
  return [
    `  if (${access('value', key)} !== undefined) writer.set${integerName(type)}(${at}, ${narrow}, ${quoted(key)})`
  ]
}

/** Lines that write one attribute. */
function attributeLines(file: GeneratedFile, type: Type, { number, value, key, select }: Target): string[] {
  const simple = (method: string, ...more: (string | number | boolean)[]): string[] => [
    `  writer.attribute${method}(${[number, value, key, ...more].join(', ')})`
  ]
  const through = (encoder: string, of: string, selectors: readonly string[]): string[] => [
    `  writer.attributeOf(${[of, value, key, encoder, ...selectors].join(', ')})`
  ]
  switch (type.kind) {
    case 'integer':
      return [`  writer.attribute${integerName(type)}(${number}, ${checked(file, type, value, key)}, ${key})`]
    case 'integer64': {
      const network = type.network ? ', true' : ''
      return [
        `  writer.attribute${name64(type)}(${number}, ${checked(file, type, value, key)}, ${key}${network})`
      ]
    }
    case 'variable':
      return simple(type.signed ? 'Sint' : 'Uint')
    case 'bitfield32':
      return simple('Bitfield32')
    case 'flag':
      return simple('Flag')
    case 'string':
      if (type.max === undefined && type.terminated) return simple('String')
      return simple('String', type.max ?? 0xfff0, ...(type.terminated ? [] : [false]))
    case 'binary':
      if (type.size !== undefined) return simple('Binary', type.size, type.size)
      if (type.max !== undefined) return simple('Binary', type.min ?? 0, type.max)
      return type.min === undefined ? simple('Binary') : simple('Binary', type.min)
    case 'hardware':
      return type.size === undefined ? simple('Hardware') : simple('Hardware', type.size)
    case 'ip':
      if (type.form === 'either') return simple(type.family === undefined ? 'Ip' : 'IpOrLabels')
      return simple(type.form === 'v4' ? 'Ipv4' : 'Ipv6')
    case 'labels':
      return simple('Labels')
    case 'struct':
    case 'slots':
      return through(
        file.encoder(type),
        number,
        free(type).map((selector) => select(outward(selector)))
      )
    case 'headed':
    case 'keyed':
      return through(
        file.encoder(type),
        flagged(file, number, type.flagged),
        free(type).map((selector) => select(outward(selector)))
      )
    case 'nest': {
      const set = force(type.set)
      return through(
        file.encoder(set),
        flagged(file, number, type.flagged),
        free(set).map((selector) => select(outward(selector)))
      )
    }
    case 'embedded':
      return through(file.encoder(force(type.message)), flagged(file, number, type.flagged), [])
    case 'array': {
      const one = append(file, type.element, 'item', 'i', select)
      const most = type.count === undefined ? '' : `, ${type.count}`
      return through(`(writer, list) => writer.each(list, '', (item, i) => ${one}${most})`, number, [])
    }
    case 'indexed': {
      const inside = attributeLines(file, type.element, { number: 'number', value: 'item', key: 'i', select })
      const body = inside.map((line) => line.trim()).join('; ')
      const encoder = `(writer, list) => writer.entries(list, ${type.first}, (item, number, i) => ${body})`
      return through(encoder, flagged(file, number, type.flagged), [])
    }
    case 'multi': {
      const inside = attributeLines(file, type.element, { number, value: 'item', key: 'i', select })
      return [`  writer.each(${value}, ${key}, (item, i) => ${inside.map((line) => line.trim()).join('; ')})`]
    }
    case 'custom': {
      const selectors = type.selectors.map((selector) => select(selector))
      const call = `${file.handWritten(type.module, type.name)}.encode(${['writer', 'value', ...selectors].join(', ')})`
      return through(`(writer, value) => ${call}`, flagged(file, number, type.flagged), [])
    }
    default:
      throw new Error(`${file.unit.schema}: ${type.kind} cannot be an attribute`)
  }
}

function flagged(file: GeneratedFile, number: string, isFlagged: boolean): string {
  return isFlagged ? `${number} | ${file.use('NLA_F_NESTED')}` : number
}

// Choices.

function choiceName(entity: ObjectEntity, part: { readonly key: string }): string {
  return `encode${nameOf(entity)}${part.key.charAt(0).toUpperCase()}${part.key.slice(1)}`
}

/** The function that writes what a selector decides: a whole attribute, or the tail of a struct. */
function emitChoice(
  file: GeneratedFile,
  entity: ObjectEntity,
  part: { readonly key: string; readonly number?: number },
  type: ChoiceType,
  isTail: boolean
): void {
  const all = selectorsOf(type)
  const select = (selector: string): string => parameterOf(selector, all)
  const by = select(type.selector)
  const number = String(part.number ?? 0)
  const key = quoted(part.key)
  const choice = `'${nameOf(entity)}.${part.key}'`
  const parameters = [
    `writer: ${file.useType('Writer')}`,
    'value: unknown',
    ...all.map((selector) => `${select(selector)}: ${file.useType('SelectorValue')}`)
  ]
  const lines = ['  if (value === undefined) return']
  if (isTail) lines.push('  if (value instanceof Uint8Array) return writer.bytes(value)')
  else
    lines.push(`  if (value instanceof Uint8Array) return writer.attributeBinary(${number}, value, ${key})`)
  lines.push(`  switch (${by}) {`)
  const groups = new Map<string, string[]>()
  let otherwise: string | undefined
  for (const [value, payload] of casesOf(type)) {
    const input = typeText(file, payload, 'in')
    const cast = `(value as ${input})`
    const text = isTail
      ? append(file, payload, cast, key, select)
      : attributeLines(file, payload, { number, value: `value as ${input}`, key, select })
          .map((line) => line.trim())
          .join('\n      ')
    if (value === '') otherwise = text
    else groups.set(text, [...(groups.get(text) ?? []), caseLabel(value)])
  }
  for (const [text, labels] of groups) {
    for (const label of labels) lines.push(`    case ${label}:`)
    lines.push(`      ${text}`, '      break')
  }
  lines.push('    default:')
  if (otherwise !== undefined) lines.push(`      ${otherwise}`)
  else if (isTail)
    lines.push(`      writer.mistake(${key}, 'nothing is known about it, so it takes a Uint8Array')`)
  else lines.push(`      ${file.use('encodeExtended')}(writer, ${number}, value, ${key}, ${choice}, ${by})`)
  lines.push('  }')
  file.lines.push(`function ${choiceName(entity, part)}(${parameters.join(', ')}): void {`, ...lines, '}', '')
}

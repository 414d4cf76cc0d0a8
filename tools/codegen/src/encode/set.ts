/** Functions that write attributes, with or without a header, and nests whose entries' numbers are values. */
import type { Attribute, Member } from '@nlkit/core/schema'
import { isObject } from '../emit-types.ts'
import { nameOf, type ObjectEntity } from '../entities.ts'
import type { GeneratedFile } from '../file.ts'
import { access, pathsOf } from '../names.ts'
import { free, parameterOf, scopeOf, selectorsOf } from '../selectors.ts'
import { attributeLines } from './attribute.ts'
import { emitChoice } from './choice.ts'
import { choiceName, head, quoted, selecting } from './signature.ts'
import { memberLines } from './struct.ts'
import { checked, integerName } from './value.ts'

export function emitAttributes(
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
      else body.push(...narrowLines(file, member, widening))
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
function narrowLines(file: GeneratedFile, member: Member, { type: wide, overflow }: Attribute): string[] {
  const { type, key } = member
  if (type.kind !== 'integer') throw new Error(`${member.c}: only an integer can be widened`)
  if (wide.kind !== 'integer') throw new Error(`${member.c}: only an integer widens it`)
  const value = checked(file, { ...type }, access('value', key), quoted(key))
  const most = 2 ** (8 * type.size) - 1
  // Bits can be taken of what is no such number, and the attribute is not always written.
  const whole = `writer.within(${value}, ${quoted(key)}, 0, ${2 ** (8 * wide.size) - 1}) ?? 0`
  const narrow =
    overflow === undefined ? `(${whole}) & ${most}` : `${value} > ${most} ? ${overflow} : ${value}`
  const at = member.offset === 0 ? 'at' : `at + ${member.offset}`
  return [
    `  if (${access('value', key)} !== undefined) writer.set${integerName(type)}(${at}, ${narrow}, ${quoted(key)})`
  ]
}

export function emitKeyed(file: GeneratedFile, keyed: Extract<ObjectEntity, { kind: 'keyed' }>): void {
  const outside = free(keyed)
  const select = (selector: string): string =>
    parameterOf(selector.startsWith('/') ? selector : `../${selector}`, outside)
  const key = access('item', keyed.key)
  const number = `writer.within(${key}, '${keyed.key}', 0, 0x3fff) ?? 0`
  const lines = ['    writer.enter(i)', '    writer.object(item)']
  if (isObject(keyed.element)) {
    lines.push(`    const { ${keyed.key}: number, ...rest } = item`)
    lines.push(`    writer.within(number, '${keyed.key}', 0, 0x3fff)`)
    lines.push(
      ...attributeLines(file, keyed.element, { number: 'number', value: 'rest', key: "''", select }).map(
        (line) => `  ${line}`
      )
    )
  } else {
    lines.push(`    const number = ${number}`)
    lines.push(
      ...attributeLines(file, keyed.element, {
        number: 'number',
        value: 'item.value',
        key: "'value'",
        select
      }).map((line) => `  ${line}`)
    )
  }
  lines.push('    writer.leave()')
  const body = [`  writer.each(value, '', (item, i) => {`, ...lines, '  })']
  file.lines.push(head(file, keyed, `readonly ${keyed.name}Input[]`), ...body, '}', '')
}

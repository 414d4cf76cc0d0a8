/** Functions that write structs and arrays whose positions have names. */
import { sizeOf, type Member, type SlotsType, type Struct } from '@nlkit/core/schema'
import { nameOf } from '../entities.ts'
import type { GeneratedFile } from '../file.ts'
import { access, pathsOf } from '../names.ts'
import { scopeOf, selectorsOf } from '../selectors.ts'
import { emitChoice } from './choice.ts'
import { append, setLines } from './payload.ts'
import { choiceName, head, quoted, selecting } from './signature.ts'

export function emitStruct(file: GeneratedFile, struct: Struct): void {
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
export function memberLines(
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
    value = `${value} === undefined ? ${access('value', counted.key)}?.length : ${value}`
  } else if (member.default !== undefined) {
    const otherwise = typeof member.default === 'number' ? member.default : quoted(member.default)
    // Not ??, which takes null, too.
    value = `${value} === undefined ? ${otherwise} : ${value}`
  }
  if (member.size === 0) return tailLines(file, struct, member, value, select)
  return setLines(file, type, at, value, quoted(member.key), select)
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

export function emitSlots(file: GeneratedFile, slots: SlotsType): void {
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

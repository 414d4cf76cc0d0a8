/** Functions that write what a selector decides. */
import type { ChoiceType } from '@nlkit/core/schema'
import { casesOf, nameOf, type ObjectEntity } from '../entities.ts'
import { typeText } from '../emit-types.ts'
import type { GeneratedFile } from '../file.ts'
import { caseLabel } from '../names.ts'
import { parameterOf, selectorsOf } from '../selectors.ts'
import { attributeLines } from './attribute.ts'
import { append } from './payload.ts'
import { choiceName, quoted } from './signature.ts'

/** The function that writes what a selector decides: a whole attribute, or the tail of a struct. */
export function emitChoice(
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

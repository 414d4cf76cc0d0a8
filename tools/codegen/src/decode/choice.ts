/** Functions that read what a selector decides. */
import type { Attribute, ChoiceType, Member, Type } from '@nlkit/core/schema'
import { casesOf, entitiesOf, nameOf, type ObjectEntity } from '../entities.ts'
import { typeText } from '../emit-types.ts'
import type { GeneratedFile } from '../file.ts'
import { caseLabel } from '../names.ts'
import { parameterOf, selectorsOf } from '../selectors.ts'
import { read, views, type Place } from './read.ts'

export function choiceName(entity: ObjectEntity, attribute: { readonly key: string }): string {
  return `decode${nameOf(entity)}${attribute.key.charAt(0).toUpperCase()}${attribute.key.slice(1)}`
}

export function emitChoice(file: GeneratedFile, entity: ObjectEntity, attribute: Attribute | Member): void {
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

/** Whether what a choice reads may contain the object that it is in. */
export function isChoiceRecursive(file: GeneratedFile, entity: ObjectEntity, type: Type): boolean {
  return file.recursive.has(entity) && entitiesOf(type).some((inside) => file.recursive.has(inside))
}

/** The function that reads what a selector decides. */
function emitChoiceReader(
  file: GeneratedFile,
  name: string,
  choice: string,
  type: ChoiceType,
  selectors: readonly { readonly selector: string; readonly parameter: string }[],
  isRecursive: boolean
): void {
  const find = (selector: string): string =>
    selectors.find((one) => one.selector === selector)?.parameter ?? 'undefined'
  const by = find(type.selector)
  const place: Place = {
    at: 'at',
    stop: 'stop',
    isShorter: (needed) => `stop - at < ${needed}`,
    select: find,
    depth: isRecursive ? 'depth' : '0'
  }
  const body: string[] = [`  switch (${by}) {`]
  let otherwise: string | undefined
  const groups = new Map<string, string[]>()
  // All keys of all forms are optional in a merged type, but only some are there.
  const cast = type.as === 'merged' ? ` as ${typeText(file, type, 'out')}` : ''
  for (const [value, payload] of casesOf(type)) {
    const text = read(file, payload, place)
    if (value === '') otherwise = text
    else groups.set(text, [...(groups.get(text) ?? []), caseLabel(value)])
  }
  for (const [text, labels] of groups) {
    for (const label of labels) body.push(`    case ${label}:`)
    body.push(`      return ${text}${cast}`)
  }
  body.push('    default:')
  body.push(
    `      return ${otherwise ?? `${file.use('decodeExtended')}('${choice}', ${by}, bytes, at, stop)`}${cast}`,
    '  }'
  )
  const parameters = [
    `bytes: ${file.useType('Bytes')}`,
    'at: number',
    'stop: number',
    ...selectors.map(({ parameter }) => `${parameter}: ${file.useType('SelectorValue')}`),
    ...(isRecursive ? ['depth: number'] : [])
  ]
  const result = typeText(file, type, 'out')
  file.lines.push(`function ${name}(${parameters.join(', ')}): ${result} {`, ...views(body), ...body, '}', '')
}

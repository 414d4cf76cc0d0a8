/** Heads of decoding functions: parameters, and what selectors are called inside. */
import { nameOf, type ObjectEntity } from '../entities.ts'
import type { GeneratedFile } from '../file.ts'
import { free, local, parameterOf, type Scope } from '../selectors.ts'

/** Objects that have attributes. */
export type WithAttributes = Exclude<ObjectEntity, { kind: 'struct' | 'slots' | 'keyed' }>

export function parameters(file: GeneratedFile, entity: ObjectEntity, end: string, start = 'at'): string {
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

export function depthOf(file: GeneratedFile, entity: ObjectEntity): string {
  return file.recursive.has(entity) ? 'depth' : '0'
}

/** How selectors are spelled inside the function of an object. */
export function selecting(
  entity: ObjectEntity,
  scope: Scope,
  spell: (key: string, isMember: boolean) => string
) {
  const outside = free(entity)
  return (selector: string): string => {
    const found = local(selector, scope, nameOf(entity))
    if (found !== undefined) return spell(found.key, found.kind === 'member')
    return parameterOf(selector, outside)
  }
}

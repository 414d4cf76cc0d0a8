/** Heads of encoding functions, and what selectors are called inside. */
import { nameOf, type ObjectEntity } from '../entities.ts'
import type { GeneratedFile } from '../file.ts'
import { access, encoderOf } from '../names.ts'
import { free, local, parameterOf, type Scope } from '../selectors.ts'

export function head(
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
export function selecting(
  file: GeneratedFile,
  entity: ObjectEntity,
  scope: Scope
): (selector: string) => string {
  const outside = free(entity)
  return (selector) => {
    const found = local(selector, scope, nameOf(entity))
    if (found === undefined) return parameterOf(selector, outside)
    const value = access('value', found.key)
    if (found.enumeration === undefined) return value
    return `${file.use('selected')}(${file.tableOf(found.enumeration)}, ${value})`
  }
}

export function quoted(key: string): string {
  return `'${key}'`
}

export function choiceName(entity: ObjectEntity, part: { readonly key: string }): string {
  return `encode${nameOf(entity)}${part.key.charAt(0).toUpperCase()}${part.key.slice(1)}`
}

/** Functions that read nests whose entries' numbers are values. */
import type { KeyedType } from '@nlkit/core/schema'
import { isObject } from '../emit-types.ts'
import type { GeneratedFile } from '../file.ts'
import { decoderOf } from '../names.ts'
import { free, parameterOf } from '../selectors.ts'
import { inClosure, keyedElement, views } from './read.ts'
import { depthOf, parameters } from './signature.ts'

export function emitKeyed(file: GeneratedFile, keyed: KeyedType): void {
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

/** Functions that read attributes, with or without a header: a loop, and a switch over their numbers. */
import type { Attribute, Type } from '@nlkit/core/schema'
import { nameOf } from '../entities.ts'
import { draftText } from '../emit-types.ts'
import type { GeneratedFile } from '../file.ts'
import { access, decoderOf } from '../names.ts'
import { free, isDeferred, parameterOf, scopeOf, selectorsOf, type Scope } from '../selectors.ts'
import { choiceName, emitChoice, isChoiceRecursive } from './choice.ts'
import { plus, read, views, type Place } from './read.ts'
import { depthOf, parameters, type WithAttributes } from './signature.ts'
import { AtOnce, AtTheEnd, type Store } from './store.ts'

export function emitAttributes(file: GeneratedFile, entity: WithAttributes): void {
  const scope = scopeOf(entity)
  const usual = scope.attributes.filter(
    (attribute) => attribute.usual === true && !isDeferred(attribute, scope, nameOf(entity))
  )
  const store =
    usual.length === 0 ? new AtOnce(file, entity, scope) : new AtTheEnd(file, entity, scope, usual)
  const { header } = scope
  const name = nameOf(entity)
  const headerSize = header === undefined ? 0 : (header.size + 3) & ~3
  const body: string[] = []
  if (header !== undefined)
    body.push(`  if (end - start < ${header.size}) ${file.use('cut')}(start, end, ${header.size})`)
  body.push(...store.begin())
  const deferred = scope.attributes.filter((attribute) => isDeferred(attribute, scope, name))
  for (const { key } of deferred) body.push(`  let ${key}At = -1`, `  let ${key}Stop = 0`)
  const widening = scope.attributes.filter((attribute) => attribute.widens !== undefined)
  if (widening.length > 0) body.push('  let isWide = false')
  body.push(
    `  let next = ${plus('start', headerSize)}`,
    '  while (end - next >= 4) {',
    '    const size = view.getUint16(next, true)',
    `    if (size < 4 || size > end - next) ${file.use('malformed')}(next, size, end)`,
    ...caseLines(file, entity, scope, store, deferred, headerSize).map((line) => `    ${line}`),
    '    next += (size + 3) & ~3',
    '  }',
    ...store.end()
  )
  for (const attribute of deferred) {
    const place: Place = {
      at: `${attribute.key}At`,
      stop: `${attribute.key}Stop`,
      isShorter: (needed) => `${attribute.key}Stop - ${attribute.key}At < ${needed}`,
      select: store.select,
      depth: depthOf(file, entity)
    }
    body.push(
      `  if (${attribute.key}At >= 0) ${access('out', attribute.key)} = ${readAttribute(file, entity, attribute, place)}`
    )
  }
  if (widening.length > 0) body.push(`  if (!isWide) out[${file.use('headerOnly')}] = true`)
  body.push(`  return out${draftText(file, entity) === undefined ? '' : ` as unknown as ${name}`}`)
  const head = `export function ${decoderOf(entity)}(${parameters(file, entity, 'end', 'start')}): ${name} {`
  file.lines.push(head, ...views(body), ...body, '}', '')
  for (const attribute of scope.attributes) emitChoice(file, entity, attribute)
}

function caseLines(
  file: GeneratedFile,
  entity: WithAttributes,
  scope: Scope,
  store: Store,
  deferred: readonly Attribute[],
  headerSize: number
): string[] {
  const place: Place = {
    at: 'at',
    stop: 'stop',
    isShorter: (needed) => `size < ${needed + 4}`,
    select: store.select,
    depth: depthOf(file, entity)
  }
  const lines = ['switch (view.getUint16(next + 2, true) & 0x7fff) {']
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
    const target = store.target(attribute)
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
    `    if ((view.getUint16(next + 2, true) & ${file.use('NLA_F_NET_BYTEORDER')}) !== 0) {`,
    `      return ${decoderOf(entity)}(${again.join(', ')})`,
    '    }',
    `    ${file.use('unknown')}(${store.unknown}, bytes, next)`,
    '}'
  )
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

function isHostInteger(type: Type): boolean {
  if (type.kind === 'multi') return isHostInteger(type.element)
  return ((type.kind === 'integer' && type.size > 1) || type.kind === 'integer64') && !type.network
    ? true
    : type.kind === 'variable'
}

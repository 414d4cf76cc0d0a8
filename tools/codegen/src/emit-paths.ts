/** Tables of keys: number of an attribute, offset of a header member, what is inside. */
import type { Struct, Type } from '@nlkit/core/schema'
import { casesOf, force, nameOf, type ObjectEntity } from './entities.ts'
import type { GeneratedFile } from './file.ts'
import { pathsOf, property } from './names.ts'
import { local, scopeOf, type Scope } from './selectors.ts'

export function emitPaths(file: GeneratedFile, entity: ObjectEntity): void {
  if (entity.kind === 'keyed') return
  const scope = scopeOf(entity)
  const { header } = scope
  const prefix =
    entity.kind === 'set' ? entity.prefix : entity.kind === 'message' ? entity.set.prefix : prefixOf(entity)
  const isStruct = entity.kind === 'struct'
  const size = header === undefined ? 0 : isStruct ? header.size : (header.size + 3) & ~3
  const members =
    entity.kind === 'slots'
      ? entity.slots.map(({ key }) => `${property(key)}: [0, 0]`)
      : memberEntries(header)
  const attributes = scope.attributes.flatMap((attribute) => {
    if (attribute.type.kind === 'pad') return []
    const inside = insideText(file, attribute.type, entity, scope, attribute.key)
    const entry = inside === undefined ? String(attribute.number) : `[${attribute.number}, ${inside}]`
    return [`${property(attribute.key)}: ${entry}`]
  })
  // No arrow: V8 looks into one as it loads the module, into a function when it is called.
  file.lines.push(
    `export const ${pathsOf(entity)}: ${file.useType('PathTable')} = ${file.use('pathTable')}('${prefix}', ${size}, function () {`,
    '  return {',
    ...block('members', members, ',').map((line) => `  ${line}`),
    ...block('attributes', attributes, '').map((line) => `  ${line}`),
    '  }',
    '})',
    ''
  )
}

function prefixOf(entity: ObjectEntity): string {
  return entity.kind === 'headed' ? force(entity.set).prefix : ''
}

function memberEntries(header: Struct | undefined): string[] {
  if (header === undefined) return []
  return header.members.flatMap(({ key, type, offset, size }) => {
    if (type.kind === 'padding') return []
    if (type.kind === 'bits')
      return type.fields.map((field) => `${property(field.key)}: [${offset}, ${size}]`)
    return [`${property(key)}: [${offset}, ${size}]`]
  })
}

/** `name: { a: 1, b: 2 }`, filled up to the width of a line. */
function block(name: string, entries: readonly string[], end: string): string[] {
  if (entries.length === 0) return [`  ${name}: {}${end}`]
  const lines: string[] = []
  let line = ''
  for (const entry of entries) {
    if (line !== '' && line.length + entry.length > 100) {
      lines.push(`    ${line}`)
      line = ''
    }
    line += `${line === '' ? '' : ' '}${entry},`
  }
  lines.push(`    ${line.replace(/,$/, '')}`)
  return [`  ${name}: {`, ...lines, `  }${end}`]
}

function insideText(
  file: GeneratedFile,
  type: Type,
  entity: ObjectEntity,
  scope: Scope,
  key: string
): string | undefined {
  switch (type.kind) {
    case 'struct':
    case 'slots':
    case 'headed':
      return `() => ${file.paths(type)}`
    case 'nest':
      return `() => ${file.paths(force(type.set))}`
    case 'embedded':
      return `() => ${file.paths(force(type.message))}`
    case 'indexed':
    case 'keyed': {
      const inside = insideText(file, type.element, entity, scope, key)
      return `{ entries: ${inside ?? 'undefined'} }`
    }
    case 'multi':
      return `{ repeated: ${insideText(file, type.element, entity, scope, key) ?? 'undefined'} }`
    case 'custom': {
      const name = file.handWritten(type.module, type.name)
      return `{ locate: (...place) => (${name}.locate as ${file.useType('Locate')})(...place) }`
    }
    case 'choice': {
      const cases: string[] = []
      let otherwise = ''
      for (const [value, payload] of casesOf(type)) {
        const inside = insideText(file, payload, entity, scope, key)
        if (inside === undefined) continue
        if (value === '') otherwise = `, otherwise: ${inside}`
        else cases.push(`${/^\w+$/.test(value) ? value : `'${value}'`}: ${inside}`)
      }
      const selector = local(type.selector, scope, nameOf(entity))
      const selected =
        selector === undefined
          ? undefined
          : selector.kind === 'member'
            ? selector.member.type
            : selector.attribute.type
      const isText = selected === undefined || selected.kind === 'string' ? ', isText: true' : ''
      const table = selector?.enumeration
      const names = table === undefined ? '' : `, names: () => ${file.tableOf(table)}`
      return `{ choice: '${nameOf(entity)}.${key}', selector: '${type.selector}'${table === undefined ? isText : ''}${names}, cases: { ${cases.join(', ')} }${otherwise} }`
    }
    default:
      return undefined
  }
}

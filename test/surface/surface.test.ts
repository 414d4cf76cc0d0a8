/**
 * What users can name: the exports of every entry, and the members of the classes among them. Something new in a snapshot
 * beside this is a minor version, something gone a major one; `pnpm vitest run test/surface -u` writes them anew.
 */
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { packages, root } from '../../scripts/workspace.ts'

const isClass = (value: unknown): value is { prototype: object } =>
  typeof value === 'function' && /^class\b/.test(Function.prototype.toString.call(value))

/** Names of what an object has itself; methods with parentheses. */
function membersOf(object: object, prefix: string): string[] {
  const members: string[] = []
  for (const [key, { value }] of Object.entries(Object.getOwnPropertyDescriptors(object))) {
    if (['constructor', 'length', 'name', 'prototype'].includes(key)) continue
    members.push(`  ${prefix}${key}${typeof value === 'function' ? '()' : ''}`)
  }
  return members.sort()
}

function describeEntry(name: string, module: object): string[] {
  const lines = [name]
  for (const [key, value] of Object.entries(module).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (isClass(value)) {
      lines.push(`class ${key}`, ...membersOf(value, 'static '), ...membersOf(value.prototype, ''))
    } else {
      lines.push(typeof value === 'function' ? `${key}()` : key)
    }
  }
  return lines
}

const surfaces = packages().map(({ folder, manifest }) => {
  const sources = Object.entries(manifest.exports ?? {}).flatMap(([entry, target]) => {
    const source = typeof target === 'string' ? undefined : target['nlkit-source']
    return source === undefined
      ? []
      : [[`${manifest.name}${entry.slice(1)}`, join(root, folder, source)] as const]
  })
  return { name: manifest.name.replace(/^.*\//, ''), sources }
})

it.each(surfaces.filter(({ sources }) => sources.length > 0))(
  'of $name',
  async ({ name, sources }) => {
    const lines: string[] = []
    for (const [entry, source] of sources)
      lines.push(...describeEntry(entry, (await import(source)) as object), '')
    await expect(lines.join('\n')).toMatchFileSnapshot(`./${name}.txt`)
    // Transforms every source of the package.
  },
  240_000
)

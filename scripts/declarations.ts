/**
 * Finishes the declarations of the package in the current folder. './x.ts' becomes './x.js': tsc keeps the specifiers of the
 * sources in .d.ts files (rewriteRelativeImportExtensions changes JavaScript only), and no '.ts' file is shipped. They are
 * indented as the sources are. Those that no entry leads to are of use to nobody, and go.
 */
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Manifest } from './workspace.ts'

const specifier = /((?:\bfrom|\bimport\(|\bimport)\s*['"]\.{1,2}\/[^'"\n]*)\.ts(['"])/g
const imported = /(?:\bfrom|\bimport\(|\bimport)\s*['"](\.{1,2}\/[^'"\n]*)\.js['"]/g
const indentation = /^(?: {4})+/gm

const reachable = new Set<string>()
const waiting = entries()
for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
  if (reachable.has(file)) continue
  reachable.add(file)
  const text = readFileSync(file, 'utf8')
  const rewritten = text
    .replace(specifier, '$1.js$2')
    .replace(indentation, (spaces) => spaces.slice(spaces.length / 2))
  if (rewritten !== text) writeFileSync(file, rewritten)
  for (const [, path = ''] of rewritten.matchAll(imported)) waiting.push(resolve(file, '..', `${path}.d.ts`))
}
for (const name of readdirSync('dist', { recursive: true, encoding: 'utf8' })) {
  const file = resolve('dist', name)
  if (name.endsWith('.d.ts') && !reachable.has(file)) rmSync(file)
}

function entries(): string[] {
  const { publishConfig } = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest
  return Object.values(publishConfig?.exports ?? {}).flatMap((target) =>
    typeof target === 'string' || target['types'] === undefined ? [] : [join(process.cwd(), target['types'])]
  )
}

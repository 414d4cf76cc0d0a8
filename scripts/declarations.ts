/**
 * Rewrites './x.ts' to './x.js' in the declarations of the package in the current folder. tsc keeps the specifiers of
 * the sources in .d.ts files (rewriteRelativeImportExtensions changes JavaScript only), and no '.ts' file is shipped.
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const specifier = /((?:\bfrom|\bimport\(|\bimport)\s*['"]\.{1,2}\/[^'"\n]*)\.ts(['"])/g

for (const name of readdirSync('dist', { recursive: true, encoding: 'utf8' })) {
  if (!name.endsWith('.d.ts')) continue
  const file = join('dist', name)
  const text = readFileSync(file, 'utf8')
  const rewritten = text.replace(specifier, '$1.js$2')
  if (rewritten !== text) writeFileSync(file, rewritten)
}

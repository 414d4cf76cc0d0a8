/** Which modules a source file names. A reading of its text, good enough for code that a formatter has seen. */
import { readFileSync, readdirSync } from 'node:fs'

/** TypeScript and JavaScript files below a folder, relative to it. */
export function sourceFiles(folder: string): string[] {
  const skipped = /(^|\/)(node_modules|dist|build|prebuilds)(\/|$)/
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|js|mjs)$/.test(name) && !skipped.test(name))
    .sort()
}

/** The text without comments, so that prose does not count. Strings that hold '//' keep it: a colon stands before it there. */
export function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(^|[^:'"`\\])\/\/.*$/gm, '$1')
}

/** Specifiers of import and export declarations, import() and require(), however the latter is named. */
export function importsOf(file: string): string[] {
  const text = withoutComments(readFileSync(file, 'utf8'))
  const found = new Set<string>()
  for (const pattern of [
    /^\s*(?:import|export)\b[^'"`;]*?\bfrom\s+['"]([^'"]+)['"]/gm,
    /^\s*import\s+['"]([^'"]+)['"]/gm,
    /\b(?:import|require)\(\s*['"]([^'"]+)['"]/g,
    /\(\s*['"](@nlkit\/[^'"]+)['"]\s*\)/g
  ]) {
    for (const match of text.matchAll(pattern)) if (match[1] !== undefined) found.add(match[1])
  }
  return [...found]
}

/** '@nlkit/core/codec' -> '@nlkit/core'; undefined for relative paths and what Node brings. */
export function packageOf(specifier: string): string | undefined {
  if (specifier.startsWith('.') || specifier.startsWith('node:')) return undefined
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
}

export const isTest = (file: string): boolean => /\.(test|fixture|bench)\.ts$|(^|\/)test\//.test(file)

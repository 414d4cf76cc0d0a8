/**
 * Has the modules of a package import what they need of another one by one statement. A bundle keeps each module's own:
 * rtnl had 274 with 1,371 bindings of 60 things, which is a tenth of the time that loading it takes.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { parseSync } from 'oxc-parser'
import type { Options } from 'tsup'

type Plugin = NonNullable<Options['esbuildPlugins']>[number]

const OURS = '@nlkit/'
const SHARED = 'shared:'

interface Imported {
  readonly from: string
  /** Where that stands in the text. */
  readonly at: number
  readonly names: readonly string[]
}

/** What a module imports of our packages, but for types. */
function importsOf(text: string, path: string): Imported[] {
  return parseSync(path, text).program.body.flatMap((statement) => {
    if (statement.type !== 'ImportDeclaration' || statement.importKind === 'type') return []
    const { value, start } = statement.source
    if (!value.startsWith(OURS)) return []
    const names = statement.specifiers.map((one) => {
      if (one.type !== 'ImportSpecifier')
        throw new Error(`${path}: import what is needed of ${value} by name`)
      const name = one.imported.type === 'Identifier' ? one.imported.name : one.imported.value
      return one.importKind === 'type' ? '' : name
    })
    return [{ from: value, at: start + 1, names: names.filter((name) => name !== '') }]
  })
}

/** The module, importing from our packages by way of what {@link sharedImports} resolves. */
export function shareImports(text: string, path: string): string {
  const parts: string[] = []
  let from = 0
  for (const { at } of importsOf(text, path)) {
    parts.push(text.slice(from, at), SHARED)
    from = at
  }
  return parts.join('') + text.slice(from)
}

/** Names that modules in a folder import from one of our packages. */
function usedIn(folder: string, from: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).flatMap((file) =>
    /(?<!\.(?:test|fixture|d))\.ts$/.test(file)
      ? importsOf(readFileSync(join(folder, file), 'utf8'), file).flatMap((one) =>
          one.from === from ? one.names : []
        )
      : []
  )
}

/** Resolves those imports: to a module that has what the folders of a bundle's entries import. */
export const sharedImports: Plugin = {
  name: 'shared-imports',
  setup: (build) => {
    const { entryPoints = [], absWorkingDir = process.cwd() } = build.initialOptions
    const entries = Array.isArray(entryPoints) ? entryPoints : Object.values(entryPoints)
    const folders = new Set(
      entries.map((entry) => dirname(resolve(absWorkingDir, typeof entry === 'string' ? entry : entry.in)))
    )
    build.onResolve({ filter: new RegExp(`^${SHARED}`) }, ({ path, importer }) => ({
      path: path.slice(SHARED.length),
      namespace: SHARED,
      sideEffects: false,
      pluginData: dirname(importer)
    }))
    build.onLoad({ filter: /.*/, namespace: SHARED }, ({ path, pluginData }) => {
      const names = new Set([...folders].flatMap((folder) => usedIn(folder, path)))
      return {
        contents: `export { ${[...names].toSorted().join(', ')} } from '${path}'`,
        resolveDir: pluginData as string
      }
    })
  }
}

/** Copies of the packages in a tree of their own, as a package manager would lay them out where versions differ. */
import { existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import * as nodeModule from 'node:module'
import { dirname, join } from 'node:path'
import { run } from '../support/kernel.ts'

const root = new URL('../../', import.meta.url).pathname

// Node 24 has it; the types are those of the oldest Node that users have.
const { stripTypeScriptTypes } = nodeModule as unknown as {
  stripTypeScriptTypes(this: void, text: string): string
}

interface Manifest {
  readonly version: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly exports: Readonly<Record<string, unknown>>
}

export function manifestOf(name: string, at = root): Manifest {
  return JSON.parse(readFileSync(join(at, 'packages', name, 'package.json'), 'utf8')) as Manifest
}

/** The oldest core that a package allows: the version that its caret begins at. */
export function oldestCore(name: string): string {
  const range = manifestOf(name).dependencies?.['@nlkit/core'] ?? ''
  // `workspace:^` is published as a caret and the version of that moment.
  return range.startsWith('workspace:') ? manifestOf('core').version : range.replace(/^\D*/, '')
}

/** The workspace as it was when a version of core was released; undefined where that is not known here. */
export async function releaseOf(version: string, folder: string): Promise<string | undefined> {
  if (version === manifestOf('core').version) return root
  const archive = join(folder, `${version}.tar`)
  try {
    await run(['git', '-C', root, 'archive', '-o', archive, `@nlkit/core@${version}`, 'packages/core'])
    mkdirSync(join(folder, version))
    await run(['tar', '-xf', archive, '-C', join(folder, version)])
    return join(folder, version)
  } catch {
    return undefined
  }
}

export interface Copy {
  /** The package's name without its scope. */
  readonly name: string
  /** The folder whose node_modules gets it. */
  readonly into: string
  readonly version?: string
  /** Appended to its entry: what a newer version has more. */
  readonly more?: string
  readonly from?: string
}

const target = (entry: string): string => `./dist${entry === '.' ? '' : entry.slice(1)}/index.js`

/** Installs a package as JavaScript; returns where. */
export function install({ name, into, version, more = '', from = root }: Copy): string {
  const home = join(into, 'node_modules/@nlkit', name)
  const source = join(from, 'packages', name, 'src')
  for (const path of readdirSync(source, { recursive: true, encoding: 'utf8' })) {
    if (!path.endsWith('.ts') || /\.(test|fixture)\.ts$/.test(path)) continue
    const text = readFileSync(join(source, path), 'utf8')
    const file = join(home, 'dist', path.replace(/\.ts$/, '.js'))
    mkdirSync(dirname(file), { recursive: true })
    const javaScript = stripTypeScriptTypes(text).replaceAll(/(from\s+'\.[^']*)\.ts'/g, "$1.js'")
    writeFileSync(file, path === 'index.ts' ? `${javaScript}\n${more}` : javaScript)
  }
  const manifest = manifestOf(name, from)
  const entries = Object.keys(manifest.exports).filter((entry) => entry !== './package.json')
  const exported = Object.fromEntries(entries.map((entry) => [entry, target(entry)]))
  const written = {
    name: `@nlkit/${name}`,
    version: version ?? manifest.version,
    type: 'module',
    exports: { ...exported, './package.json': './package.json' }
  }
  writeFileSync(join(home, 'package.json'), JSON.stringify(written))
  return home
}

/** `@nlkit/native` as it is; core finds it where a package manager would have put it. */
export function linkNative(into: string): void {
  const folder = join(into, 'node_modules/@nlkit')
  mkdirSync(folder, { recursive: true })
  if (!existsSync(join(folder, 'native'))) symlinkSync(join(root, 'native'), join(folder, 'native'))
}

export function write(folder: string, name: string, text: string): string {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

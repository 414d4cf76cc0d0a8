/** The packages of this workspace. */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

export interface Manifest {
  name: string
  version: string
  private?: boolean
  type?: string
  sideEffects?: boolean
  engines?: { node?: string }
  exports?: Record<string, string | Record<string, string>>
  bin?: Record<string, string>
  publishConfig?: { exports?: Record<string, string | Record<string, string>> }
  dependencies?: Record<string, string>
  devDependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
  peerDependencies?: Record<string, string>
}

export interface Package {
  /** Relative to the root: 'packages/core'. */
  folder: string
  manifest: Manifest
}

export const root = join(import.meta.dirname, '..')

/** Where tests' own processes keep what they have compiled. */
export const compileCache = join(root, '.nlkit/compiled')

/** Those of this workspace, or of another that is laid out like it. */
export function packages(base = root): Package[] {
  const folders = ['native', ...children(base, 'packages'), ...children(base, 'tools')]
  return folders.map((folder) => ({
    folder,
    manifest: JSON.parse(readFileSync(join(base, folder, 'package.json'), 'utf8')) as Manifest
  }))
}

function children(base: string, parent: string): string[] {
  return readdirSync(join(base, parent))
    .sort()
    .map((name) => `${parent}/${name}`)
    .filter((folder) => existsSync(join(base, folder, 'package.json')))
}

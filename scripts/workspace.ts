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

export function packages(): Package[] {
  const folders = ['native', ...children('packages'), ...children('tools')]
  return folders.map((folder) => ({
    folder,
    manifest: JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as Manifest
  }))
}

function children(parent: string): string[] {
  return readdirSync(join(root, parent))
    .sort()
    .map((name) => `${parent}/${name}`)
    .filter((folder) => existsSync(join(root, folder, 'package.json')))
}

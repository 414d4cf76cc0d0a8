/** The versions of Node.js that the packages must load on, and where they are. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { run } from './process.ts'
import { root } from './workspace.ts'

export interface Node {
  version: string
  file: string
}

/** Oldest supported, and the newest of each line that there was. */
export const matrix = ['20.19.0', '22.23.3', '24.21.0', '26.12.1']

/** Those that are on this machine: our own, and what PATH holds. One of each line, none that we do not support. */
export async function installedNodes(): Promise<Node[]> {
  const files = [process.execPath]
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) files.push(join(folder, 'node'))
  const found = new Map<string, Node>()
  for (const file of files) {
    if (!existsSync(file)) continue
    const { status, output } = await run([file, '-p', 'process.versions.node'], { limit: 20_000 })
    const version = output.trim()
    const [major = 0, minor = 0] = version.split('.').map(Number)
    if (status !== 0 || major < 20 || (major === 20 && minor < 19)) continue
    if (!found.has(`${major}`)) found.set(`${major}`, { version, file })
  }
  return [...found.values()]
}

/** The Node of the npm package node-linux-*, kept in .nlkit/nodes. */
export async function fetchNode(version: string, arch: string = process.arch): Promise<Node> {
  if (version === process.versions.node && arch === process.arch) return { version, file: process.execPath }
  const name = `node-linux-${arch}`
  const folder = arch === process.arch ? version : `${version}-${arch}`
  return { version, file: await fetched(folder, `${name}@${version}`, `${name}/bin/node`) }
}

/** A program out of a package of the registry, which is installed into a folder of .nlkit/nodes once. */
export async function fetched(name: string, specifier: string, path: string): Promise<string> {
  const folder = join(root, '.nlkit/nodes', name)
  const file = join(folder, 'node_modules', path)
  if (existsSync(file)) return file
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n')
  const options = ['--no-audit', '--no-fund', '--ignore-scripts', '--no-package-lock', '--force']
  const { status, output } = await run(['npm', 'install', ...options, specifier], {
    limit: 600_000,
    cwd: folder
  })
  if (status !== 0) throw new Error(`${specifier} cannot be fetched:\n${output}`)
  return file
}

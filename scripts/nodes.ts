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
export async function fetchNode(version: string): Promise<Node> {
  if (version === process.versions.node) return { version, file: process.execPath }
  const name = `node-linux-${process.arch}`
  const folder = join(root, '.nlkit/nodes', version)
  const file = join(folder, 'node_modules', name, 'bin/node')
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'package.json'), '{ "private": true }\n')
    const argv = [
      'npm',
      'install',
      '--no-audit',
      '--no-fund',
      '--ignore-scripts',
      '--no-package-lock',
      `${name}@${version}`
    ]
    const { status, output } = await run(argv, { limit: 600_000, cwd: folder })
    if (status !== 0) throw new Error(`Node ${version} cannot be fetched:\n${output}`)
  }
  return { version, file }
}

/**
 * Installs the packed packages into an empty project, without install scripts and without the network, and loads them on
 * several versions of Node.js: by import and by require(), which must give the same classes, and with a request to the
 * kernel. `pnpm matrix` fetches every version; `npm test` takes those that are on the machine.
 */
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Node, fetchNode, matrix } from './nodes.ts'
import { run } from './process.ts'
import { type Tarball, pack, published } from './tarballs.ts'
import { root } from './workspace.ts'

/** The command has dependencies from the registry, so an install without network leaves it out. */
const withoutRegistry = (name: string): boolean => name !== '@nlkit/cli'

/** Makes the project and returns its folder. */
export async function installTarballs(destination: string): Promise<string> {
  const project = join(destination, 'project')
  rmSync(project, { recursive: true, force: true })
  mkdirSync(project, { recursive: true })
  writeFileSync(join(project, 'package.json'), '{ "name": "empty", "private": true, "type": "module" }\n')
  const tarballs: Tarball[] = []
  for (const one of published())
    if (withoutRegistry(one.manifest.name)) tarballs.push(await pack(one, destination))
  const argv = [
    'npm',
    'install',
    '--offline',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    ...tarballs.map((t) => t.file)
  ]
  const { status, output } = await run(argv, { limit: 120_000, cwd: project })
  if (status !== 0) throw new Error(`installing the tarballs:\n${output}`)
  cpSync(join(root, 'scripts/smoke.mjs'), join(project, 'smoke.mjs'))
  return project
}

export interface Verdict {
  ok: boolean
  /** Why it did not run, where that is not the packages' fault. */
  skipped?: string
  output: string
}

/** Loads the installed packages on one Node. */
export async function smoke(project: string, node: Node): Promise<Verdict> {
  const { status, output } = await run([node.file, 'smoke.mjs'], { limit: 60_000, cwd: project })
  if (output.includes('libatomic.so.1')) {
    return { ok: false, skipped: `Node ${node.version} needs libatomic.so.1 (Debian: libatomic1)`, output }
  }
  return { ok: status === 0, output }
}

if (import.meta.main) {
  const project = await installTarballs(join(root, '.nlkit/matrix'))
  let failures = 0
  for (const version of matrix) {
    const { ok, skipped, output } = await smoke(project, await fetchNode(version))
    if (!ok && skipped === undefined) failures++
    console.log(`Node ${version}: ${skipped === undefined ? (ok ? 'ok' : 'FAILED') : `SKIPPED: ${skipped}`}`)
    if (skipped === undefined) console.log(output.trim().replaceAll(/^/gm, '  '))
  }
  process.exit(failures === 0 ? 0 : 1)
}

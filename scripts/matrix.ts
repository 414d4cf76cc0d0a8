/**
 * Installs the packed packages into an empty project, without install scripts and without the network, and loads them on
 * several versions of Node.js: by import and by require(), which must give the same classes, and with a request to the
 * kernel. `pnpm matrix` fetches every version; `npm test` takes those that are on the machine.
 */
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Node, fetchNode, matrix } from './nodes.ts'
import { run } from './process.ts'
import { type Tarball, pack, published } from './tarballs.ts'
import { root } from './workspace.ts'

const project = join(root, '.nlkit/project')

/** The command has dependencies from the registry, so an install without network leaves it out. */
const withoutRegistry = (name: string): boolean => name !== '@nlkit/cli'

/** Makes the project, unless it has these very tarballs installed. */
export async function installTarballs(): Promise<void> {
  const tarballs: Tarball[] = []
  for (const one of published()) if (withoutRegistry(one.manifest.name)) tarballs.push(await pack(one))
  const content = tarballs.map(({ name, key }) => `${name} ${key}\n`).join('')
  const stamp = join(project, 'installed')
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== content) {
    rmSync(project, { recursive: true, force: true })
    mkdirSync(project, { recursive: true })
    writeFileSync(join(project, 'package.json'), '{ "name": "empty", "private": true, "type": "module" }\n')
    const options = ['--offline', '--ignore-scripts', '--no-audit', '--no-fund']
    const argv = ['npm', 'install', ...options, ...tarballs.map(({ file }) => file)]
    const { status, output } = await run(argv, { limit: 120_000, cwd: project })
    if (status !== 0) throw new Error(`installing the tarballs:\n${output}`)
    writeFileSync(stamp, content)
  }
  cpSync(join(root, 'scripts/smoke.mjs'), join(project, 'smoke.mjs'))
}

export interface Verdict {
  ok: boolean
  /** Why it did not run, where that is not the packages' fault. */
  skipped?: string
  output: string
}

/** Loads the installed packages on one Node. */
export async function smoke(node: Node): Promise<Verdict> {
  const { status, output } = await run([node.file, 'smoke.mjs'], { limit: 60_000, cwd: project })
  if (output.includes('libatomic.so.1')) {
    return { ok: false, skipped: `Node ${node.version} needs libatomic.so.1 (Debian: libatomic1)`, output }
  }
  return { ok: status === 0, output }
}

/** Type-checks a program that imports every entry of the installed packages, declarations of the packages included. */
export async function consume(moduleResolution: 'nodenext' | 'bundler'): Promise<Verdict> {
  const lines: string[] = []
  for (const { manifest } of published()) {
    if (!withoutRegistry(manifest.name)) continue
    for (const entry of Object.keys(manifest.exports ?? {})) {
      if (entry === './package.json') continue
      lines.push(`import * as entry${lines.length} from '${manifest.name}${entry.slice(1)}'`)
    }
  }
  const folder = join(project, moduleResolution)
  mkdirSync(folder, { recursive: true })
  const names = lines.map((_, index) => `entry${index}`).join(', ')
  writeFileSync(join(folder, 'consumer.ts'), `${lines.join('\n')}\nexport const all = [${names}]\n`)
  const compilerOptions = {
    target: 'ES2023',
    lib: ['ES2023', 'ESNext.Disposable'],
    module: moduleResolution === 'bundler' ? 'preserve' : 'nodenext',
    moduleResolution,
    types: ['node'],
    typeRoots: [join(root, 'node_modules/@types')],
    strict: true,
    skipLibCheck: false,
    noEmit: true
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['consumer.ts'] }))
  const { status, output } = await run(['tsc', '-p', folder], { limit: 120_000, cwd: root })
  return { ok: status === 0, output }
}

if (import.meta.main) {
  await installTarballs()
  let failures = 0
  for (const version of matrix) {
    const { ok, skipped, output } = await smoke(await fetchNode(version))
    if (!ok && skipped === undefined) failures++
    console.log(`Node ${version}: ${skipped === undefined ? (ok ? 'ok' : 'FAILED') : `SKIPPED: ${skipped}`}`)
    if (skipped === undefined) console.log(output.trim().replaceAll(/^/gm, '  '))
  }
  process.exit(failures === 0 ? 0 : 1)
}

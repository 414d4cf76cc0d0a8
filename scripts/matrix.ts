/**
 * Installs the packed packages into an empty project, without install scripts and without the network, and loads them on
 * several versions of Node.js: by import and by require(), which must give the same classes, and with a request to the
 * kernel. `pnpm matrix` fetches every version; `npm test` takes those that are on the machine. By name it takes others:
 *
 *   pnpm matrix bun deno     other runtimes, out of the registry
 *   pnpm matrix arm64        every Node for arm64 under qemu-user (Debian: qemu-user-static, g++-aarch64-linux-gnu)
 *   pnpm matrix source       without a prebuilt addon: compiled from the package's own source
 */
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fetched, fetchNode, matrix } from './nodes.ts'
import { run } from './process.ts'
import { type Tarball, pack, published } from './tarballs.ts'
import { root } from './workspace.ts'

export const project = join(root, '.nlkit/project')

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

/** Loads the installed packages on one Node or other runtime, given by its file and arguments. */
export async function smoke(runtime: readonly string[], cwd = project): Promise<Verdict> {
  const { status, output } = await run([...runtime, 'smoke.mjs'], { limit: 120_000, cwd })
  if (output.includes('libatomic.so.1')) {
    return { ok: false, skipped: `${runtime.join(' ')} needs libatomic.so.1 (Debian: libatomic1)`, output }
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

/** What is tried under a name of the command line: what to call it, and how. */
const trials: Readonly<Record<string, () => Promise<[name: string, verdict: Verdict][]>>> = {
  node: () => eachNode(process.arch, []),
  // The C library of the cross compiler is what an arm64 machine would have.
  arm64: () => eachNode('arm64', ['qemu-aarch64-static', '-L', '/usr/aarch64-linux-gnu']),
  bun: async () => {
    const file = await fetched('bun', '@oven/bun-linux-x64@1.4.5', '@oven/bun-linux-x64/bin/bun')
    return [['Bun 1.4.5', await smoke([file])]]
  },
  deno: async () => {
    const file = await fetched('deno', '@deno/linux-x64-glibc@2.9.6', '@deno/linux-x64-glibc/deno')
    return [['Deno 2.9.6', await smoke([file, 'run', '--allow-all', '--node-modules-dir=manual'])]]
  },
  source: async () => [['compiled from the package`s source', await compiled()]]
}

async function eachNode(arch: string, emulator: string[]): Promise<[string, Verdict][]> {
  const verdicts: [string, Verdict][] = []
  for (const version of matrix) {
    const { file } = await fetchNode(version, arch)
    verdicts.push([`Node ${version} ${arch}`, await smoke([...emulator, file])])
  }
  return verdicts
}

/** In a copy of the project without a prebuilt addon: says what is missing, then is compiled as that says. */
async function compiled(): Promise<Verdict> {
  const copy = join(root, '.nlkit/compiled')
  rmSync(copy, { recursive: true, force: true })
  cpSync(project, copy, { recursive: true })
  rmSync(join(copy, 'node_modules/@nlkit/native/prebuilds'), { recursive: true })
  const before = await smoke([process.execPath], copy)
  if (before.ok || !before.output.includes('node_modules/@nlkit/native/build.mjs'))
    return { ok: false, output: `expected to be told how to build the addon:\n${before.output}` }
  // Those of the workspace: what `npm install --no-save` would bring.
  for (const name of ['node-gyp', 'node-addon-api'])
    symlinkSync(join(root, 'native/node_modules', name), join(copy, 'node_modules', name))
  const argv = [process.execPath, 'node_modules/@nlkit/native/build.mjs']
  const { status, output } = await run(argv, { limit: 600_000, cwd: copy })
  return status === 0 ? smoke([process.execPath], copy) : { ok: false, output }
}

if (import.meta.main) {
  await installTarballs()
  let failures = 0
  for (const name of process.argv.length > 2 ? process.argv.slice(2) : ['node']) {
    const trial = trials[name]
    if (trial === undefined) throw new Error(`${name}: expected ${Object.keys(trials).join(', ')}`)
    for (const [label, { ok, skipped, output }] of await trial()) {
      if (!ok && skipped === undefined) failures++
      console.log(`${label}: ${skipped === undefined ? (ok ? 'ok' : 'FAILED') : `SKIPPED: ${skipped}`}`)
      if (skipped === undefined) console.log(output.trim().replaceAll(/^/gm, '  '))
    }
  }
  process.exit(failures === 0 ? 0 : 1)
}

/** Packs the packages as they would be published, and judges the result. What has not changed is not done again. */
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync
} from 'node:fs'
import { basename, join } from 'node:path'
import { run } from './process.ts'
import { type Manifest, type Package, packages, root } from './workspace.ts'

export interface Tarball {
  name: string
  file: string
  /** Names its content. */
  key: string
}

const limit = 120_000
const shelf = join(root, '.nlkit/tarballs')

export const published = (): Package[] => packages().filter(({ manifest }) => manifest.private !== true)

/** By package: several checks at a time want the same one. */
const underWay = new Map<string, Promise<Tarball>>()

/** The packed package; packs it unless the same content has been packed before. */
export function pack(one: Package): Promise<Tarball> {
  const { name } = one.manifest
  const packed = underWay.get(name) ?? packNow(one)
  underWay.set(name, packed)
  return packed
}

async function packNow(one: Package): Promise<Tarball> {
  const { name } = one.manifest
  const key = contentKey(one)
  const home = join(shelf, name.replace(/^@/, '').replaceAll('/', '-'))
  const folder = join(home, key)
  if (!existsSync(folder)) {
    rmSync(home, { recursive: true, force: true })
    const made = `${folder}.making`
    mkdirSync(made, { recursive: true })
    const argv = ['pnpm', 'pack', '--pack-destination', made]
    const { status, output } = await run(argv, { limit, cwd: join(root, one.folder) })
    if (status !== 0) throw new Error(`pnpm pack of ${one.folder}:\n${output}`)
    renameSync(made, folder)
  }
  const file = readdirSync(folder).find((entry) => entry.endsWith('.tgz'))
  if (file === undefined) throw new Error(`pnpm pack of ${one.folder} left no tarball`)
  return { name, file: join(folder, file), key }
}

/** What is wrong with a packed package; empty when nothing is. */
export async function judge(one: Package): Promise<string> {
  const { file } = await pack(one)
  const verdict = `${file}.fine`
  if (existsSync(verdict)) return ''
  const files = (await run(['tar', '-tzf', file], { limit })).output.trim().split('\n')
  const text = (await run(['tar', '-xzOf', file, 'package/package.json'], { limit })).output
  const complaints = [...contentComplaints(files), ...manifestComplaints(text)]

  const judges = [['publint', '--strict', file]]
  // attw asks for types, which a package without an entry of its own (a command) has not.
  if (entryPoints(text).includes('.'))
    judges.push(['attw', '--profile', 'esm-only', '--no-emoji', '--no-color', file])
  for (const argv of judges) {
    const { status, output } = await run(argv, { limit, cwd: join(root, one.folder) })
    if (status !== 0) complaints.push(`${argv[0] ?? ''}:\n${output}`)
  }
  if (complaints.length === 0) writeFileSync(verdict, '')
  return complaints.map((line) => `${one.folder}: ${line}`).join('\n')
}

function contentComplaints(files: readonly string[]): string[] {
  const unwanted = files.filter((name) =>
    /\.(test|fixture|bench)\.|\.tsbuildinfo$|tsconfig|tsup\.config/.test(name)
  )
  const missing = ['LICENSE', 'README.md'].filter((name) => !files.includes(`package/${name}`))
  return [...unwanted.map((name) => `ships ${name}`), ...missing.map((name) => `ships no ${name}`)]
}

function manifestComplaints(text: string): string[] {
  return ['workspace:', 'nlkit-source']
    .filter((word) => text.includes(word))
    .map((word) => `its manifest says "${word}"`)
}

function entryPoints(manifest: string): string[] {
  return Object.keys((JSON.parse(manifest) as Manifest).exports ?? {})
}

/** A hash of all that a tarball, and the judgement on it, may depend on. */
function contentKey(one: Package): string {
  const hash = createHash('sha256').update(readFileSync(join(root, 'pnpm-lock.yaml')))
  // Versions of the other packages stand in the packed manifest.
  for (const { manifest } of packages()) hash.update(`${manifest.name}@${manifest.version}\n`)
  hash.update(readFileSync(join(root, 'LICENSE'))).update(readFileSync(import.meta.filename))
  const folder = join(root, one.folder)
  const skipped = /(^|\/)(node_modules|\.turbo|src\/.*\.test\.ts)(\/|$)/
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    const file = join(folder, name)
    if (skipped.test(name) || basename(name) === '.deps' || !statSync(file).isFile()) continue
    hash.update(`${name}\n`).update(readFileSync(file))
  }
  return hash.digest('hex').slice(0, 16)
}

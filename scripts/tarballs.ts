/** Packs the packages as they would be published, and judges the result. */
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type Outcome, run } from './process.ts'
import { type Manifest, type Package, packages, root } from './workspace.ts'

export interface Tarball {
  name: string
  file: string
}

const limit = 120_000

export const published = (): Package[] => packages().filter(({ manifest }) => manifest.private !== true)

/** Packs one package into `folder`, which is made anew by the caller. */
export async function pack({ folder, manifest }: Package, destination: string): Promise<Tarball> {
  const into = join(destination, manifest.name.replace(/^@/, '').replaceAll('/', '-'))
  rmSync(into, { recursive: true, force: true })
  mkdirSync(into, { recursive: true })
  const packed = await run(['pnpm', 'pack', '--pack-destination', into], { limit, cwd: join(root, folder) })
  const name = readdirSync(into).find((file) => file.endsWith('.tgz'))
  if (packed.status !== 0 || name === undefined) throw new Error(`pnpm pack of ${folder}:\n${packed.output}`)
  return { name: manifest.name, file: join(into, name) }
}

/** What is wrong with a packed package; empty when nothing is. */
export async function judge(one: Package, destination: string): Promise<string> {
  const { file } = await pack(one, destination)
  const listed = await run(['tar', '-tzf', file], { limit })
  const files = listed.output.trim().split('\n')
  const complaints: string[] = []
  for (const name of files)
    if (/\.(test|fixture)\.|\.tsbuildinfo$|tsconfig/.test(name)) complaints.push(`ships ${name}`)
  for (const wanted of ['LICENSE', 'README.md', 'package.json']) {
    if (!files.includes(`package/${wanted}`)) complaints.push(`ships no ${wanted}`)
  }
  const text = (await run(['tar', '-xzOf', file, 'package/package.json'], { limit })).output
  for (const word of ['workspace:', 'nlkit-source'])
    if (text.includes(word)) complaints.push(`its manifest says "${word}"`)

  const hasTypes = (JSON.parse(text) as Manifest).exports?.['.'] !== undefined
  const judges = [['publint', '--strict', file]]
  if (hasTypes) judges.push(['attw', '--profile', 'esm-only', '--no-emoji', '--no-color', file])
  for (const argv of judges)
    complaints.push(...complaintsOf(argv, await run(argv, { limit, cwd: join(root, one.folder) })))
  return complaints.map((line) => `${one.folder}: ${line}`).join('\n')
}

function complaintsOf(argv: readonly string[], { status, output }: Outcome): string[] {
  return status === 0 ? [] : [`${argv[0] ?? ''}:\n${output}`]
}

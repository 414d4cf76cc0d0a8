/** Builds the sockets without Node (harness.cc) for a sanitizer, under a name that holds the sources' hash. */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'

const folder = join(import.meta.dirname, '../../.nlkit/native')
const sources = join(import.meta.dirname, '../src')
/** Those that know nothing of Node. */
const names = [
  'hub',
  'inbox',
  'open_socket',
  'reader',
  'receive',
  'socket',
  'socket_state',
  'strand',
  'threads'
]

/** The compiled harness. Throws with the compiler's words where it, or the sanitizer, is missing. */
export function buildHarness(sanitizer: 'thread' | 'address,undefined' | 'none'): string {
  const harness = join(import.meta.dirname, 'harness.cc')
  const hash = createHash('sha256').update(readFileSync(harness)).update(process.arch)
  for (const name of readdirSync(sources)) hash.update(readFileSync(join(sources, name)))
  const file = join(folder, `harness-${sanitizer.replace(',', '-')}-${hash.digest('hex').slice(0, 12)}`)
  if (existsSync(file)) return file
  mkdirSync(folder, { recursive: true })
  const made = `${file}.${process.pid}`
  const argv = ['-std=c++17', '-O1', '-g', '-Wall', '-Wextra', '-pthread', '-o', made, harness]
  for (const name of names) argv.push(join(sources, `${name}.cc`))
  if (sanitizer !== 'none') argv.push(`-fsanitize=${sanitizer}`, '-fno-sanitize-recover=all')
  execFileSync(process.env['CXX'] ?? 'c++', argv, { stdio: ['ignore', 'ignore', 'pipe'], timeout: 240_000 })
  renameSync(made, file)
  return file
}

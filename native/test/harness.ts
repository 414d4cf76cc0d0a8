/** Builds the sockets without Node (harness.cc, fuzz.cc), for a sanitizer or none, under a name that holds the sources' hash. */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
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
  'single_call',
  'socket',
  'socket_state',
  'strand',
  'threads'
]

type Sanitizer = 'thread' | 'address,undefined' | 'none'

const wrapped = ['-Wl,--wrap=syscall', '-Wl,--wrap=getsockopt']

/**
 * The compiled harness; without a sanitizer the fuzz target is part of it, for one compilation less. Throws with the compiler's
 * words where it, or the sanitizer, is missing.
 */
export function buildHarness(sanitizer: Sanitizer): string {
  return sanitizer === 'none'
    ? build(['fuzz', 'harness'], sanitizer, ['-DNLKIT_WITH_FUZZ', ...wrapped])
    : build(['harness'], sanitizer, [])
}

/** The fuzz target for libFuzzer, which comes with clang. */
export function buildLibFuzzer(clang: string): string {
  return build(['fuzz'], 'address,undefined', ['-fsanitize=fuzzer', ...wrapped], clang)
}

function build(
  programs: readonly ('harness' | 'fuzz')[],
  sanitizer: Sanitizer,
  flags: readonly string[],
  compiler = process.env['CXX'] ?? 'c++'
): string {
  const mains = programs.map((program) => join(import.meta.dirname, `${program}.cc`))
  const hash = createHash('sha256').update([process.arch, compiler, ...flags].join())
  for (const main of mains) hash.update(readFileSync(main))
  for (const name of readdirSync(sources)) hash.update(readFileSync(join(sources, name)))
  const file = join(
    folder,
    `${programs.join('-')}-${sanitizer.replace(',', '-')}-${hash.digest('hex').slice(0, 12)}`
  )
  if (existsSync(file)) return file
  mkdirSync(folder, { recursive: true })
  const made = `${file}.${process.pid}`
  // All in one: their headers take the compiler much longer than they do.
  const whole = `${made}.cc`
  const parts = [...names.map((name) => join(sources, `${name}.cc`)), ...mains]
  writeFileSync(whole, parts.map((part) => `#include ${JSON.stringify(part)}\n`).join(''))
  const argv = ['-std=c++17', '-O1', '-g1', '-Wall', '-Wextra', '-pthread', '-o', made, whole, ...flags]
  if (sanitizer !== 'none') argv.push(`-fsanitize=${sanitizer}`, '-fno-sanitize-recover=all')
  execFileSync(compiler, argv, { stdio: ['ignore', 'ignore', 'pipe'], timeout: 240_000 })
  rmSync(whole)
  renameSync(made, file)
  return file
}

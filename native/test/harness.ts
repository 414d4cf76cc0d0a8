/** Builds the sockets without Node (harness.cc, fuzz.cc) for a sanitizer, under a name that holds the sources' hash. */
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
  'socket',
  'socket_state',
  'strand',
  'threads'
]

type Sanitizer = 'thread' | 'address,undefined' | 'none'

/** The compiled harness. Throws with the compiler's words where it, or the sanitizer, is missing. */
export function buildHarness(sanitizer: Sanitizer): string {
  return build('harness', sanitizer, [])
}

const wrapped = ['-Wl,--wrap=syscall', '-Wl,--wrap=getsockopt']

/** The fuzz target with a main() of its own: `fuzz INPUTS SEED`. */
export function buildFuzzer(): string {
  return build('fuzz', 'none', ['-DNLKIT_FUZZ_MAIN', ...wrapped])
}

/** The fuzz target for libFuzzer, which comes with clang. */
export function buildLibFuzzer(clang: string): string {
  return build('fuzz', 'address,undefined', ['-fsanitize=fuzzer', ...wrapped], clang)
}

function build(
  program: 'harness' | 'fuzz',
  sanitizer: Sanitizer,
  flags: readonly string[],
  compiler = process.env['CXX'] ?? 'c++'
): string {
  const main = join(import.meta.dirname, `${program}.cc`)
  const hash = createHash('sha256')
    .update(readFileSync(main))
    .update([process.arch, compiler, ...flags].join())
  for (const name of readdirSync(sources)) hash.update(readFileSync(join(sources, name)))
  const file = join(folder, `${program}-${sanitizer.replace(',', '-')}-${hash.digest('hex').slice(0, 12)}`)
  if (existsSync(file)) return file
  mkdirSync(folder, { recursive: true })
  const made = `${file}.${process.pid}`
  // All in one: their headers take the compiler much longer than they do.
  const whole = `${made}.cc`
  const parts = [...names.map((name) => join(sources, `${name}.cc`)), main]
  writeFileSync(whole, parts.map((part) => `#include ${JSON.stringify(part)}\n`).join(''))
  const argv = ['-std=c++17', '-O1', '-g', '-Wall', '-Wextra', '-pthread', '-o', made, whole, ...flags]
  if (sanitizer !== 'none') argv.push(`-fsanitize=${sanitizer}`, '-fno-sanitize-recover=all')
  execFileSync(compiler, argv, { stdio: ['ignore', 'ignore', 'pipe'], timeout: 240_000 })
  rmSync(whole)
  renameSync(made, file)
  return file
}

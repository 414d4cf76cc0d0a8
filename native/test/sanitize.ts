/**
 * Runs the kernel tests with the addon built for AddressSanitizer and UndefinedBehaviorSanitizer, the sockets without
 * Node under ThreadSanitizer, both others, and valgrind, Node with sockets in every state under valgrind, and libFuzzer on
 * the sockets without a kernel:
 *
 *   node native/test/sanitize.ts [--seconds=30] [--tests=native] [--shard=1/3] [tests] [harness] [valgrind] [fuzzer]
 *
 * Everything when nothing is named. `--tests` takes a path of tests, several times; all kernel tests unless told, of
 * which `--shard` takes a part. What is
 * clean is a line that ends with "clean". Needs to be root.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { RunResult } from '../../test/support/reporter.ts'
import { buildHarness, buildLibFuzzer } from './harness.ts'

const root = join(import.meta.dirname, '../..')
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '30' },
    tests: { type: 'string', multiple: true },
    shard: { type: 'string' }
  }
})
const wanted = positionals.length > 0 ? positionals : ['tests', 'harness', 'valgrind', 'fuzzer']
const failed: string[] = []
/** Those of states.mjs in which JavaScript still ends by itself. */
const STATES = ['idle', 'exchanged', 'watched', 'pumping', 'paused', 'submitting', 'busy', 'closed']

for (const name of wanted) {
  if (name === 'tests') runTests(values.tests ?? [])
  else if (name === 'harness') {
    runHarness('thread', [])
    runHarness('address,undefined', [])
  } else if (name === 'valgrind') runValgrind()
  else if (name === 'fuzzer') runFuzzer()
  else throw new Error(`unknown: ${name}`)
}
process.stdout.write(failed.length === 0 ? 'all clean\n' : `failed: ${failed.join(', ')}\n`)
process.exit(failed.length === 0 ? 0 : 1)

function runTests(tests: readonly string[]): void {
  const sanitizers = 'address,undefined'
  execFileSync(process.execPath, ['build.mjs', `--sanitize=${sanitizers}`], { cwd: join(root, 'native') })
  const addon = join(root, 'native/build/address-undefined/build/Release/nlkit.node')
  mkdirSync(join(root, '.nlkit'), { recursive: true })
  const folder = mkdtempSync(join(root, '.nlkit/sanitize-'))
  // Who runs the tests may expect a process to end badly: what is found is looked for by itself.
  const log = `log_path=${join(folder, 'found')}`
  const suppressions = join(import.meta.dirname, 'asan-suppressions.txt')
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    NLKIT_TEST_ADDON: addon,
    NODE_OPTIONS: `--require ${join(import.meta.dirname, 'use-addon.cjs')}`,
    // Node itself leaves much behind on its way out.
    ASAN_OPTIONS: `detect_leaks=0:abort_on_error=1:suppressions=${suppressions}:${log}`,
    UBSAN_OPTIONS: `print_stacktrace=1:${log}`,
    // The addon needs the runtime to come first. Tools that tests run have it, too.
    LD_PRELOAD: execFileSync(process.env['CXX'] ?? 'c++', ['-print-file-name=libasan.so'], {
      encoding: 'utf8'
    }).trim(),
    // Everything takes a few times as long.
    NLKIT_PATIENCE: '4',
    NLKIT_RESULT: join(folder, 'result.json')
  }
  const load = `require(${JSON.stringify(addon)})
    if (!require('fs').readFileSync('/proc/self/maps', 'utf8').includes(${JSON.stringify(addon)})) process.exit(1)`
  report(`${sanitizers}: loads`, spawnSync(process.execPath, ['-e', load], { env, stdio: 'inherit' }).status)
  const argv = ['scripts/vitest.ts', 'run', '--project=kernel', ...tests]
  if (values.shard !== undefined) argv.push(`--shard=${values.shard}`)
  const { status } = spawnSync(process.execPath, argv, { env, cwd: root, stdio: 'inherit' })
  const found = readdirSync(folder).filter((name) => name.startsWith('found'))
  for (const name of found) process.stdout.write(readFileSync(join(folder, name), 'utf8'))
  report(`${counted(join(folder, 'result.json'))}, ${found.length} reports`, found.length > 0 ? 1 : status)
  rmSync(folder, { recursive: true })
}

function counted(file: string): string {
  if (!existsSync(file)) return 'no result'
  const { passed, failed: bad, skipped } = JSON.parse(readFileSync(file, 'utf8')) as RunResult
  return `${passed} passed, ${bad} failed, ${skipped} skipped`
}

function runValgrind(): void {
  if (!['/usr/bin', '/bin'].some((folder) => existsSync(join(folder, 'valgrind')))) {
    process.stdout.write('valgrind is not installed: left out\n')
    return
  }
  const valgrind = ['valgrind', '--error-exitcode=9', '--quiet', '--fair-sched=yes']
  // No leak check: threads that are still about to end hold their sockets.
  runHarness('none', valgrind)
  for (const state of STATES) {
    const argv = [
      ...valgrind,
      process.execPath,
      join(import.meta.dirname, 'state-process.mjs'),
      state,
      'later'
    ]
    const { status } = spawnSync('unshare', ['-n', ...argv], { stdio: ['ignore', 'ignore', 'inherit'] })
    report(`valgrind node, sockets ${state}`, status)
  }
}

function runHarness(sanitizer: 'thread' | 'address,undefined' | 'none', prefix: string[]): void {
  const file = buildHarness(sanitizer)
  const seed = String(Date.now() % 1_000_000)
  const fill =
    'ip link set lo up; for i in $(seq 0 7999); do echo "route add 10.0.$((i/256)).$((i%256))/32 dev lo"; done | ip -batch -'
  const command = [...prefix, file, values.seconds, seed].join(' ')
  process.stdout.write(`${command}\n`)
  const { status, stdout } = spawnSync('unshare', ['-n', 'sh', '-c', `${fill}; exec ${command}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8'
  })
  const [, records = '0'] = /"records":(\d+)/.exec(stdout) ?? []
  const name = prefix.length === 0 ? sanitizer : 'valgrind'
  report(`${name} harness, ${values.seconds} s, seed ${seed}, ${records} records`, status)
}

function runFuzzer(): void {
  const clang = ['clang++', 'clang++-14', 'clang++-16', 'clang++-19'].find((name) =>
    existsSync(join('/usr/bin', name))
  )
  if (clang === undefined) {
    process.stdout.write('clang is not installed: libFuzzer is left out\n')
    return
  }
  const corpus = join(root, '.nlkit/native/corpus')
  mkdirSync(corpus, { recursive: true })
  const argv = [`-max_total_time=${values.seconds}`, '-max_len=600', '-verbosity=0', '-print_final_stats=1']
  const options = { cwd: corpus, encoding: 'utf8' } as const
  const { status, stderr } = spawnSync(buildLibFuzzer(clang), [...argv, corpus], options)
  const [, inputs] = /number_of_executed_units: (\d+)/.exec(stderr) ?? []
  if (status !== 0) process.stdout.write(stderr)
  report(`libFuzzer, ${inputs} inputs`, status)
}

function report(what: string, status: number | null): void {
  process.stdout.write(`${what}: ${status === 0 ? 'clean' : `status ${status}`}\n`)
  if (status !== 0) failed.push(what)
}

/**
 * Runs the kernel tests with the addon built for AddressSanitizer and UndefinedBehaviorSanitizer, the sockets without
 * Node under ThreadSanitizer, both others, and valgrind, and libFuzzer on them without a kernel:
 *
 *   node native/test/sanitize.ts [--seconds=30] [--tests=native] [address] [undefined] [harness] [valgrind] [fuzzer]
 *
 * Everything when nothing is named. `--tests` takes a path of tests, several times; the addon's and all packages' unless
 * told. Needs to be root.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { buildHarness, buildLibFuzzer } from './harness.ts'

const root = join(import.meta.dirname, '../..')
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seconds: { type: 'string', default: '30' }, tests: { type: 'string', multiple: true } }
})
const tests = values.tests ?? ['native', 'packages']
const wanted =
  positionals.length > 0 ? positionals : ['address', 'undefined', 'harness', 'valgrind', 'fuzzer']
const failed: string[] = []

for (const name of wanted) {
  if (name === 'address' || name === 'undefined') runTests(name)
  else if (name === 'harness') {
    runHarness('thread', [])
    runHarness('address,undefined', [])
  } else if (name === 'valgrind') {
    // No leak check: threads that are still about to end hold their sockets.
    runHarness('none', ['valgrind', '--error-exitcode=9', '--quiet', '--fair-sched=yes'])
  } else if (name === 'fuzzer') runFuzzer()
  else throw new Error(`unknown: ${name}`)
}
process.stdout.write(failed.length === 0 ? 'all clean\n' : `failed: ${failed.join(', ')}\n`)
process.exit(failed.length === 0 ? 0 : 1)

function runTests(sanitizer: 'address' | 'undefined'): void {
  execFileSync(process.execPath, ['build.mjs', `--sanitize=${sanitizer}`], { cwd: join(root, 'native') })
  const addon = join(root, 'native/build', sanitizer, 'build/Release/nlkit.node')
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    NLKIT_TEST_ADDON: addon,
    NODE_OPTIONS: `--require ${join(import.meta.dirname, 'use-addon.cjs')}`,
    // Node itself leaves much behind on its way out.
    ASAN_OPTIONS: 'detect_leaks=0:abort_on_error=1',
    UBSAN_OPTIONS: 'print_stacktrace=1'
  }
  if (sanitizer === 'address') {
    const cxx = process.env['CXX'] ?? 'c++'
    env['LD_PRELOAD'] = execFileSync(cxx, ['-print-file-name=libasan.so'], { encoding: 'utf8' }).trim()
  }
  const load = `require(${JSON.stringify(addon)})
    if (!require('fs').readFileSync('/proc/self/maps', 'utf8').includes(${JSON.stringify(addon)})) process.exit(1)`
  report(`${sanitizer}: loads`, spawnSync(process.execPath, ['-e', load], { env, stdio: 'inherit' }).status)
  // Everything takes a few times as long.
  env['NLKIT_PATIENCE'] = '4'
  const argv = ['scripts/vitest.ts', 'run', '--project=kernel', ...tests]
  report(
    `${sanitizer}: tests`,
    spawnSync(process.execPath, argv, { env, cwd: root, stdio: 'inherit' }).status
  )
}

function runHarness(sanitizer: 'thread' | 'address,undefined' | 'none', prefix: string[]): void {
  const [tool] = prefix
  if (tool !== undefined && !['/usr/bin', '/bin'].some((folder) => existsSync(join(folder, tool)))) {
    process.stdout.write(`${tool} is not installed\n`)
    return
  }
  const file = buildHarness(sanitizer)
  const seed = String(Date.now() % 1_000_000)
  const fill =
    'ip link set lo up; for i in $(seq 0 7999); do echo "route add 10.0.$((i/256)).$((i%256))/32 dev lo"; done | ip -batch -'
  const command = [...prefix, file, values.seconds, seed].join(' ')
  process.stdout.write(`${command}\n`)
  const { status } = spawnSync('unshare', ['-n', 'sh', '-c', `${fill}; exec ${command}`], {
    stdio: 'inherit'
  })
  report(`${[...prefix.slice(0, 1), sanitizer].join(' ')} harness, seed ${seed}`, status)
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

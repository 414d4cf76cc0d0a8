/**
 * Runs the addon's tests with it built for AddressSanitizer and UndefinedBehaviorSanitizer, and the sockets without Node
 * under ThreadSanitizer, both others, and valgrind:
 *
 *   node native/test/sanitize.ts [--seconds=30] [--tests=native] [address] [undefined] [harness] [valgrind]
 *
 * Everything when nothing is named. `--tests` takes a path of tests, several times. Needs to be root.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { buildHarness } from './harness.ts'

const root = join(import.meta.dirname, '../..')
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seconds: { type: 'string', default: '30' }, tests: { type: 'string', multiple: true } }
})
const tests = values.tests ?? ['native']
const wanted = positionals.length > 0 ? positionals : ['address', 'undefined', 'harness', 'valgrind']
const failed: string[] = []

for (const name of wanted) {
  if (name === 'address' || name === 'undefined') runTests(name)
  else if (name === 'harness') {
    runHarness('thread', [])
    runHarness('address,undefined', [])
  } else if (name === 'valgrind') {
    // No leak check: threads that are still about to end hold their sockets.
    runHarness('none', ['valgrind', '--error-exitcode=9', '--quiet', '--fair-sched=yes'])
  } else throw new Error(`unknown: ${name}`)
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
  const argv = ['scripts/vitest.ts', 'run', ...tests, '--testTimeout=120000']
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

function report(what: string, status: number | null): void {
  process.stdout.write(`${what}: ${status === 0 ? 'clean' : `status ${status}`}\n`)
  if (status !== 0) failed.push(what)
}

/** What `npm run test:vm` needs where host order is network order: the addon for it, and a program in place of vitest, which asks for a newer Node. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { root } from './workspace.ts'

const compiler = 's390x-linux-gnu-g++'

/** Compiles the addon; where it is, from the root. Throws with the compiler's words where there is none for that machine. */
function buildAddon(): string {
  const folder = '.nlkit/s390x'
  const native = join(root, 'native')
  mkdirSync(join(root, folder), { recursive: true })
  // Node's headers are the same for every machine.
  const headers = join(dirname(dirname(process.execPath)), 'include/node')
  const { include } = createRequire(join(native, 'package.json'))('node-addon-api') as {
    include: string
  }
  const file = join(folder, 'nlkit.node')
  const sources = readdirSync(join(native, 'src')).filter((name) => name.endsWith('.cc'))
  const defines = ['NAPI_VERSION=8', 'NAPI_DISABLE_CPP_EXCEPTIONS', 'NODE_GYP_MODULE_NAME=nlkit']
  execFileSync(
    compiler,
    [
      '-std=c++17',
      '-O2',
      '-fPIC',
      '-shared',
      '-pthread',
      '-Wl,-z,nodelete',
      '-o',
      join(root, file),
      ...defines.map((one) => `-D${one}`),
      ...[headers, include.replaceAll('"', '')].map((one) => `-I${one}`),
      ...sources.map((name) => join(native, 'src', name))
    ],
    { stdio: ['ignore', 'inherit', 'inherit'], timeout: 600_000 }
  )
  return file
}

/** What the machine is told: runs test/big-endian, leaves its result in TAP at /out/tap. */
export function bigEndianCommand(): string {
  const addon = buildAddon()
  return [
    `mkdir -p native/prebuilds/linux-s390x && cp ${addon} native/prebuilds/linux-s390x/nlkit.node`,
    'for module in dummy bridge vxlan 8021q tcp_diag inet_diag; do modprobe $module; done 2>/dev/null',
    'node --test --test-reporter=tap test/big-endian/program.mjs > /out/tap; status=$?; cat /out/tap; exit $status'
  ].join('\n')
}

/** Counts of a TAP report, as `node --test` ends it. */
export function tapCounts(tap: string): { passed: number; failed: number; skipped: number } {
  const count = (name: string): number => Number(new RegExp(`^# ${name} (\\d+)$`, 'm').exec(tap)?.[1] ?? 0)
  return { passed: count('pass'), failed: count('fail'), skipped: count('skipped') }
}

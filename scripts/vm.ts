/**
 * `npm run test:vm [-- --kernel 6.12] [--part core] [paths]`: the kernel tests on other kernels, which have what this host's
 * lacks; all of them unless parts (of kernel-tests.ts) or paths are given. The machine is emulated, JavaScript takes 10 to 25
 * times as long there. s390x needs s390x-linux-gnu-g++ for the addon.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { buildAddon } from '../test/support/addon.ts'
import type { RunResult } from '../test/support/reporter.ts'
import { bigEndianCommand, tapCounts } from './big-endian.ts'
import { KERNELS, kernelParts, machine, partsOfOthers, type KernelPart } from './kernel-tests.ts'
import { killAllWhenSignalled, run } from './process.ts'
import { root } from './workspace.ts'

/** Seconds for one part on one kernel. */
const LIMIT = 2700

interface Outcome extends RunResult {
  /** Why there is no result. */
  readonly failure?: string
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    kernel: { type: 'string', multiple: true, default: KERNELS },
    part: { type: 'string', multiple: true, default: partsOfOthers }
  }
})

if (!existsSync(machine)) {
  say(
    'there is no ../shared/vm/vm.sh beside this checkout: a script that boots a Debian kernel under qemu with this folder at /src\n' +
      "(`vm.sh KERNEL FOLDER COMMAND`) and ends with the command's status"
  )
  process.exit(1)
}

killAllWhenSignalled()
// Compiled here: the other machine has the compiler, but not Node's headers.
buildAddon()
const total: RunResult = { passed: 0, failed: 0, skipped: 0, reasons: {}, unstable: [] }
for (const [name, kernel, part] of values.kernel.flatMap(runs)) {
  const outcome = await runOn(kernel, part)
  say(`Linux ${name}: ${outcome.failure ?? counts(outcome)}`)
  for (const [reason, tests] of Object.entries(outcome.reasons)) say(`  skipped ${tests}: ${reason}`)
  for (const test of outcome.unstable) say(`  UNSTABLE, passed when tried again: ${test}`)
  total.passed += outcome.passed
  total.failed += outcome.failed + (outcome.failure === undefined ? 0 : 1)
  total.skipped += outcome.skipped
  total.unstable.push(...outcome.unstable)
}
say(counts(total))
process.exit(total.failed === 0 ? 0 : 1)

/** What the machine does: the kernel tests, their result in /out/result.json. */
function vitestCommand({ paths, shard }: KernelPart): string {
  const tests = shard === undefined ? paths : [...paths, `--shard=${shard}`]
  return [
    // Debian's kernels do not load these when they are asked for.
    'for module in tipc tipc_diag dccp dccp_diag mpls_router mpls_iptunnel ila xfrm_interface fou fou6 tun can-gw phonet; do modprobe $module; done 2>/dev/null',
    // Tests that run a Node of their own would compile the same sources each.
    'export NODE_COMPILE_CACHE=/tmp/compiled',
    'export CI=1 NLKIT_PATIENCE=12 NLKIT_STALL_SECONDS=1500 NLKIT_RESULT=/out/result.json PATH=/mods/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    `node node_modules/vitest/vitest.mjs run --project kernel --reporter=dot --reporter=./test/support/reporter.ts ${tests.join(' ')}`
  ].join('\n')
}

/** What runs on a kernel, a machine booted for each. */
function runs(kernel: string): [name: string, kernel: string, part: KernelPart][] {
  if (positionals.length > 0 || kernel === 's390x') return [[kernel, kernel, { paths: positionals }]]
  return values.part.map((name) => [`${kernel}, ${name}`, kernel, partOf(name)])
}

function partOf(name: string): KernelPart {
  const part = kernelParts[name]
  if (part !== undefined) return part
  say(`there is no part ${name}: ${Object.keys(kernelParts).join(', ')}`)
  process.exit(2)
}

async function runOn(kernel: string, part: KernelPart): Promise<Outcome> {
  const nothing: RunResult = { passed: 0, failed: 0, skipped: 0, reasons: {}, unstable: [] }
  const isBigEndian = kernel === 's390x'
  const command = isBigEndian ? bigEndianCommand() : vitestCommand(part)
  const { status, output } = await run(['bash', machine, kernel, root, command], {
    // It ends by itself; the first time it is made first.
    limit: (LIMIT + 900) * 1000,
    echo: true,
    env: { MEM: '4G', TMO: String(LIMIT) }
  })
  const [, files] = /files=(\S+)/.exec(output) ?? []
  const result = files === undefined ? undefined : join(files, isBigEndian ? 'tap' : 'result.json')
  if (result === undefined || !existsSync(result)) {
    return { ...nothing, failure: `no result, status ${status} (125: it died or took more than ${LIMIT} s)` }
  }
  const text = readFileSync(result, 'utf8')
  const outcome = isBigEndian ? { ...nothing, ...tapCounts(text) } : (JSON.parse(text) as RunResult)
  // A test run that fails without a failed test: an error outside of all of them.
  return status !== 0 && outcome.failed === 0 ? { ...outcome, failure: `status ${status}` } : outcome
}

function counts({ passed, failed, skipped, unstable }: RunResult): string {
  const again = unstable.length === 0 ? '' : `, ${unstable.length} only when tried again`
  return `${passed} passed, ${failed} failed, ${skipped} skipped${again}`
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

/** What this host can do. A test that needs more than it has is skipped, and says why. */
import { accessSync, constants, readFileSync } from 'node:fs'
import { type TestContext } from 'vitest'
import { CommandError, run } from './command.ts'

/** undefined: it is there; otherwise why not. */
export type Probe = () => Promise<string | undefined>

function once(probe: Probe): Probe {
  let answer: Promise<string | undefined> | undefined
  return () => (answer ??= probe())
}

/** The kernel can make links of this kind; `args` are what `ip link add ... type KIND` needs besides. Tried in a namespace of its own. */
export function linkKind(kind: string, ...args: string[]): Probe {
  return kernelHas(`links of kind ${kind}`, ['ip', 'link', 'add', 'nlkprobe0', 'type', kind, ...args])
}

/** The command succeeds in an empty network namespace of its own. */
export function kernelHas(what: string, argv: readonly string[]): Probe {
  return once(async () => {
    try {
      await run(['unshare', '-n', ...argv])
      return undefined
    } catch (error) {
      const said = error instanceof CommandError && error.stderr !== '' ? error.stderr.trim() : String(error)
      return `this kernel has no ${what} (${said.replaceAll('\n', '; ')})`
    }
  })
}

/** The program is on PATH. */
export function tool(name: string): Probe {
  return once(async () => {
    for (const folder of (process.env['PATH'] ?? '').split(':')) {
      try {
        accessSync(`${folder}/${name}`, constants.X_OK)
        return undefined
      } catch {
        // Look on.
      }
    }
    return `the program ${name} is not installed`
  })
}

/** Root of the host, not of a user namespace: SO_RCVBUFFORCE, uevents of hardware, and so on. */
export const hostRoot: Probe = once(async () => {
  if (process.geteuid?.() !== 0) return 'not root'
  const map = readFileSync('/proc/self/uid_map', 'utf8').trim().split(/\s+/)
  return map[1] === '0' && map[2] === '4294967295' ? undefined : 'root of a user namespace only'
})

/** The file can be written (a sysctl, a sysfs attribute). */
export function writable(path: string): Probe {
  return async () => {
    try {
      accessSync(path, constants.W_OK)
      return undefined
    } catch {
      return `${path} cannot be written`
    }
  }
}

/** The body of a test that needs something: `it('makes a vrf', requires(linkKind('vrf', 'table', '10'), async () => { ... }))`. */
export function requires(
  probes: Probe | readonly Probe[],
  body: (context: TestContext) => unknown
): (context: TestContext) => Promise<void> {
  return async (context) => {
    for (const probe of typeof probes === 'function' ? [probes] : probes) {
      const missing = await probe()
      if (missing !== undefined) context.skip(missing)
    }
    await body(context)
  }
}

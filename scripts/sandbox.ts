/** How kernel tests get namespaces on this host: as root, as root of a user namespace, or not at all. */
import { spawnSync } from 'node:child_process'

export interface Sandbox {
  /** Command that the test runner is put behind. */
  prefix: string[]
  /** Why there can be no kernel tests. */
  unavailable?: string
}

// A mount namespace of its own: named network namespaces of the tests are seen by nobody else and go with the run.
const mounts =
  'if [ -d /run/netns ] || mkdir -p /run/netns 2>/dev/null; then mount -t tmpfs nlkit /run/netns; ' +
  'else mount -t tmpfs nlkit /run && mkdir /run/netns; fi'
// A new network namespace has its loopback down, and tests that need no other one use that.
const loopback = 'ip link set lo up 2>/dev/null'

const behind = (unshare: string): string[] => {
  const first = unshare.includes('n') ? `${mounts} && { ${loopback} || :; }` : mounts
  return ['unshare', unshare, 'sh', '-c', `${first} && exec "$@"`, 'sh']
}

/** Tries them in this order; takes a few milliseconds. */
export function findSandbox(): Sandbox {
  if (process.platform !== 'linux') return { prefix: [], unavailable: `${process.platform} has no netlink` }
  const kinds = process.geteuid?.() === 0 ? ['-m', '-Urnm'] : ['-Urnm']
  let said = ''
  for (const kind of kinds) {
    const prefix = behind(kind)
    // Each test file will make a network namespace inside: so does the trial.
    const { status, stderr, error } = spawnSync(
      prefix[0] ?? '',
      [...prefix.slice(1), 'unshare', '-n', 'true'],
      {
        encoding: 'utf8',
        timeout: 20_000
      }
    )
    if (status === 0) return { prefix }
    said = (error?.message ?? stderr).trim().replaceAll('\n', '; ')
  }
  return { prefix: [], unavailable: `no network namespaces can be made here (${said})` }
}

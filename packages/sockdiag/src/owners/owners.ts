import { checkKeys, type KeysOf } from '@nlkit/core'
import { builtin } from '../system.ts'

/** A process that holds a socket open. */
export interface SocketOwner {
  readonly pid: number
  /** The descriptor in that process. */
  readonly fd: number
  /** The process's name, /proc/PID/comm: at most 15 bytes. */
  readonly command: string
  /** Path in the cgroup2 hierarchy; absent where there is none. */
  readonly cgroup?: string
}

/** A process whose descriptors could not be read. */
export interface UnreadableProcess {
  readonly pid: number
  /** Absent when not even its name may be read. */
  readonly command?: string
  /** EACCES or EPERM: reading them needs the same user or CAP_SYS_PTRACE. */
  readonly code: string
}

/** Who holds which socket, at one moment. */
export interface SocketOwners {
  /** By the socket's inode number. A socket in nobody's table (time-wait, in flight in a message, the kernel's own) has no entry. */
  readonly byInode: ReadonlyMap<number, readonly SocketOwner[]>
  /** Processes that may hold sockets without being told here. */
  readonly unreadable: readonly UnreadableProcess[]
  /** /proc is mounted with `hidepid`: there may be further processes that are not even named. */
  readonly isHidden: boolean
}

/** Where to look for owners, and until when. */
export interface OwnersOptions {
  /** Where procfs is mounted. Default: `/proc`. */
  readonly proc?: string
  readonly signal?: AbortSignal
}

const KEYS: KeysOf<OwnersOptions> = { proc: true, signal: true }

/** The code of a system call's failure. */
function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

/** What a file says, or `undefined` when it cannot be read or its process is gone. */
function readText(path: string): string | undefined {
  try {
    return builtin('node:fs').readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

interface Process {
  readonly command: string
  readonly cgroup: string | undefined
}

function readProcess(directory: string): Process {
  // 0:: is the cgroup2 line, cgroups(7).
  const cgroup = /^0::(.*)$/m.exec(readText(`${directory}/cgroup`) ?? '')?.[1]
  return { command: readText(`${directory}/comm`)?.trimEnd() ?? '', cgroup }
}

function socketInode(path: string): number | undefined {
  try {
    const inode = /^socket:\[(\d+)\]$/.exec(builtin('node:fs').readlinkSync(path))?.[1]
    return inode === undefined ? undefined : Number(inode)
  } catch {
    // Closed since its directory was read.
    return undefined
  }
}

// A synchronous readlink of a descriptor costs 5 us, one through the thread pool 20-40 us (measured on 400 sockets). The event
// loop gets its turn every few milliseconds instead.
const TURN_MS = 4

/**
 * Finds the processes that hold sockets, in one pass over /proc, as `ss -p` does. Threads share their process's descriptors and
 * are not told apart. Inode numbers are unique on the host, whatever the network namespace.
 */
export async function findOwners(options: OwnersOptions = {}): Promise<SocketOwners> {
  checkKeys(options, KEYS)
  const { proc = '/proc', signal } = options
  const byInode = new Map<number, SocketOwner[]>()
  const unreadable: UnreadableProcess[] = []
  const { readdirSync } = builtin('node:fs')
  let turn = performance.now()
  for (const name of readdirSync(proc)) {
    if (!/^\d+$/.test(name)) continue
    const directory = `${proc}/${name}`
    const pid = Number(name)
    let descriptors: string[]
    try {
      descriptors = readdirSync(`${directory}/fd`)
    } catch (error) {
      const code = codeOf(error)
      // ENOENT and ESRCH: the process ended since /proc was read.
      if (code === 'EACCES' || code === 'EPERM') {
        const command = readText(`${directory}/comm`)?.trimEnd()
        unreadable.push({ pid, ...(command !== undefined && { command }), code })
      } else if (code !== 'ENOENT' && code !== 'ESRCH') throw error
      continue
    }
    let owner: Process | undefined
    for (const descriptor of descriptors) {
      if (performance.now() - turn > TURN_MS) {
        await builtin('node:timers/promises').setImmediate()
        signal?.throwIfAborted()
        turn = performance.now()
      }
      const inode = socketInode(`${directory}/fd/${descriptor}`)
      if (inode === undefined) continue
      owner ??= readProcess(directory)
      const { command, cgroup } = owner
      const entry = { pid, fd: Number(descriptor), command, ...(cgroup !== undefined && { cgroup }) }
      const owners = byInode.get(inode)
      if (owners) owners.push(entry)
      else byInode.set(inode, [entry])
    }
  }
  signal?.throwIfAborted()
  return { byInode, unreadable, isHidden: hidesProcesses(proc) }
}

/** proc(5): `hidepid=1`, `=2`, `=4`, or by name. Options of the mount that `self/mounts` shows for this path. */
function hidesProcesses(proc: string): boolean {
  for (const line of readText(`${proc}/self/mounts`)?.split('\n') ?? []) {
    const [, target, type, mountOptions = ''] = line.split(' ')
    if (type !== 'proc' || (target !== proc && target !== '/proc')) continue
    const hidepid = /(?:^|,)hidepid=([^,]*)/.exec(mountOptions)?.[1]
    if (hidepid !== undefined && hidepid !== '0' && hidepid !== 'off') return true
  }
  return false
}

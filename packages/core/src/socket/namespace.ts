import { NetlinkError } from '../errors/netlink-error.ts'
import { builtin } from '../system.ts'

/**
 * A network namespace: a name under /run/netns (`ip netns add`), the path of a namespace file, the namespace of a
 * process, or an open descriptor of one (it stays the caller's).
 */
export type NetnsSelector = string | { readonly pid: number } | { readonly fd: number }

/**
 * A network namespace held open, so that sockets opened later are in the same one even when its name has gone or
 * belongs to another by then.
 */
export class NetworkNamespace {
  #fd: number

  /**
   * @param selector without one it is the process's own, for which nothing is opened
   * @param key what messages call the selector
   * @throws NetlinkError ENOENT, EACCES, EMFILE ... as open(2) gives them
   * @throws TypeError, RangeError for what selects nothing
   */
  constructor(selector: NetnsSelector | undefined, key = 'netns') {
    this.#fd = selector === undefined ? -1 : open(netnsPath(selector, key))
  }

  /** The descriptor, -1 for the process's own namespace and after close(). */
  get fd(): number {
    return this.#fd
  }

  /** Lets go of it. Idempotent. */
  close(): void {
    if (this.#fd >= 0) builtin('node:fs')?.closeSync(this.#fd)
    this.#fd = -1
  }
}

function open(path: string): number {
  const fs = builtin('node:fs')
  if (fs === undefined) throw new Error('network namespaces need a file system')
  try {
    return fs.openSync(path, 'r')
  } catch (error) {
    throw refusalOf(error, path)
  }
}

function netnsPath(selector: NetnsSelector, key: string): string {
  if (typeof selector === 'object' && selector !== null) {
    const { pid, fd } = selector as { readonly pid?: number; readonly fd?: number }
    if ((pid === undefined) === (fd === undefined)) {
      const got = pid === undefined ? 'none' : 'both'
      throw new TypeError(`${key}: expected a name, a path, or one of { pid } and { fd }, got ${got}`)
    }
    if (fd !== undefined) {
      if (!Number.isInteger(fd) || fd < 0)
        throw new RangeError(`${key}.fd: expected a descriptor, got ${String(fd)}`)
      return `/proc/self/fd/${fd}`
    }
    if (!Number.isInteger(pid) || Number(pid) <= 0)
      throw new RangeError(`${key}.pid: expected a process id, got ${String(pid)}`)
    return `/proc/${pid}/ns/net`
  }
  if (typeof selector !== 'string') throw new TypeError(`${key}: expected a name, a path, { pid } or { fd }`)
  if (selector === '' || selector === '.' || selector === '..' || selector.includes('\0')) {
    throw new RangeError(`${key}: '${selector.replaceAll('\0', '\\0')}' is not a name or path`)
  }
  return selector.includes('/') ? selector : `/run/netns/${selector}`
}

function refusalOf(error: unknown, path: string): unknown {
  if (error instanceof Error && 'errno' in error && typeof error.errno === 'number') {
    return new NetlinkError({ errno: error.errno, request: 'open', hint: `network namespace '${path}'` })
  }
  return error
}

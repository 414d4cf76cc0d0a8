import { checkKeys, NetworkNamespace, type KeysOf, type NetnsSelector } from '@nlkit/core'

/** A network namespace as an attribute of a message names it: by process, open descriptor, or id. */
export interface NamespaceReference {
  readonly pid?: number
  readonly fd?: number
  readonly nsid?: number
}

/** A network namespace: a name under /run/netns or a path, a process, a descriptor, or an id (see `rtnl.nsids`). */
export type Namespace = NetnsSelector | { readonly nsid: number }

const KEYS: KeysOf<NamespaceReference> = { pid: true, fd: true, nsid: true }

/** Integers that the kernel takes: descriptors and ids count from 0, processes from 1. */
function checkNumber(value: unknown, key: string, least: number): number {
  if (typeof value !== 'number') throw new TypeError(`${key}: expected a number, got ${String(value)}`)
  if (!Number.isInteger(value) || value < least || value > 0x7fffffff)
    throw new RangeError(`${key}: expected an integer from ${least} to 2147483647, got ${value}`)
  return value
}

/** @throws TypeError unless it says exactly one of `pid`, `fd` and `nsid`; RangeError for a number that cannot be one */
export function checkReference(reference: NamespaceReference, key = 'namespace'): NamespaceReference {
  if (typeof reference !== 'object' || reference === null)
    throw new TypeError(`${key}: expected { pid }, { fd } or { nsid }`)
  checkKeys(reference, KEYS, key)
  const given = (['pid', 'fd', 'nsid'] as const).filter((name) => reference[name] !== undefined)
  const [name] = given
  if (given.length !== 1 || name === undefined)
    throw new TypeError(`${key}: expected one of pid, fd and nsid, got ${given.join(', ') || 'none'}`)
  return { [name]: checkNumber(reference[name], `${key}.${name}`, name === 'pid' ? 1 : 0) }
}

/**
 * Runs what needs a reference, with a namespace that may be named by a file: that is open meanwhile, because messages carry descriptors.
 * @throws NetlinkError ENOENT, EACCES and the like, of opening the file
 * @throws TypeError, RangeError for what names none
 */
export async function withNamespace<T>(
  namespace: Namespace,
  use: (reference: NamespaceReference) => Promise<T>,
  key = 'namespace'
): Promise<T> {
  if (typeof namespace !== 'string') return use(checkReference(namespace, key))
  const file = new NetworkNamespace(namespace, key)
  try {
    return await use({ fd: file.fd })
  } finally {
    file.close()
  }
}

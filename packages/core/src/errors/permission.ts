import { builtin } from '../system.ts'

/** A user namespace maps some uids only; the initial one maps all 2^32 - 1 of them to themselves (user_namespaces(7)). */
function inUserNamespace(): boolean {
  try {
    const map = builtin('node:fs')?.readFileSync('/proc/self/uid_map', 'utf8').trim().split(/\s+/)
    return map !== undefined && map.join(' ') !== '0 0 4294967295'
  } catch {
    return false // no /proc: nothing can be said
  }
}

/** Says which capability is missing, and where. */
export function permissionHint(capability: string): string {
  return inUserNamespace()
    ? `needs ${capability}; this process runs in a user namespace, where it counts only for namespaces that it owns`
    : `needs ${capability}`
}

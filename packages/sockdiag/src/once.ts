import type { Predicate } from './filter/predicate.ts'

/** Twice that many sockets, at most, are remembered. Far more than a chain of the kernel's hash tables holds. */
const REMEMBERED = 4096

/**
 * Lets each socket through once. Between two parts of a dump the kernel remembers how far it got in a chain by a count, so a
 * socket that is put in front of the chain meanwhile moves others past the mark, and they are told again (inet_diag_dump_icsk(),
 * unix_diag_dump()). The same happens to a connection that becomes a time-wait socket. They repeat soon, so what was told long ago
 * is forgotten.
 */
export function once<Socket extends { readonly cookie?: string }>(
  passes?: Predicate<Socket>
): Predicate<Socket> {
  let old = new Set<string>()
  let told = new Set<string>()
  return (socket) => {
    const { cookie } = socket
    if (passes !== undefined && !passes(socket)) return false
    if (cookie === undefined) return true
    if (told.has(cookie) || old.has(cookie)) return false
    if (told.size >= REMEMBERED) {
      old = told
      told = new Set()
    }
    told.add(cookie)
    return true
  }
}

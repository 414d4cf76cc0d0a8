import { lookupService } from 'node:dns/promises'
import { isIPv4 } from 'node:net'

/** As many as libuv looks up at a time. */
const AT_ONCE = 4

/** How long all of them together may take, in milliseconds: whoever looks at sockets waits for no name server that is silent. */
const LONGEST = 5000

/** The name of an address; rejects where it has none. */
export type Lookup = (address: string) => Promise<string>

/**
 * Host names by address, of those that have one, as getnameinfo(3) knows them: from /etc/hosts, DNS, and whatever else
 * nsswitch.conf names. An address whose name is not known in time stays an address.
 * @param longest milliseconds after which what is not known yet is given up
 */
export async function hostNamesOf(
  addresses: Iterable<string>,
  lookup: Lookup = lookUp,
  longest = LONGEST
): Promise<Map<string, string>> {
  const names = new Map<string, string>()
  const left = new Set(addresses)
  const late = AbortSignal.timeout(longest)
  const ask = async (): Promise<void> => {
    for (const address of left) {
      if (late.aborted) return
      left.delete(address)
      const name = await lookup(plainAddress(address)).catch(() => undefined)
      if (name !== undefined && !late.aborted) names.set(address, name)
    }
  }
  const isOver = new Promise<void>((resolve) => late.addEventListener('abort', () => resolve()))
  await Promise.race([isOver, Promise.all(Array.from({ length: AT_ONCE }, ask))])
  return names
}

async function lookUp(address: string): Promise<string> {
  // resolv.conf(5); glibc's own are five seconds, twice, and a process does not end while one is under way.
  process.env['RES_OPTIONS'] ??= 'timeout:1 attempts:1'
  return (await lookupService(address, 0)).hostname
}

/** An IPv4 address that stands in an IPv6 socket is looked up as what it is. */
function plainAddress(address: string): string {
  const mapped = /^::ffff:(.+)$/.exec(address)?.[1]
  return mapped !== undefined && isIPv4(mapped) ? mapped : address
}

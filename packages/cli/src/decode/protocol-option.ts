import { protocolName } from '@nlkit/core'
import { UsageError } from '../shared/errors.ts'

/** A netlink protocol by number or name: `0`, `route`, `NETLINK_ROUTE`. @throws UsageError for what is none */
export function protocolOf(word: string): number {
  if (/^\d+$/.test(word) && Number(word) < 32) return Number(word)
  const name = word.toUpperCase().replaceAll('-', '_')
  for (let protocol = 0; protocol < 32; protocol++) {
    const known = protocolName(protocol)
    if (known === name || known === `NETLINK_${name}`) return protocol
  }
  throw new UsageError(`--protocol: expected 0 to 31, or a name such as route, got '${word}'`)
}

import { nameOf } from '@nlkit/core/codec'
import {
  IPPROTO,
  RT_TABLE_DEFAULT,
  RT_TABLE_LOCAL,
  RT_TABLE_MAIN,
  RTPROT,
  type IpProtocol,
  type Route
} from '@nlkit/rtnl'
import type { Words } from './words.ts'

/** The tables that every kernel has; others have names only in files of iproute2's. */
const TABLES = {
  local: RT_TABLE_LOCAL,
  main: RT_TABLE_MAIN,
  default: RT_TABLE_DEFAULT
} as const

/** A routing table, by number or by one of the kernel's names. */
export function tableOf(words: Words): number {
  const word = words.peek()
  return word !== undefined && Object.hasOwn(TABLES, word)
    ? words.choice('table', TABLES)
    : words.number('table')
}

/** A table's name, or its number. */
export function tableText(table: number): string {
  if (table === TABLES.main) return 'main'
  if (table === TABLES.local) return 'local'
  return table === TABLES.default ? 'default' : String(table)
}

const SCOPES = { global: 0, universe: 0, site: 200, link: 253, host: 254, nowhere: 255 } as const

/** iproute2's `global` is the kernel's RT_SCOPE_UNIVERSE. */
export function scopeOf(words: Words): Route['scope'] {
  const scope = words.named('scope', SCOPES, { max: 255 })
  return scope === 'global' ? 'universe' : scope
}

/** RTPROT_*, by name or number. */
export const protocolOf = (words: Words): Route['protocol'] =>
  words.named('proto', RTPROT.number, { max: 255 })

/** IPPROTO_*, by name or number; the kernel's `icmpv6` is `ipv6-icmp` in /etc/protocols. */
export function ipProtocolOf(words: Words, word: string): IpProtocol | number {
  const protocol = words.named(word, { ...IPPROTO.number, 'ipv6-icmp': IPPROTO.number.icmpv6 }, { max: 255 })
  return protocol === 'ipv6-icmp'
    ? 'icmpv6'
    : typeof protocol === 'number'
      ? nameOf(IPPROTO, protocol)
      : protocol
}

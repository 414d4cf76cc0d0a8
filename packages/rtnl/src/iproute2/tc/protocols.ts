/** Protocols whose names are other ones here, or that the tool has none for: ll_proto_n2a(). */
import type { Names } from '@nlkit/core/codec'
import { ETH_P } from '../../tc/ether-type.constants.ts'

const OTHER: Readonly<Record<string, string>> = { '8021q': '802.1Q', '8021ad': '802.1ad', lldp: 'LLDP' }

const NAMED = new Set(
  [
    '802-3 ax25 all 802-2 snap ddcmp wan-ppp ppp-mp localtalk can ppptalk tr-802-2 mobitex control irda econet',
    'loop pup pupat ip x25 arp bpq ieeepup ieeepupat dec dna-dl dna-rc dna-rt lat diag cust sca teb rarp',
    'atalk aarp ipx ipv6 mpls-uc mpls-mc atmmpoa ppp-disc ppp-ses atmfate profinet aoe ethercat tipc'
  ].flatMap((line) => line.split(' '))
)

/** What packets carry, by name or as `[number]`. */
export function protocolName(protocol: string | number): string {
  if (typeof protocol === 'number') return `[${protocol}]`
  const other = OTHER[protocol]
  if (other !== undefined) return other
  return NAMED.has(protocol) ? protocol.replaceAll('-', '_') : `[${etherType(protocol)}]`
}

/** The number of a protocol. */
export function etherType(protocol: string | number): number {
  return numberIn(ETH_P, protocol)
}

/** The number that has a name in an enumeration. */
export function numberIn({ number }: Names, name: string | number): number {
  return typeof name === 'number' ? name : ((number as Record<string, number>)[name] ?? 0)
}

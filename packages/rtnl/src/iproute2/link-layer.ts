import { ipv4, ipv6, parseHardwareAddress } from '@nlkit/core/codec'
import type { LinkType } from '../link/types.codec.ts'
import { ARPHRD } from '../link/types.constants.ts'

/** Where ll_type_n2a() has other names than the kernel. */
const NAMES: Partial<Record<LinkType, string>> = {
  netrom: 'generic',
  appletlk: 'atalk',
  cisco: 'hdlc',
  tunnel: 'ipip',
  localtlk: 'ltalk',
  ipddp: 'ip/ddp',
  ipgre: 'gre',
  ip6gre: 'gre6',
  fcfabric: 'fcfb0',
  'ieee802-tr': 'tr',
  ieee80211: 'ieee802.11',
  'ieee80211-prism': 'ieee802.11/prism',
  'ieee80211-radiotap': 'ieee802.11/radiotap',
  ieee802154: 'ieee802.15.4',
  'ieee802154-monitor': 'ieee802.15.4/monitor',
  'phonet-pipe': 'phonet_pipe'
}

/** Those that it has no names of. */
const NAMELESS: ReadonlySet<unknown> = new Set(['eui64', 'mctp', 'rawip', 'vsockmon'])
/** Twelve more, in a row. */
const FCFABRIC = 787

/** `link_type`: a name, or a number in brackets. */
export function linkTypeName(type: LinkType | number): string {
  if (typeof type !== 'number') return NAMELESS.has(type) ? `[${ARPHRD.number[type]}]` : (NAMES[type] ?? type)
  return type > FCFABRIC && type <= FCFABRIC + 12 ? `fcfb${type - FCFABRIC}` : `[${type}]`
}

const IPV4: ReadonlySet<unknown> = new Set(['tunnel', 'sit', 'ipgre'])
const IPV6: ReadonlySet<unknown> = new Set(['tunnel6', 'ip6gre'])

/** An address of a link layer: tunnels' are addresses of what they run over, ll_addr_n2a(). */
export function linkAddressText(address: string | undefined, type: LinkType | number): string | undefined {
  if (address === undefined || !(IPV4.has(type) || IPV6.has(type))) return address
  const bytes = parseHardwareAddress(address)
  if (bytes?.length === 4 && IPV4.has(type)) return ipv4(bytes, 0, 4)
  return bytes?.length === 16 && IPV6.has(type) ? ipv6(bytes, 0, 16) : address
}

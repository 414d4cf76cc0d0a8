import { IFF_UP, type Link } from '@nlkit/rtnl'

/**
 * `up` and `down` for links that never set an operational state (lo, tun), else that state; `unseen` for a link of which
 * nothing but its index is known.
 */
export type LinkState = 'up' | 'down' | 'lowerlayerdown' | 'dormant' | 'testing' | 'notpresent' | 'unseen'

/** The state of a link, as far as it has one. */
export function stateOf({ operstate, flags }: Link): LinkState {
  if ((flags & IFF_UP) === 0) return 'down'
  return typeof operstate !== 'string' || operstate === 'unknown' ? 'up' : operstate
}

export function kindOf({ linkinfo, type }: Link): string | undefined {
  if (linkinfo?.kind !== undefined) return linkinfo.kind
  return type === 'loopback' ? 'loopback' : undefined
}

// ndo_get_iflink of these tells the other end.
const PAIRS: ReadonlySet<string> = new Set(['veth', 'vxcan', 'netkit'])

/** Whether IFLA_LINK is the other end of a pair, not the link beneath. */
export function isPair({ linkinfo }: Link): boolean {
  return linkinfo?.kind !== undefined && PAIRS.has(linkinfo.kind)
}

/** The link beneath or the other end, undefined where there is none. */
export function lowerIndexOf({ link, linkinfo }: Link): number | undefined {
  if (link !== undefined && link !== 0) return link
  // vxlan has no ndo_get_iflink: it tells the link beneath among its settings alone.
  const beneath = linkinfo?.kind === 'vxlan' ? linkinfo.data?.link : undefined
  return beneath === undefined || beneath === 0 ? undefined : beneath
}

/** What is worth saying of a link's settings, in a few words. */
export function detailOf({ linkinfo }: Link): string | undefined {
  switch (linkinfo?.kind) {
    case 'vlan':
      return said('id', linkinfo.data?.id)
    case 'vxlan':
      return said('id', linkinfo.data?.id)
    case 'geneve':
      return said('id', linkinfo.data?.id)
    case 'vrf':
      return said('table', linkinfo.data?.table)
    case 'bond':
      return said('mode', linkinfo.data?.mode)
    case 'macvlan':
    case 'macvtap':
      return said('mode', linkinfo.data?.mode)
    case 'ipvlan':
    case 'ipvtap':
      return said('mode', linkinfo.data?.mode)
    case 'tun':
      return said('', linkinfo.data?.type)
    case 'bridge':
      return linkinfo.data?.vlanFiltering === 1 ? 'vlan filtering' : undefined
    case 'gre':
    case 'gretap':
    case 'ipip':
    case 'sit':
    case 'ip6gre':
    case 'ip6gretap':
    case 'ip6tnl':
      return said('to', linkinfo.data?.remote)
    default:
      return undefined
  }
}

function said(what: string, value: string | number | undefined): string | undefined {
  return value === undefined ? undefined : `${what} ${value}`.trim()
}

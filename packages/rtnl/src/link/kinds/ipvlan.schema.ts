/** Links of their own IP addresses on another link, ipvlan and ipvtap: linux/if_link.h, drivers/net/ipvlan/ipvlan_main.c. */
import { attributes, enumerated, enumeration, flagged, flags, u16 } from '@nlkit/core/schema'

export const ipvlanModes = enumeration('IpvlanMode', 'IPVLAN_MODE', [
  ['IPVLAN_MODE_L2', 0, 'Routed by each, switched by the link below.'],
  ['IPVLAN_MODE_L3', 1, 'Routed by the link below.'],
  ['IPVLAN_MODE_L3S', 2, 'Routed by the link below, with connection tracking.']
])

export const ipvlanFlags = flags('IPVLAN_F', [
  ['IPVLAN_F_PRIVATE', 0x1, 'Do not reach each other.'],
  ['IPVLAN_F_VEPA', 0x2, 'Reach each other through the switch outside.']
])

export const ipvlan = attributes('Ipvlan', 'IFLA_IPVLAN', 'Settings of an ipvlan or ipvtap.', [
  ['IFLA_IPVLAN_MODE', 1, enumerated(u16, ipvlanModes), 'Where packets are routed, L3 by default.'],
  ['IFLA_IPVLAN_FLAGS', 2, flagged(u16, ipvlanFlags), 'Flags, IPVLAN_F_*; none: bridge.']
])

/** Settings of IPv4, IPv6 and MPLS: linux/netconf.h; net/ipv4/devinet.c, net/ipv6/addrconf.c, net/mpls/af_mpls.c. */
import { attributes, constants, message, s32, struct } from '@nlkit/core/schema'
import { family } from '../family/schema.ts'

export const netconfmsg = struct('netconfmsg', 'ncm_', [['ncm_family', family, 'inet, inet6 or mpls.']])

export const netconfIndices = constants([
  ['NETCONFA_IFINDEX_ALL', -1, 'In place of an index: all interfaces.'],
  ['NETCONFA_IFINDEX_DEFAULT', -2, 'In place of an index: interfaces to come.']
])

export const netconfAttributes = attributes('NetconfAttributes', 'NETCONFA', 'Settings.', [
  ['NETCONFA_IFINDEX', 1, s32, 'Index of the interface; -1 is all, -2 is the default of new ones.'],
  ['NETCONFA_FORWARDING', 2, s32, '1: forwards packets.'],
  ['NETCONFA_RP_FILTER', 3, s32, 'IPv4: reverse path filter, 0 off, 1 strict, 2 loose.'],
  ['NETCONFA_MC_FORWARDING', 4, s32, '1: forwards multicast.'],
  ['NETCONFA_PROXY_NEIGH', 5, s32, '1: answers ARP or neighbour solicitations for others.'],
  ['NETCONFA_IGNORE_ROUTES_WITH_LINKDOWN', 6, s32, '1: routes without carrier do not count.'],
  ['NETCONFA_INPUT', 7, s32, 'MPLS: 1: takes labelled packets.'],
  ['NETCONFA_BC_FORWARDING', 8, s32, 'IPv4: 1: forwards directed broadcasts.'],
  ['NETCONFA_FORCE_FORWARDING', 9, s32, 'IPv6: 1: forwards on this interface, whatever the others do.']
])

export const netconf = message({
  name: 'netconf',
  doc: 'Settings of an address family, of an interface, of all or of new ones.',
  header: netconfmsg,
  attributes: netconfAttributes,
  messages: { RTM_NEWNETCONF: 80, RTM_DELNETCONF: 81, RTM_GETNETCONF: 82 },
  identity: ['family', 'ifindex']
})

/** What matches and targets of iptables are told of where they run: include/uapi/linux/netfilter.h. */
import { enumeration } from '@nlkit/core/schema'

export const netfilterHooks = enumeration('NetfilterHook', 'NF_INET', [
  ['NF_INET_PRE_ROUTING', 0, 'Before the route is looked up.'],
  ['NF_INET_LOCAL_IN', 1, 'For this host.'],
  ['NF_INET_FORWARD', 2, 'For another.'],
  ['NF_INET_LOCAL_OUT', 3, 'From this host.'],
  ['NF_INET_POST_ROUTING', 4, 'About to leave.'],
  ['NF_INET_INGRESS', 5, 'As it came in.']
])

export const netfilterFamilies = enumeration('NetfilterFamily', 'NFPROTO', [
  ['NFPROTO_UNSPEC', 0, 'None in particular.'],
  ['NFPROTO_INET', 1, 'IPv4 and IPv6.'],
  ['NFPROTO_IPV4', 2],
  ['NFPROTO_ARP', 3],
  ['NFPROTO_NETDEV', 5, 'An interface.'],
  ['NFPROTO_BRIDGE', 7, 'Bridges.'],
  ['NFPROTO_IPV6', 10],
  ['NFPROTO_DECNET', 12, 'Unused.']
])

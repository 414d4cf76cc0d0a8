/** Prefixes of router advertisements: linux/rtnetlink.h; net/ipv6/addrconf.c, inet6_prefix_notify(). */
import { attributes, flagged, flags, ipv6, message, padding, s32, struct, u32, u8 } from '@nlkit/core/schema'
import { family } from '../family/schema.ts'

/** include/net/if_inet6.h. */
export const prefixFlags = flags('IF_PREFIX', [
  ['IF_PREFIX_ONLINK', 0x01, 'On the link.'],
  ['IF_PREFIX_AUTOCONF', 0x02, 'Addresses are made of it.']
])

export const prefixmsg = struct('prefixmsg', 'prefix_', [
  ['prefix_family', family, 'Always inet6.'],
  [padding(3)],
  ['prefix_ifindex', s32, 'Index of the interface.'],
  ['prefix_type', u8, 'Type of the option of neighbour discovery: 3.'],
  ['prefix_len', u8, 'Length of the prefix, 0 to 128.'],
  [
    'prefix_flags',
    flagged(u8, prefixFlags),
    "IF_PREFIX_*; of newer kernels the option's own: 0x80 on the link, 0x40 addresses are made of it."
  ],
  [padding(1)]
])

export const prefixCacheinfo = struct('prefix_cacheinfo', '', [
  ['preferred_time', u32, 'Preferred lifetime, seconds; 0xffffffff is for ever.'],
  ['valid_time', u32, 'Valid lifetime, seconds; 0xffffffff is for ever.']
])

export const prefix = message({
  name: 'prefix',
  doc: 'A prefix that a router advertised.',
  header: prefixmsg,
  attributes: attributes('PrefixAttributes', 'PREFIX', 'Attributes of a prefix.', [
    ['PREFIX_ADDRESS', 1, ipv6, 'The prefix.'],
    ['PREFIX_CACHEINFO', 2, prefixCacheinfo, 'Lifetimes.']
  ]),
  messages: { RTM_NEWPREFIX: 52 },
  identity: ['ifindex', 'address', 'len']
})

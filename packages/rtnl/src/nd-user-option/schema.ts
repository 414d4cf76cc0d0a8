/** Options of router advertisements for user space: linux/rtnetlink.h; net/ipv6/ndisc.c, ndisc_ra_useropt(). */
import { attributes, ip, padding, s32, struct, u16, u8 } from '@nlkit/core/schema'
import { family } from '../family/schema.ts'

export const nduseroptmsg = struct('nduseroptmsg', 'nduseropt_', [
  ['nduseropt_family', family, 'Always inet6.'],
  [padding(1)],
  ['nduseropt_opts_len', u16, 'Length of the option in bytes, which stands before the attributes.'],
  ['nduseropt_ifindex', s32, 'Index of the interface.'],
  ['nduseropt_icmp_type', u8, 'Type of the ICMPv6 message: 134.'],
  ['nduseropt_icmp_code', u8, 'Its code.'],
  [padding(6)]
])

export const ndUserOptionAttributes = attributes(
  'NdUserOptionAttributes',
  'NDUSEROPT',
  'Attributes of an option.',
  [['NDUSEROPT_SRCADDR', 1, ip(), 'The router.']]
)

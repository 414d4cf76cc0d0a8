/** Labels of IPv6 addresses, RFC 6724: linux/if_addrlabel.h; net/ipv6/addrlabel.c. */
import { attributes, ipv6, message, padding, struct, u32, u8 } from '@nlkit/core/schema'
import { family } from '../family/schema.ts'

export const ifaddrlblmsg = struct('ifaddrlblmsg', 'ifal_', [
  ['ifal_family', family, 'Always inet6.'],
  [padding(1)],
  ['ifal_prefixlen', u8, 'Length of the prefix, 0 to 128.'],
  ['ifal_flags', u8, 'Unused.'],
  ['ifal_index', u32, 'Index of the interface, 0 for all.'],
  ['ifal_seq', u32, 'Counts changes of the table.']
])

export const addressLabel = message({
  name: 'addressLabel',
  doc: 'A label of IPv6 addresses, by which source addresses are chosen.',
  header: ifaddrlblmsg,
  attributes: attributes('AddressLabelAttributes', 'IFAL', 'Attributes of a label.', [
    ['IFAL_ADDRESS', 1, ipv6, 'The prefix.'],
    ['IFAL_LABEL', 2, u32, 'The label; 0xffffffff is refused.']
  ]),
  messages: { RTM_NEWADDRLABEL: 72, RTM_DELADDRLABEL: 73, RTM_GETADDRLABEL: 74 },
  identity: ['address', 'prefixlen', 'index']
})

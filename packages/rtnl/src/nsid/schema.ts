/** Ids of network namespaces: linux/net_namespace.h; net/core/net_namespace.c. */
import { attributes, message, s32, struct, u32 } from '@nlkit/core/schema'
import { family } from '../family/schema.ts'

export const rtgenmsg = struct('rtgenmsg', 'rtgen_', [
  ['rtgen_family', family, 'unspec; of cache reports ipmr or ip6mr.']
])

export const nsidAttributes = attributes('NsidAttributes', 'NETNSA', 'Attributes of an id.', [
  ['NETNSA_NSID', 1, s32, 'The id, -1 where there is none. In requests -1 lets the kernel choose.'],
  ['NETNSA_PID', 2, u32, 'In requests: the namespace of this process.'],
  ['NETNSA_FD', 3, u32, 'In requests: the namespace of this descriptor.'],
  [
    'NETNSA_TARGET_NSID',
    4,
    s32,
    'In requests: ids as the namespace of this id has them; needs CAP_NET_ADMIN there.'
  ],
  [
    'NETNSA_CURRENT_NSID',
    5,
    s32,
    'With targetNsid: the id as the own namespace has it, -1 where there is none.'
  ]
])

export const nsid = message({
  name: 'nsid',
  doc: 'The id by which one network namespace knows another.',
  header: rtgenmsg,
  attributes: nsidAttributes,
  messages: { RTM_NEWNSID: 88, RTM_DELNSID: 89, RTM_GETNSID: 90 },
  identity: ['nsid']
})

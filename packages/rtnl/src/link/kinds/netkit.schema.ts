/** Links whose packets BPF programs see, netkit: linux/if_link.h, drivers/net/netkit.c. */
import { attributes, embedded, enumerated, enumeration, s32, u16, u32, u8 } from '@nlkit/core/schema'
import { link } from '../schema.ts'

export const netkitActions = enumeration('NetkitAction', 'NETKIT', [
  ['NETKIT_NEXT', -1, 'The next program decides.'],
  ['NETKIT_PASS', 0, 'Passes.'],
  ['NETKIT_DROP', 2, 'Is dropped.'],
  ['NETKIT_REDIRECT', 7, 'Goes to another link.']
])

/** Its constants share a prefix with the actions', so the literals are written out. */
export const netkitModes = enumeration('NetkitMode', 'NETKIT_MODE', [
  ['NETKIT_L2', 0, 'Ethernet frames.', 'l2'],
  ['NETKIT_L3', 1, 'IP packets.', 'l3']
])

export const netkitScrubs = enumeration('NetkitScrub', 'NETKIT_SCRUB', [
  ['NETKIT_SCRUB_NONE', 0, 'Mark and priority stay.'],
  ['NETKIT_SCRUB_DEFAULT', 1, 'Mark and priority are cleared.']
])

export const netkitPairings = enumeration('NetkitPairing', 'NETKIT_DEVICE', [
  ['NETKIT_DEVICE_PAIR', 0, 'A pair of links.'],
  ['NETKIT_DEVICE_SINGLE', 1, 'A link without peer.']
])

export const netkit = attributes('Netkit', 'IFLA_NETKIT', 'Settings of a netkit.', [
  ['IFLA_NETKIT_PEER_INFO', 1, embedded(() => link), 'In requests: the other end, its name, MTU, namespace.'],
  ['IFLA_NETKIT_PRIMARY', 2, u8, '1: the end that programs are attached by. Only told.'],
  ['IFLA_NETKIT_POLICY', 3, enumerated(s32, netkitActions), 'What happens without a program.'],
  [
    'IFLA_NETKIT_PEER_POLICY',
    4,
    enumerated(s32, netkitActions),
    'What happens at the other end without a program.'
  ],
  ['IFLA_NETKIT_MODE', 5, enumerated(u32, netkitModes), 'What it carries, L3 by default.'],
  ['IFLA_NETKIT_SCRUB', 6, enumerated(u32, netkitScrubs), 'Whether packets are scrubbed.'],
  [
    'IFLA_NETKIT_PEER_SCRUB',
    7,
    enumerated(u32, netkitScrubs),
    'Whether packets are scrubbed at the other end.'
  ],
  ['IFLA_NETKIT_HEADROOM', 8, u16, 'Room before packets, bytes.'],
  ['IFLA_NETKIT_TAILROOM', 9, u16, 'Room behind packets, bytes.'],
  ['IFLA_NETKIT_PAIRING', 10, enumerated(u32, netkitPairings), 'Whether it has a peer.']
])

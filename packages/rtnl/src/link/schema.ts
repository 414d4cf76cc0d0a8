/** Links: linux/if_link.h, linux/if.h; net/core/rtnetlink.c. */
import {
  attributes,
  binary,
  choice,
  enumerated,
  enumeration,
  flagged,
  flags,
  hardwareAddress,
  message,
  multi,
  nest,
  pad,
  padding,
  s32,
  string,
  struct,
  u16,
  u32,
  u8,
  uint,
  usual
} from '@nlkit/core/schema'
import { family } from '../family/schema.ts'
import { afSpec, inet6 } from './af-spec.schema.ts'
import { bridgeAfSpec } from './bridge-af-spec.schema.ts'
import { bridgePort } from './kinds/bridge-port.schema.ts'
import { linkinfo } from './linkinfo.schema.ts'
import { rtnlLinkIfmap, rtnlLinkStats, rtnlLinkStats64 } from './stats.schema.ts'
import { linkType } from './types.schema.ts'
import { port, vfPorts, vfinfoList } from './vf.schema.ts'
import { xdp } from './xdp.schema.ts'

export const linkFlags = flags('IFF', [
  ['IFF_UP', 0x1, 'Administratively up.'],
  ['IFF_BROADCAST', 0x2, 'Has a broadcast address.'],
  ['IFF_DEBUG', 0x4, 'Debugging.'],
  ['IFF_LOOPBACK', 0x8, 'Loopback.'],
  ['IFF_POINTOPOINT', 0x10, 'Has a single peer.'],
  ['IFF_NOTRAILERS', 0x20, 'Unused.'],
  ['IFF_RUNNING', 0x40, 'Operational.'],
  ['IFF_NOARP', 0x80, 'No ARP.'],
  ['IFF_PROMISC', 0x100, 'Receives all packets.'],
  ['IFF_ALLMULTI', 0x200, 'Receives all multicast.'],
  ['IFF_MASTER', 0x400, 'Has slaves.'],
  ['IFF_SLAVE', 0x800, 'Is a slave.'],
  ['IFF_MULTICAST', 0x1000, 'Can do multicast.'],
  ['IFF_PORTSEL', 0x2000, 'Can choose its medium.'],
  ['IFF_AUTOMEDIA', 0x4000, 'Chooses its medium.'],
  ['IFF_DYNAMIC', 0x8000, 'Its addresses go when it goes down.'],
  ['IFF_LOWER_UP', 0x10000, 'Has carrier.'],
  ['IFF_DORMANT', 0x20000, 'Waits for something.'],
  ['IFF_ECHO', 0x40000, 'Echoes what is sent (CAN).']
])

export const extFilters = flags('RTEXT_FILTER', [
  ['RTEXT_FILTER_VF', 1 << 0, 'Virtual functions.'],
  ['RTEXT_FILTER_BRVLAN', 1 << 1, 'VLANs of bridge ports.'],
  ['RTEXT_FILTER_BRVLAN_COMPRESSED', 1 << 2, 'VLANs of bridge ports, as ranges.'],
  ['RTEXT_FILTER_SKIP_STATS', 1 << 3, 'No statistics.'],
  ['RTEXT_FILTER_MRP', 1 << 4, 'MRP of bridge ports.'],
  ['RTEXT_FILTER_CFM_CONFIG', 1 << 5, 'CFM settings of bridges.'],
  ['RTEXT_FILTER_CFM_STATUS', 1 << 6, 'CFM state of bridges.'],
  ['RTEXT_FILTER_MST', 1 << 7, 'Spanning trees of bridge ports.']
])

export const operStates = enumeration('OperState', 'IF_OPER', [
  ['IF_OPER_UNKNOWN', 0],
  ['IF_OPER_NOTPRESENT', 1, 'The hardware is missing.'],
  ['IF_OPER_DOWN', 2],
  ['IF_OPER_LOWERLAYERDOWN', 3, 'What it stands on is down.'],
  ['IF_OPER_TESTING', 4],
  ['IF_OPER_DORMANT', 5, 'Waits for something: 802.1X.'],
  ['IF_OPER_UP', 6]
])

export const linkModes = enumeration('LinkMode', 'IF_LINK_MODE', [
  ['IF_LINK_MODE_DEFAULT', 0],
  ['IF_LINK_MODE_DORMANT', 1, 'Goes from down to dormant, not to up.'],
  ['IF_LINK_MODE_TESTING', 2, 'Goes from down to testing.']
])

export const linkEvents = enumeration('LinkEvent', 'IFLA_EVENT', [
  ['IFLA_EVENT_NONE', 0],
  ['IFLA_EVENT_REBOOT', 1, 'Internal reset.'],
  ['IFLA_EVENT_FEATURES', 2, 'Offload features changed.'],
  ['IFLA_EVENT_BONDING_FAILOVER', 3, 'The active slave changed.'],
  ['IFLA_EVENT_NOTIFY_PEERS', 4, 'Peers are to be told of its addresses.'],
  ['IFLA_EVENT_IGMP_RESEND', 5, 'Memberships are to be told again.'],
  ['IFLA_EVENT_BONDING_OPTIONS', 6, 'Settings of a bond changed.']
])

export const ifinfomsg = struct('ifinfomsg', 'ifi_', [
  ['ifi_family', family, "unspec, or bridge in messages about a bridge's port."],
  [padding(1)],
  ['ifi_type', linkType, 'Kind of link layer.'],
  ['ifi_index', s32, 'Index, unique in its network namespace.'],
  ['ifi_flags', flagged(u32, linkFlags), 'Flags, IFF_*.'],
  ['ifi_change', u32, 'In requests: which flags are meant. In events: which changed.']
])

const propList = attributes('PropList', 'IFLA', 'Properties.', [
  ['IFLA_ALT_IFNAME', 53, multi(string(127)), 'Alternative names.']
])

const protoDownReason = attributes(
  'ProtoDownReason',
  'IFLA_PROTO_DOWN_REASON',
  'Why protocols hold a link down.',
  [
    ['IFLA_PROTO_DOWN_REASON_MASK', 1, u32, 'In requests: which bits are meant.'],
    ['IFLA_PROTO_DOWN_REASON_VALUE', 2, u32, "Reasons, a bit each; their meaning is the administrator's."]
  ]
)

const dpllPin = attributes('LinkDpllPin', 'DPLL_A_PIN', 'A DPLL pin.', [
  ['DPLL_A_PIN_ID', 1, u32, 'Its id, as the dpll family of generic netlink has it.']
])

const devlinkPort = attributes('DevlinkPort', 'DEVLINK_ATTR', 'A devlink port.', [
  ['DEVLINK_ATTR_BUS_NAME', 1, string(), 'Bus.'],
  ['DEVLINK_ATTR_DEV_NAME', 2, string(), 'Device.'],
  ['DEVLINK_ATTR_PORT_INDEX', 3, u32, 'Number.']
])

const allAttributes = attributes('LinkAttributes', 'IFLA', 'Attributes of a link.', [
  ['IFLA_ADDRESS', 1, hardwareAddress(), 'Hardware address.'],
  ['IFLA_BROADCAST', 2, hardwareAddress(), "Hardware broadcast address; on a tunnel, the peer's."],
  ['IFLA_IFNAME', 3, string(15), 'Name, at most 15 bytes.'],
  ['IFLA_MTU', 4, u32, 'MTU, bytes.'],
  [
    'IFLA_LINK',
    5,
    u32,
    'Index of the link below it, or of the other end; in linkNetnsid where that is present.'
  ],
  ['IFLA_QDISC', 6, string(15), 'Kind of its root qdisc.'],
  ['IFLA_STATS', 7, rtnlLinkStats, 'Statistics in 32 bits.'],
  ['IFLA_COST', 8, binary(), 'Unused.'],
  ['IFLA_PRIORITY', 9, binary(), 'Unused.'],
  ['IFLA_MASTER', 10, u32, 'Index of the link that it is a slave of; 0 in requests takes it out.'],
  ['IFLA_WIRELESS', 11, binary(), 'An event of the wireless extensions.'],
  [
    'IFLA_PROTINFO',
    12,
    choice(
      '/family',
      { bridge: nest(bridgePort), inet6: nest(inet6) },
      { otherwise: nest(bridgePort), as: 'merged' }
    ),
    'Family bridge: as a port. Family inet6: as an IPv6 interface.'
  ],
  ['IFLA_TXQLEN', 13, u32, 'Length of its transmit queue, packets.'],
  ['IFLA_MAP', 14, rtnlLinkIfmap, 'Hardware settings.'],
  ['IFLA_WEIGHT', 15, u32, 'Unused.'],
  ['IFLA_OPERSTATE', 16, enumerated(u8, operStates), 'Operational state, RFC 2863.'],
  ['IFLA_LINKMODE', 17, enumerated(u8, linkModes), 'How it comes up.'],
  ['IFLA_LINKINFO', 18, nest(() => linkinfo, { flagged: false }), 'Its kind.'],
  ['IFLA_NET_NS_PID', 19, u32, 'In requests: to the network namespace of this process.'],
  ['IFLA_IFALIAS', 20, string(255), 'Description, at most 255 bytes.'],
  ['IFLA_NUM_VF', 21, u32, 'Virtual functions.'],
  ['IFLA_VFINFO_LIST', 22, nest(vfinfoList, { flagged: false }), 'Virtual functions.'],
  ['IFLA_STATS64', 23, rtnlLinkStats64, 'Statistics.'],
  ['IFLA_VF_PORTS', 24, nest(vfPorts, { flagged: false }), 'Ports of virtual functions.'],
  ['IFLA_PORT_SELF', 25, nest(port, { flagged: false }), 'Port of the link itself.'],
  [
    'IFLA_AF_SPEC',
    26,
    choice(
      '/family',
      { bridge: nest(bridgeAfSpec, { flagged: false }) },
      { otherwise: nest(afSpec, { flagged: false }), as: 'merged' }
    ),
    'Settings by address family. Family bridge: by the bridge.'
  ],
  ['IFLA_GROUP', 27, u32, 'Group of links, a number of the administrator.'],
  ['IFLA_NET_NS_FD', 28, u32, 'In requests: to the network namespace of this descriptor.'],
  ['IFLA_EXT_MASK', 29, flagged(u32, extFilters), 'In requests: what to tell besides, RTEXT_FILTER_*.'],
  ['IFLA_PROMISCUITY', 30, u32, 'How many want it to receive all packets.'],
  ['IFLA_NUM_TX_QUEUES', 31, u32, 'Transmit queues.'],
  ['IFLA_NUM_RX_QUEUES', 32, u32, 'Receive queues.'],
  ['IFLA_CARRIER', 33, u8, '1: has carrier.'],
  ['IFLA_PHYS_PORT_ID', 34, binary({ max: 32 }), 'Id of its physical port.'],
  ['IFLA_CARRIER_CHANGES', 35, u32, 'How often the carrier came or went.'],
  ['IFLA_PHYS_SWITCH_ID', 36, binary({ max: 32 }), 'Id of its switch.'],
  ['IFLA_LINK_NETNSID', 37, s32, 'Id of the network namespace that link is in, -1 is unknown.'],
  ['IFLA_PHYS_PORT_NAME', 38, string(15), 'Name of its physical port.'],
  ['IFLA_PROTO_DOWN', 39, u8, '1: a protocol holds it down.'],
  ['IFLA_GSO_MAX_SEGS', 40, u32, 'Most segments of a GSO packet.'],
  ['IFLA_GSO_MAX_SIZE', 41, u32, 'Largest GSO packet, bytes.'],
  ['IFLA_PAD', 42, pad, 'Aligns.'],
  ['IFLA_XDP', 43, nest(xdp, { flagged: false }), 'XDP programs.'],
  ['IFLA_EVENT', 44, enumerated(u32, linkEvents), 'Why the event came.'],
  ['IFLA_NEW_NETNSID', 45, s32, 'On deletion: id of the network namespace that it goes to.'],
  ['IFLA_TARGET_NETNSID', 46, s32, 'In requests: id of the network namespace that is meant.'],
  ['IFLA_CARRIER_UP_COUNT', 47, u32, 'How often the carrier came.'],
  ['IFLA_CARRIER_DOWN_COUNT', 48, u32, 'How often the carrier went.'],
  ['IFLA_NEW_IFINDEX', 49, s32, 'On deletion: index in the network namespace that it goes to.'],
  ['IFLA_MIN_MTU', 50, u32, 'Smallest MTU, bytes.'],
  ['IFLA_MAX_MTU', 51, u32, 'Largest MTU, bytes; 0 is no limit.'],
  ['IFLA_PROP_LIST', 52, nest(propList), 'Properties: alternative names.'],
  ['IFLA_ALT_IFNAME', 53, string(127), 'In requests: an alternative name that is meant.'],
  ['IFLA_PERM_ADDRESS', 54, hardwareAddress(), 'Permanent hardware address.'],
  ['IFLA_PROTO_DOWN_REASON', 55, nest(protoDownReason), 'Why protocols hold it down.'],
  ['IFLA_PARENT_DEV_NAME', 56, string(), 'Name of its device: a PCI address.'],
  ['IFLA_PARENT_DEV_BUS_NAME', 57, string(), 'Bus of its device: `pci`.'],
  ['IFLA_GRO_MAX_SIZE', 58, u32, 'Largest GRO packet, bytes.'],
  ['IFLA_TSO_MAX_SIZE', 59, u32, 'Largest packet that hardware segments, bytes.'],
  ['IFLA_TSO_MAX_SEGS', 60, u32, 'Most segments of a packet that hardware segments.'],
  ['IFLA_ALLMULTI', 61, u32, 'How many want it to receive all multicast.'],
  ['IFLA_DEVLINK_PORT', 62, nest(devlinkPort), 'Its devlink port.'],
  ['IFLA_GSO_IPV4_MAX_SIZE', 63, u32, 'Largest GSO packet of IPv4, bytes.'],
  ['IFLA_GRO_IPV4_MAX_SIZE', 64, u32, 'Largest GRO packet of IPv4, bytes.'],
  ['IFLA_DPLL_PIN', 65, nest(dpllPin), 'DPLL pin of its clock.'],
  ['IFLA_MAX_PACING_OFFLOAD_HORIZON', 66, uint, 'How far ahead hardware can time packets, nanoseconds.'],
  ['IFLA_NETNS_IMMUTABLE', 67, u8, '1: stays in its network namespace.'],
  ['IFLA_HEADROOM', 68, u16, 'Room it needs before packets, bytes.'],
  ['IFLA_TAILROOM', 69, u16, 'Room it needs behind packets, bytes.']
])

/** In dumps and events of every link since Linux 6.3 (rtnl_fill_ifinfo()). */
export const linkAttributes = usual(allAttributes, [
  'IFLA_IFNAME',
  'IFLA_TXQLEN',
  'IFLA_OPERSTATE',
  'IFLA_LINKMODE',
  'IFLA_MTU',
  'IFLA_GROUP',
  'IFLA_PROMISCUITY',
  'IFLA_NUM_TX_QUEUES',
  'IFLA_GSO_MAX_SEGS',
  'IFLA_GSO_MAX_SIZE',
  'IFLA_NUM_RX_QUEUES',
  'IFLA_CARRIER',
  'IFLA_CARRIER_CHANGES',
  'IFLA_CARRIER_UP_COUNT',
  'IFLA_CARRIER_DOWN_COUNT',
  'IFLA_PROTO_DOWN',
  'IFLA_MAP',
  'IFLA_ADDRESS',
  'IFLA_BROADCAST',
  'IFLA_STATS64',
  'IFLA_STATS',
  'IFLA_XDP',
  'IFLA_QDISC',
  'IFLA_AF_SPEC',
  'IFLA_MIN_MTU',
  'IFLA_MAX_MTU',
  'IFLA_ALLMULTI',
  'IFLA_GRO_MAX_SIZE',
  'IFLA_GSO_IPV4_MAX_SIZE',
  'IFLA_GRO_IPV4_MAX_SIZE',
  'IFLA_TSO_MAX_SIZE',
  'IFLA_TSO_MAX_SEGS'
])

export const link = message({
  name: 'link',
  doc: 'A network interface. Of family bridge: as the port of a bridge.',
  header: ifinfomsg,
  attributes: linkAttributes,
  messages: {
    RTM_NEWLINK: 16,
    RTM_DELLINK: 17,
    RTM_GETLINK: 18,
    RTM_SETLINK: 19,
    RTM_NEWLINKPROP: 108,
    RTM_DELLINKPROP: 109,
    RTM_GETLINKPROP: 110
  },
  identity: ['index']
})

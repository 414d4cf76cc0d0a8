/** Tunnel metadata for IPv4 and IPv6 tunnels in external mode: linux/lwtunnel.h, net/ipv4/ip_tunnel_core.c. */
import {
  attributes,
  be16,
  be32,
  binary,
  flagged,
  flags,
  ipv4,
  ipv6,
  multi,
  nest,
  network,
  pad,
  quantity,
  u32,
  u8
} from '@nlkit/core/schema'

/** include/uapi/linux/if_tunnel.h, in numbers as lwtunnel attributes carry them. */
export const tunnelFlags = flags('TUNNEL', [
  ['TUNNEL_CSUM', 0x01, 'Checksum.'],
  ['TUNNEL_ROUTING', 0x02],
  ['TUNNEL_KEY', 0x04, 'The id is used.'],
  ['TUNNEL_SEQ', 0x08, 'Sequence numbers.'],
  ['TUNNEL_STRICT', 0x10],
  ['TUNNEL_REC', 0x20],
  ['TUNNEL_VERSION', 0x40],
  ['TUNNEL_NO_KEY', 0x80],
  ['TUNNEL_DONT_FRAGMENT', 0x100],
  ['TUNNEL_OAM', 0x200],
  ['TUNNEL_CRIT_OPT', 0x400],
  ['TUNNEL_GENEVE_OPT', 0x800],
  ['TUNNEL_VXLAN_OPT', 0x1000],
  ['TUNNEL_NOCACHE', 0x2000],
  ['TUNNEL_ERSPAN_OPT', 0x4000],
  ['TUNNEL_GTP_OPT', 0x8000]
])

const geneve = attributes('EncapGeneveOption', 'LWTUNNEL_IP_OPT_GENEVE', 'A Geneve option.', [
  ['LWTUNNEL_IP_OPT_GENEVE_CLASS', 1, be16, 'Class.'],
  ['LWTUNNEL_IP_OPT_GENEVE_TYPE', 2, u8, 'Type.'],
  ['LWTUNNEL_IP_OPT_GENEVE_DATA', 3, binary({ min: 4, max: 124 }), 'Data, a multiple of four bytes.']
])

const vxlan = attributes('EncapVxlanOption', 'LWTUNNEL_IP_OPT_VXLAN', 'VXLAN metadata.', [
  ['LWTUNNEL_IP_OPT_VXLAN_GBP', 1, u32, 'Group policy.']
])

const erspan = attributes('EncapErspanOption', 'LWTUNNEL_IP_OPT_ERSPAN', 'ERSPAN metadata.', [
  ['LWTUNNEL_IP_OPT_ERSPAN_VER', 1, u8, 'Version, 1 or 2.'],
  ['LWTUNNEL_IP_OPT_ERSPAN_INDEX', 2, be32, 'Version 1: index.'],
  ['LWTUNNEL_IP_OPT_ERSPAN_DIR', 3, u8, 'Version 2: direction.'],
  ['LWTUNNEL_IP_OPT_ERSPAN_HWID', 4, u8, 'Version 2: hardware id.']
])

export const encapOptions = attributes('EncapOptions', 'LWTUNNEL_IP_OPTS', 'Options of the tunnel.', [
  ['LWTUNNEL_IP_OPTS_GENEVE', 1, multi(nest(geneve)), 'Geneve options.'],
  ['LWTUNNEL_IP_OPTS_VXLAN', 2, nest(vxlan), 'VXLAN metadata.'],
  ['LWTUNNEL_IP_OPTS_ERSPAN', 3, nest(erspan), 'ERSPAN metadata.']
])

export const ipEncap = attributes('IpEncap', 'LWTUNNEL_IP', 'Packets get an IPv4 tunnel header.', [
  ['LWTUNNEL_IP_ID', 1, network(quantity), 'Tunnel id: VNI, key.'],
  ['LWTUNNEL_IP_DST', 2, ipv4, 'Destination of the outer header.'],
  ['LWTUNNEL_IP_SRC', 3, ipv4, 'Source of the outer header.'],
  ['LWTUNNEL_IP_TTL', 4, u8, 'TTL of the outer header.'],
  ['LWTUNNEL_IP_TOS', 5, u8, 'TOS of the outer header.'],
  ['LWTUNNEL_IP_FLAGS', 6, flagged(be16, tunnelFlags), 'TUNNEL_*.'],
  ['LWTUNNEL_IP_PAD', 7, pad, 'Aligns.'],
  ['LWTUNNEL_IP_OPTS', 8, nest(encapOptions), 'Options.']
])

export const ip6Encap = attributes('Ip6Encap', 'LWTUNNEL_IP6', 'Packets get an IPv6 tunnel header.', [
  ['LWTUNNEL_IP6_ID', 1, network(quantity), 'Tunnel id: VNI, key.'],
  ['LWTUNNEL_IP6_DST', 2, ipv6, 'Destination of the outer header.'],
  ['LWTUNNEL_IP6_SRC', 3, ipv6, 'Source of the outer header.'],
  ['LWTUNNEL_IP6_HOPLIMIT', 4, u8, 'Hop limit of the outer header.'],
  ['LWTUNNEL_IP6_TC', 5, u8, 'Traffic class of the outer header.'],
  ['LWTUNNEL_IP6_FLAGS', 6, flagged(be16, tunnelFlags), 'TUNNEL_*.'],
  ['LWTUNNEL_IP6_PAD', 7, pad, 'Aligns.'],
  ['LWTUNNEL_IP6_OPTS', 8, nest(encapOptions), 'Options.']
])

/** UDP around tunnels: linux/if_tunnel.h. */
import { enumeration, flags } from '@nlkit/core/schema'

export const tunnelEncapTypes = enumeration('TunnelEncapType', 'TUNNEL_ENCAP', [
  ['TUNNEL_ENCAP_NONE', 0, 'None.'],
  ['TUNNEL_ENCAP_FOU', 1, 'Foo over UDP.'],
  ['TUNNEL_ENCAP_GUE', 2, 'Generic UDP encapsulation.'],
  ['TUNNEL_ENCAP_MPLS', 3, 'MPLS.']
])

export const tunnelEncapFlags = flags('TUNNEL_ENCAP_FLAG', [
  ['TUNNEL_ENCAP_FLAG_CSUM', 0x1, 'UDP checksums over IPv4.'],
  ['TUNNEL_ENCAP_FLAG_CSUM6', 0x2, 'UDP checksums over IPv6.'],
  ['TUNNEL_ENCAP_FLAG_REMCSUM', 0x4, 'Remote checksum offload.']
])

export const ip6TunnelFlags = flags('IP6_TNL_F', [
  ['IP6_TNL_F_IGN_ENCAP_LIMIT', 0x1, 'No encapsulation limit.'],
  ['IP6_TNL_F_USE_ORIG_TCLASS', 0x2, 'Traffic class as in the packet inside.'],
  ['IP6_TNL_F_USE_ORIG_FLOWLABEL', 0x4, 'Flow label as in the packet inside.'],
  ['IP6_TNL_F_MIP6_DEV', 0x8, 'Mobile IPv6.'],
  ['IP6_TNL_F_RCV_DSCP_COPY', 0x10, 'The DSCP is copied to the packet inside when it comes.'],
  ['IP6_TNL_F_USE_ORIG_FWMARK', 0x20, 'Firewall mark as of the packet inside.'],
  ['IP6_TNL_F_ALLOW_LOCAL_REMOTE', 0x40, 'The other end may be an address of this host.'],
  ['IP6_TNL_F_CAP_XMIT', 0x10000, 'Told by the kernel: can send.'],
  ['IP6_TNL_F_CAP_RCV', 0x20000, 'Told by the kernel: can receive.'],
  ['IP6_TNL_F_CAP_PER_PACKET', 0x40000, 'Told by the kernel: depends on the packet.']
])

/** Options of tunnels that tunnel_key sets: TCA_TUNNEL_KEY_ENC_OPT* in include/uapi/linux/tc_act/tc_tunnel_key.h. */
import { attributes, be16, be32, binary, multi, nest, u32, u8 } from '@nlkit/core/schema'

export const tunnelKeyGeneve = attributes(
  'TunnelKeyGeneveOption',
  'TCA_TUNNEL_KEY_ENC_OPT_GENEVE',
  'A Geneve option.',
  [
    ['TCA_TUNNEL_KEY_ENC_OPT_GENEVE_CLASS', 1, be16, 'Class.'],
    ['TCA_TUNNEL_KEY_ENC_OPT_GENEVE_TYPE', 2, u8, 'Type.'],
    ['TCA_TUNNEL_KEY_ENC_OPT_GENEVE_DATA', 3, binary({ min: 4, max: 124 }), 'Data, a multiple of four bytes.']
  ]
)

const vxlan = attributes('TunnelKeyVxlanOption', 'TCA_TUNNEL_KEY_ENC_OPT_VXLAN', 'VXLAN metadata.', [
  ['TCA_TUNNEL_KEY_ENC_OPT_VXLAN_GBP', 1, u32, 'Group policy.']
])

const erspan = attributes('TunnelKeyErspanOption', 'TCA_TUNNEL_KEY_ENC_OPT_ERSPAN', 'ERSPAN metadata.', [
  ['TCA_TUNNEL_KEY_ENC_OPT_ERSPAN_VER', 1, u8, 'Version, 1 or 2.'],
  ['TCA_TUNNEL_KEY_ENC_OPT_ERSPAN_INDEX', 2, be32, 'Version 1: index.'],
  ['TCA_TUNNEL_KEY_ENC_OPT_ERSPAN_DIR', 3, u8, 'Version 2: direction.'],
  ['TCA_TUNNEL_KEY_ENC_OPT_ERSPAN_HWID', 4, u8, 'Version 2: hardware id.']
])

export const tunnelKeyEncOpts = attributes(
  'TunnelKeyEncOpts',
  'TCA_TUNNEL_KEY_ENC_OPTS',
  'Options of the tunnel.',
  [
    ['TCA_TUNNEL_KEY_ENC_OPTS_GENEVE', 1, multi(nest(tunnelKeyGeneve)), 'Geneve options.'],
    ['TCA_TUNNEL_KEY_ENC_OPTS_VXLAN', 2, nest(vxlan), 'VXLAN metadata.'],
    ['TCA_TUNNEL_KEY_ENC_OPTS_ERSPAN', 3, nest(erspan), 'ERSPAN metadata.']
  ]
)

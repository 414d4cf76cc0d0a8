/** Options of tunnels that flower matches: TCA_FLOWER_KEY_ENC_OPT* in include/uapi/linux/pkt_cls.h. */
import { attributes, be16, be32, binary, id, multi, nest, network, u32, u8 } from '@nlkit/core/schema'

export const flowerGeneve = attributes(
  'FlowerGeneveOption',
  'TCA_FLOWER_KEY_ENC_OPT_GENEVE',
  'A Geneve option.',
  [
    ['TCA_FLOWER_KEY_ENC_OPT_GENEVE_CLASS', 1, be16, 'Class.'],
    ['TCA_FLOWER_KEY_ENC_OPT_GENEVE_TYPE', 2, u8, 'Type.'],
    ['TCA_FLOWER_KEY_ENC_OPT_GENEVE_DATA', 3, binary({ min: 4, max: 128 }), 'Data, a multiple of four bytes.']
  ]
)

const vxlan = attributes('FlowerVxlanOption', 'TCA_FLOWER_KEY_ENC_OPT_VXLAN', 'VXLAN metadata.', [
  ['TCA_FLOWER_KEY_ENC_OPT_VXLAN_GBP', 1, u32, 'Group policy.']
])

const erspan = attributes('FlowerErspanOption', 'TCA_FLOWER_KEY_ENC_OPT_ERSPAN', 'ERSPAN metadata.', [
  ['TCA_FLOWER_KEY_ENC_OPT_ERSPAN_VER', 1, u8, 'Version, 1 or 2.'],
  ['TCA_FLOWER_KEY_ENC_OPT_ERSPAN_INDEX', 2, be32, 'Version 1: index.'],
  ['TCA_FLOWER_KEY_ENC_OPT_ERSPAN_DIR', 3, u8, 'Version 2: direction.'],
  ['TCA_FLOWER_KEY_ENC_OPT_ERSPAN_HWID', 4, u8, 'Version 2: hardware id.']
])

const gtp = attributes('FlowerGtpOption', 'TCA_FLOWER_KEY_ENC_OPT_GTP', 'GTP metadata.', [
  ['TCA_FLOWER_KEY_ENC_OPT_GTP_PDU_TYPE', 1, u8, 'PDU type.'],
  ['TCA_FLOWER_KEY_ENC_OPT_GTP_QFI', 2, u8, 'Flow identifier of the quality of service.']
])

const pfcp = attributes('FlowerPfcpOption', 'TCA_FLOWER_KEY_ENC_OPT_PFCP', 'PFCP metadata.', [
  ['TCA_FLOWER_KEY_ENC_OPT_PFCP_TYPE', 1, u8, '1: of a session, 0: of a node.'],
  ['TCA_FLOWER_KEY_ENC_OPT_PFCP_SEID', 2, network(id), 'Session endpoint identifier.']
])

export const flowerEncOpts = attributes(
  'FlowerEncOpts',
  'TCA_FLOWER_KEY_ENC_OPTS',
  'Options of the tunnel.',
  [
    ['TCA_FLOWER_KEY_ENC_OPTS_GENEVE', 1, multi(nest(flowerGeneve)), 'Geneve options, in order.'],
    ['TCA_FLOWER_KEY_ENC_OPTS_VXLAN', 2, nest(vxlan), 'VXLAN metadata.'],
    ['TCA_FLOWER_KEY_ENC_OPTS_ERSPAN', 3, nest(erspan), 'ERSPAN metadata.'],
    ['TCA_FLOWER_KEY_ENC_OPTS_GTP', 4, nest(gtp), 'GTP metadata.'],
    ['TCA_FLOWER_KEY_ENC_OPTS_PFCP', 5, nest(pfcp), 'PFCP metadata.']
  ]
)

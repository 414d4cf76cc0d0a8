/** tunnel_key, sets and takes tunnel metadata: net/sched/act_tunnel_key.c. */
import {
  attributes,
  be16,
  be32,
  custom,
  enumerated,
  enumeration,
  flag,
  ipv4,
  ipv6,
  pad,
  s32,
  struct,
  u8
} from '@nlkit/core/schema'
import { generic } from './generic.ts'
import { tcfT } from './tcf-t.schema.ts'
import { tunnelKeyEncOpts } from './tunnel-options.schema.ts'

export const tunnelKeyActions = enumeration('TunnelKeyAction', 'TCA_TUNNEL_KEY_ACT', [
  ['TCA_TUNNEL_KEY_ACT_SET', 1, 'Sets metadata.'],
  ['TCA_TUNNEL_KEY_ACT_RELEASE', 2, 'Takes metadata off.']
])

export const tcTunnelKey = struct(
  'tc_tunnel_key',
  '',
  [...generic, ['t_action', enumerated(s32, tunnelKeyActions), 'What is done.']],
  { doc: 'Number, result and what is done.' }
)

export const tunnelKeyOptions = attributes(
  'TunnelKeyOptions',
  'TCA_TUNNEL_KEY',
  'Sets and takes tunnel metadata.',
  [
    ['TCA_TUNNEL_KEY_TM', 1, tcfT, 'Times. Read only.'],
    ['TCA_TUNNEL_KEY_PARMS', 2, tcTunnelKey, 'Number, result and what is done. Needed.'],
    ['TCA_TUNNEL_KEY_ENC_IPV4_SRC', 3, ipv4, 'Source of the outer header.'],
    ['TCA_TUNNEL_KEY_ENC_IPV4_DST', 4, ipv4, 'Destination of the outer header.'],
    ['TCA_TUNNEL_KEY_ENC_IPV6_SRC', 5, ipv6, 'Source of the outer header.'],
    ['TCA_TUNNEL_KEY_ENC_IPV6_DST', 6, ipv6, 'Destination of the outer header.'],
    ['TCA_TUNNEL_KEY_ENC_KEY_ID', 7, be32, 'Tunnel id: VNI, key.'],
    ['TCA_TUNNEL_KEY_PAD', 8, pad, 'Aligns.'],
    ['TCA_TUNNEL_KEY_ENC_DST_PORT', 9, be16, 'UDP destination port of the outer header.'],
    ['TCA_TUNNEL_KEY_NO_CSUM', 10, u8, '1: no UDP checksum in the outer header.'],
    [
      'TCA_TUNNEL_KEY_ENC_OPTS',
      11,
      custom({
        module: './tunnel-options.ts',
        name: 'tunnelKeyOptions',
        out: 'TunnelKeyEncOpts',
        in: 'TunnelKeyEncOptsInput',
        flagged: true,
        sets: [tunnelKeyEncOpts]
      }),
      'Options of the tunnel.'
    ],
    ['TCA_TUNNEL_KEY_ENC_TOS', 12, u8, 'TOS of the outer header.'],
    ['TCA_TUNNEL_KEY_ENC_TTL', 13, u8, 'TTL of the outer header.'],
    ['TCA_TUNNEL_KEY_NO_FRAG', 14, flag, 'The outer header forbids fragments.']
  ]
)

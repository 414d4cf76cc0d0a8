/** BPF programs on a route: linux/lwtunnel.h, net/core/lwt_bpf.c. */
import { attributes, nest, ranged, string, u32 } from '@nlkit/core/schema'

const program = attributes('BpfEncapProgram', 'LWT_BPF_PROG', 'A BPF program.', [
  ['LWT_BPF_PROG_FD', 1, u32, 'Descriptor, in requests.'],
  ['LWT_BPF_PROG_NAME', 2, string(255), 'Name, for people.']
])

export const bpfEncap = attributes('BpfEncap', 'LWT_BPF', 'Packets go through BPF programs.', [
  ['LWT_BPF_IN', 1, nest(program), 'On packets that come in.'],
  ['LWT_BPF_OUT', 2, nest(program), 'On packets that go out.'],
  ['LWT_BPF_XMIT', 3, nest(program), 'On packets being sent, which may be changed.'],
  [
    'LWT_BPF_XMIT_HEADROOM',
    4,
    ranged(u32, { max: 256 }),
    'Headroom that the program needs, bytes, at most 256.'
  ]
])

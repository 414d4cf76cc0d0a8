/** Classic BPF, as filters and actions take it: struct sock_filter in include/uapi/linux/filter.h. */
import { struct, u16, u32, u8 } from '@nlkit/core/schema'

export const sockFilter = struct(
  'sock_filter',
  '',
  [
    ['code', u16, 'What it does.'],
    ['jt', u8, 'Instructions to skip when true.'],
    ['jf', u8, 'Instructions to skip when false.'],
    ['k', u32, 'Its operand.']
  ],
  { doc: 'An instruction of classic BPF.' }
)

export {
  array,
  attributes,
  choice,
  custom,
  embedded,
  headed,
  indexed,
  keyed,
  message,
  multi,
  nest,
  slots
} from './sets.ts'
export type { AttributeOptions, AttributeRow, ChoiceOptions, CustomOptions, MessageOptions } from './sets.ts'
export { sizeOf, struct } from './layout.ts'
export type { MemberOptions, MemberRow, StructOptions } from './layout.ts'
export {
  be16,
  be32,
  binary,
  bitfield32,
  bits,
  characters,
  constants,
  converted,
  counter,
  enumerated,
  enumeration,
  flag,
  flagged,
  flags,
  hardwareAddress,
  id,
  ip,
  ipv4,
  ipv6,
  labels,
  network,
  pad,
  paddedIp,
  padding,
  quantity,
  quantityOrUnlimited,
  ranged,
  s16,
  s32,
  s64,
  s8,
  sint,
  string,
  u16,
  u32,
  u8,
  uint,
  unterminated
} from './scalars.ts'
export { keyOf, literalOf, typeNameOf, withoutPrefix } from './names.ts'
export type * from './types.ts'

export { bytesOf, hostView } from './bytes.ts'
export type { Bytes } from './bytes.ts'
export { failed } from './codec.ts'
export type { Codec } from './codec.ts'
export { cut, DecodeError, deeper, malformed, short } from './decode-error.ts'
export { bits, elements, entries, keyed } from './elements.ts'
export { decodeExtended, encodeExtended, extend, extended } from './extensions.ts'
export type { Extended, Extensions, Loose, Other, PayloadCodec, SelectorValue } from './extensions.ts'
export {
  hardwareAddress,
  hardwareAddressOf,
  paddedHardwareAddress,
  parseHardwareAddress
} from './hardware-address.ts'
export {
  be64,
  be64OrUnlimited,
  beId64,
  bitfield32,
  far,
  id64,
  s64,
  sbe64,
  sint,
  u64,
  u64OrUnlimited,
  uint
} from './integers.ts'
export type { Bitfield32 } from './integers.ts'
export { ip, ipOrLabels, ipv4, ipv6, labels, paddedIp, parseIpv4, parseIpv6 } from './ip-address.ts'
export type { MplsLabel } from './ip-address.ts'
export { keyOf, locate, locateMissing } from './locate.ts'
export { flagNames, nameOf, names, selected } from './names.ts'
export type { Names } from './names.ts'
export { HIGH, LE, LOW } from './order.ts'
export { noPaths, pathTable } from './path-table.ts'
export type { Choice, Inside, Locate, PathKeys, PathTable } from './path-table.ts'
export { binary, binaryOf, characters, text } from './text.ts'
export {
  entryNumbers,
  headerOnly,
  inHostOrder,
  NLA_F_NESTED,
  NLA_F_NET_BYTEORDER,
  unknown,
  unknownAttributes
} from './unknown.ts'
export type { Attributes, AttributesInput, UnknownAttribute } from './unknown.ts'
export { Writer } from './writer.ts'
export type { LabelsInput } from './payload-writer.ts'
export type { IdInput } from './value-writer.ts'
export type { Key } from './write-buffer.ts'

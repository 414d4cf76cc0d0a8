/** Numbers, flag words, text, bytes and addresses: the payloads that have no parts. */
import { keyOf, literalOf } from './names.ts'
import type {
  BinaryType,
  Bitfield32Type,
  Constants,
  Converter,
  Enumeration,
  FlagType,
  Flags,
  HardwareAddressType,
  Integer64Type,
  IntegerType,
  IpType,
  LabelsType,
  PadType,
  Selector,
  StringType,
  VariableIntegerType,
  BitsType,
  PaddingType
} from './types.ts'

function integer(size: 1 | 2 | 4, signed: boolean, network = false): IntegerType {
  return { kind: 'integer', size, signed, network }
}

export const u8: IntegerType = integer(1, false)
export const u16: IntegerType = integer(2, false)
export const u32: IntegerType = integer(4, false)
export const s8: IntegerType = integer(1, true)
export const s16: IntegerType = integer(2, true)
export const s32: IntegerType = integer(4, true)
/** 16 bits in network order: ports, ethertypes. */
export const be16: IntegerType = integer(2, false, true)
/** 32 bits in network order: GRE keys, flow labels. */
export const be32: IntegerType = integer(4, false, true)

/** u64 statistic: a number, exact to 2^53, then the nearest double. */
export const counter: Integer64Type = { kind: 'integer64', as: 'counter', signed: false, network: false }
/** u64 that users send: a number; encode refuses integers that are not safe. */
export const quantity: Integer64Type = { kind: 'integer64', as: 'quantity', signed: false, network: false }
/** u64 that users send, where all ones mean `'unlimited'`. */
export const quantityOrUnlimited: Integer64Type = {
  kind: 'integer64',
  as: 'unlimited',
  signed: false,
  network: false
}
/** u64 that is opaque (cookie, identifier, mask): a string `0x...`. */
export const id: Integer64Type = { kind: 'integer64', as: 'id', signed: false, network: false }
/** s64: a number; encode refuses integers that are not safe. */
export const s64: Integer64Type = { kind: 'integer64', as: 'quantity', signed: true, network: false }

/** `uint` of the kernel: unsigned, 4 or 8 bytes. */
export const uint: VariableIntegerType = { kind: 'variable', signed: false }
/** `sint` of the kernel: signed, 4 or 8 bytes. */
export const sint: VariableIntegerType = { kind: 'variable', signed: true }

/** The same integer in network byte order: `network(id)` is a be64. */
export function network<T extends IntegerType | Integer64Type>(type: T): T {
  return { ...type, network: true }
}

/** An integer with narrower bounds than its width. Only for bounds that the protocol fixes for ever. */
export function ranged(
  type: IntegerType,
  bounds: { readonly min?: number; readonly max?: number }
): IntegerType {
  return { ...type, ...bounds }
}

type Row = readonly [c: string, value: number, doc?: string, name?: string]

/**
 * A closed enumeration. Rows are `[C name, number, documentation, name]`; the last two may be left out.
 * `enumeration('RouteType', 'RTN', [['RTN_UNICAST', 1]])` gives the literal `'unicast'`.
 * @param words what the tools call some of the values, `{ drop: 'shot' }`: who writes one is told the other
 */
export function enumeration(
  name: string,
  prefix: string,
  rows: readonly Row[],
  words?: Readonly<Record<string, string>>
): Enumeration {
  const entries = rows.map(([c, value, doc, literal]) => ({
    c,
    value,
    name: literal ?? literalOf(c, prefix),
    ...(doc === undefined ? {} : { doc })
  }))
  return { kind: 'enumeration', name, prefix, entries, ...(words === undefined ? {} : { words }) }
}

/** Names of a flag word's bits. Rows are `[C name, value, documentation]`. */
export function flags(
  prefix: string,
  rows: readonly (readonly [c: string, value: number, doc?: string])[]
): Flags {
  const entries = rows.map(([c, value, doc]) => ({ c, value, ...(doc === undefined ? {} : { doc }) }))
  return { kind: 'flags', prefix, entries }
}

/** Constants of the protocol that are neither attribute, enumerator nor flag. */
export function constants(rows: readonly (readonly [c: string, value: number, doc?: string])[]): Constants {
  const entries = rows.map(([c, value, doc]) => ({ c, value, ...(doc === undefined ? {} : { doc }) }))
  return { kind: 'constants', entries }
}

/** An integer that holds an enumeration's value. */
export function enumerated(type: IntegerType, values: Enumeration): IntegerType {
  return { ...type, enumeration: values }
}

/** An integer that is a flag word. */
export function flagged(type: IntegerType, bits: Flags): IntegerType {
  return { ...type, flags: bits }
}

/** An integer that users see in another form, by a hand-written pair of pure functions. */
export function converted<T extends IntegerType | Integer64Type>(type: T, converter: Converter): T {
  return { ...type, converter }
}

/** `struct nla_bitfield32`: `{ value, selector }`, the selector saying which bits are meant. */
export function bitfield32(bits?: Flags): Bitfield32Type {
  return { kind: 'bitfield32', ...(bits === undefined ? {} : { flags: bits }) }
}

/** An attribute without payload. */
export const flag: FlagType = { kind: 'flag' }

/** NUL-terminated text of at most `max` bytes, the NUL not counted. */
export function string(max?: number): StringType {
  return { kind: 'string', terminated: true, ...(max === undefined ? {} : { max }) }
}

/** Text that the kernel wants without a NUL. */
export function unterminated(max?: number): StringType {
  return { kind: 'string', terminated: false, ...(max === undefined ? {} : { max }) }
}

/** In a struct: a character array, NUL-padded. `terminated: false` where all `size` bytes may be text. */
export function characters(size: number, options: { readonly terminated?: boolean } = {}): StringType {
  const terminated = options.terminated ?? true
  return { kind: 'string', terminated, size, max: terminated ? size - 1 : size }
}

/** Bytes: of any length, of exactly `length`, or between bounds. */
export function binary(length?: number | { readonly min?: number; readonly max?: number }): BinaryType {
  if (length === undefined) return { kind: 'binary' }
  return typeof length === 'number' ? { kind: 'binary', size: length } : { kind: 'binary', ...length }
}

/**
 * `aa:bb:..`: of the length that the device has, or exactly `size` bytes. `padded`: room of `size` bytes for an address of six or more,
 * zeros behind it.
 */
export function hardwareAddress(
  size?: number,
  options: { readonly padded?: boolean } = {}
): HardwareAddressType {
  return { kind: 'hardware', padded: options.padded ?? false, ...(size === undefined ? {} : { size }) }
}

/** Four bytes. */
export const ipv4: IpType = { kind: 'ip', form: 'v4' }
/** Sixteen bytes. */
export const ipv6: IpType = { kind: 'ip', form: 'v6' }

/** An address whose length tells what it is. With `family`, AF_MPLS there makes it a label stack. */
export function ip(family?: Selector): IpType {
  return { kind: 'ip', form: 'either', ...(family === undefined ? {} : { family }) }
}

/** In a struct: sixteen bytes of which an IPv4 address uses the first four. `family` decides. */
export function paddedIp(family: Selector): IpType {
  return { kind: 'ip', form: 'padded', family }
}

/** MPLS label stack: `[{ label, tc, bos, ttl }]`. */
export const labels: LabelsType = { kind: 'labels' }

/** A number that is taken but carries nothing: alignment of 64-bit attributes, retired attributes. */
export const pad: PadType = { kind: 'pad' }

/** In a struct: `size` unnamed bytes. */
export function padding(size: number): PaddingType {
  return { kind: 'padding', size }
}

/** In a struct: C bit-fields. Rows are `[C name, width in bits, documentation]`, first declared first. */
export function bits(
  unit: IntegerType,
  rows: readonly (readonly [c: string, width: number, doc: string])[],
  prefix = ''
): BitsType {
  let shift = 0
  const fields = rows.map(([c, width, doc]) => {
    const field = { c, key: keyOf(c, prefix), doc, shift, width }
    shift += width
    return field
  })
  return { kind: 'bits', size: unit.size, network: unit.network, fields }
}

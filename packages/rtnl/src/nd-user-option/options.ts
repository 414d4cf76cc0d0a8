import { ipv6, malformed, parseIpv6, type Bytes } from '@nlkit/core/codec'

/** An option of neighbour discovery. One that does not have the form of its kind keeps its number and bytes. */
export type NdOption =
  /**
   * A prefix, RFC 4861, which Linux tells of here since 6.3: `flags` 0x80 is on the link, 0x40 makes addresses; lifetimes in
   * seconds, 0xffffffff is for ever.
   */
  | {
      type: 'prefix-information'
      prefix: string
      prefixlen: number
      flags: number
      valid: number
      preferred: number
    }
  /** Name servers, RFC 8106. `lifetime` in seconds, 0xffffffff is for ever, 0 is no longer. */
  | { type: 'rdnss'; lifetime: number; addresses: string[] }
  /** Search domains, RFC 8106. `lifetime` in seconds, likewise. */
  | { type: 'dnssl'; lifetime: number; domains: string[] }
  /** Prefix of NAT64, RFC 8781. `lifetime` in seconds, a multiple of 8 up to 65528. */
  | { type: 'pref64'; lifetime: number; prefix: string; prefixlen: number }
  /** Address of a captive portal, RFC 8910. */
  | { type: 'captive-portal'; uri: string }
  /** Any other: everything behind type and length. */
  | { type: number; data: Uint8Array }

const PREFIX_INFORMATION = 3
const RDNSS = 25
const DNSSL = 31
const CAPTIVE_PORTAL = 37
const PREF64 = 38

/** Lengths of NAT64 prefixes by their code. */
const PREF64_LENGTHS = [96, 64, 56, 48, 40, 32]

const ascii = new TextDecoder('latin1')

/** Options in a row. Their lengths are in units of 8 bytes. */
export function decodeOptions(bytes: Bytes, start: number, end: number): NdOption[] {
  const { u8 } = bytes
  const options: NdOption[] = []
  for (let at = start; at < end;) {
    const size = end - at < 2 ? 0 : (u8[at + 1] ?? 0) * 8
    if (size === 0 || size > end - at) malformed(at, size, end)
    const option = u8.slice(at, at + size)
    const raw: NdOption = { type: option[0] ?? 0, data: option.slice(2) }
    const read = structured(option)
    // What it would not be written as again is kept as it is.
    options.push(read !== undefined && isSame(encodeOption(read), option) ? read : raw)
    at += size
  }
  return options
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i])
}

function structured(option: Uint8Array): NdOption | undefined {
  const view = new DataView(option.buffer, option.byteOffset, option.length)
  switch (option[0]) {
    case PREFIX_INFORMATION: {
      if (option.length !== 32) return undefined
      const [, , prefixlen = 0, flags = 0] = option
      const [valid, preferred] = [view.getUint32(4), view.getUint32(8)]
      return { type: 'prefix-information', prefix: ipv6(option, 16, 32), prefixlen, flags, valid, preferred }
    }
    case RDNSS: {
      if (option.length % 16 !== 8) return undefined
      const addresses: string[] = []
      for (let at = 8; at < option.length; at += 16) addresses.push(ipv6(option, at, at + 16))
      return { type: 'rdnss', lifetime: view.getUint32(4), addresses }
    }
    case DNSSL: {
      const domains = readNames(option, 8)
      return domains === undefined ? undefined : { type: 'dnssl', lifetime: view.getUint32(4), domains }
    }
    case PREF64: {
      if (option.length !== 16) return undefined
      const word = view.getUint16(2)
      const prefixlen = PREF64_LENGTHS[word & 7]
      if (prefixlen === undefined) return undefined
      const address = new Uint8Array(16)
      address.set(option.subarray(4))
      return { type: 'pref64', lifetime: word & ~7, prefix: ipv6(address, 0, 16), prefixlen }
    }
    case CAPTIVE_PORTAL:
      return { type: 'captive-portal', uri: ascii.decode(option.subarray(2)).replace(/\0+$/, '') }
    default:
      return undefined
  }
}

/** Names as in RFC 1035 section 3.1, without compression, padded with zeros. */
function readNames(u8: Uint8Array, start: number): string[] | undefined {
  const names: string[] = []
  let labels: string[] = []
  for (let at = start; at < u8.length;) {
    const length = u8[at] ?? 0
    if (length > 63 || at + 1 + length > u8.length) return undefined
    if (length === 0) {
      if (labels.length > 0) names.push(labels.join('.'))
      labels = []
    } else {
      labels.push(ascii.decode(u8.subarray(at + 1, at + 1 + length)))
    }
    at += 1 + length
  }
  return labels.length === 0 ? names : undefined
}

/** @throws RangeError, TypeError for what has no room in an option */
export function encodeOptions(options: readonly NdOption[]): Uint8Array {
  return concatenated(options.map((option) => encodeOption(option)))
}

function encodeOption(option: NdOption): Uint8Array {
  if (typeof option.type === 'number') return framed(option.type, option.data)
  switch (option.type) {
    case 'prefix-information': {
      const { prefixlen, flags, valid, preferred } = option
      if (!(prefixlen >= 0 && prefixlen <= 128))
        throw new RangeError(`options.prefixlen: ${prefixlen} is not from 0 to 128`)
      const content = new Uint8Array(30)
      const view = new DataView(content.buffer)
      content.set([prefixlen, flags])
      view.setUint32(2, valid)
      view.setUint32(6, preferred)
      content.set(addressBytes(option.prefix), 14)
      return framed(PREFIX_INFORMATION, content)
    }
    case 'rdnss': {
      const addresses = option.addresses.map((address) => addressBytes(address))
      return framed(RDNSS, concatenated([lifetimeBytes(option.lifetime), ...addresses]))
    }
    case 'dnssl':
      return framed(
        DNSSL,
        concatenated([lifetimeBytes(option.lifetime), ...option.domains.map((name) => nameBytes(name))])
      )
    case 'pref64': {
      const code = PREF64_LENGTHS.indexOf(option.prefixlen)
      if (code < 0) throw new RangeError(`options.prefixlen: ${option.prefixlen} is not a length of NAT64`)
      const { lifetime } = option
      if (!(lifetime >= 0 && lifetime <= 65528 && lifetime % 8 === 0))
        throw new RangeError(`options.lifetime: ${lifetime} is not a multiple of 8 up to 65528`)
      const word = lifetime | code
      return framed(
        PREF64,
        concatenated([Uint8Array.of(word >> 8, word & 0xff), addressBytes(option.prefix).subarray(0, 12)])
      )
    }
    case 'captive-portal':
      return framed(CAPTIVE_PORTAL, latin1(option.uri))
  }
}

/** Type, length in units of 8 bytes, content, zeros. */
function framed(type: number, content: Uint8Array): Uint8Array {
  const units = Math.ceil((content.length + 2) / 8)
  if (units > 255) throw new RangeError('options: an option has at most 2038 bytes')
  const u8 = new Uint8Array(units * 8)
  u8.set([type, units])
  u8.set(content, 2)
  return u8
}

/** Two reserved bytes and the lifetime. */
function lifetimeBytes(lifetime: number): Uint8Array {
  const u8 = new Uint8Array(6)
  new DataView(u8.buffer).setUint32(2, lifetime)
  return u8
}

function addressBytes(address: string): Uint8Array {
  const u8 = new Uint8Array(16)
  if (!parseIpv6(address, u8, 0)) throw new TypeError(`options: '${address}' is not an IPv6 address`)
  return u8
}

function nameBytes(name: string): Uint8Array {
  const labels = name.split('.').map((label) => Uint8Array.of(label.length, ...latin1(label)))
  return concatenated([...labels, Uint8Array.of(0)])
}

function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => (character.codePointAt(0) ?? 0) & 0xff)
}

function concatenated(parts: readonly Uint8Array[]): Uint8Array {
  const u8 = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    u8.set(part, at)
    at += part.length
  }
  return u8
}

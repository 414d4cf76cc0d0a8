/** struct br_mdb_entry: what its address is, only the protocol behind it says, so no schema does. */
import {
  hardwareAddress,
  ipv4,
  ipv6,
  locate,
  parseHardwareAddress,
  parseIpv4,
  parseIpv6,
  type Bytes,
  type Writer
} from '@nlkit/core/codec'
import {
  decodeBrMdbEntry,
  decodeMdbEntryAttributes,
  encodeBrMdbEntry,
  encodeMdbEntryAttributes,
  mdbEntryAttributesPaths,
  type BrMdbEntry,
  type BrMdbEntryInput,
  type MdbEntryAttributes,
  type MdbEntryAttributesInput
} from './entry.codec.ts'

const SIZE = 28
/** Where addr.proto stands. */
const PROTO = 24
const ETH_P_IP = 0x0800
const ETH_P_IPV6 = 0x86dd

/** A port's entry for a group. */
export type MdbEntryBase = Omit<BrMdbEntry, 'addr'> & {
  /** Group: an IP address, or a hardware address where `proto` is 0. Of other protocols `0x..`. */
  addr: string
  /** What the group is: ETH_P_IP, ETH_P_IPV6, 0 for a hardware address. */
  proto: number
}

/** The same for encode: `proto` follows from the group's spelling. */
export type MdbEntryBaseInput = Omit<BrMdbEntryInput, 'addr'> & {
  addr?: string | undefined
  proto?: number | undefined
}

/** A port's entry for a group, with its attributes. */
export type MdbEntry = MdbEntryBase & MdbEntryAttributes

/** The same for encode. */
export type MdbEntryInput = MdbEntryBaseInput & MdbEntryAttributesInput

function textOf(bytes: Uint8Array, proto: number): string {
  if (proto === ETH_P_IP) return ipv4(bytes, 0, 4)
  if (proto === ETH_P_IPV6) return ipv6(bytes, 0, 16)
  return proto === 0 ? hardwareAddress(bytes, 0, 6) : `0x${hardwareAddress(bytes, 0, 16).replaceAll(':', '')}`
}

/** What a group's spelling is; undefined for what is none. */
function parse(addr: unknown, into: Uint8Array): number | undefined {
  if (typeof addr !== 'string') return undefined
  if (parseIpv4(addr, into, 0)) return ETH_P_IP
  if (/^(?:[\da-f]{2}:){5}[\da-f]{2}$/i.test(addr)) {
    into.set(parseHardwareAddress(addr) ?? [])
    return 0
  }
  if (parseIpv6(addr, into, 0)) return ETH_P_IPV6
  if (!/^0x[\da-f]{32}$/i.test(addr)) return undefined
  for (let i = 0; i < 16; i++) into[i] = Number.parseInt(addr.slice(2 + 2 * i, 4 + 2 * i), 16)
  return 0
}

export const mdbEntryBase = {
  decode(bytes: Bytes, at: number, end: number): MdbEntryBase {
    const { addr, ...entry } = decodeBrMdbEntry(bytes, at, end)
    const proto = bytes.view.getUint16(at + PROTO, false)
    return { ...entry, addr: textOf(addr, proto), proto }
  },

  encode(writer: Writer, value: MdbEntryBaseInput): void {
    writer.object(value)
    const { addr, proto, ...entry } = value
    const bytes = new Uint8Array(20)
    const known = addr === undefined ? 0 : parse(addr, bytes)
    if (known === undefined) return writer.refuse('addr', `'${String(addr)}' is not a group's address`)
    const at = writer.length
    encodeBrMdbEntry(writer, { ...entry, addr: bytes })
    writer.setBe16(at + PROTO, proto === undefined ? known : proto, 'proto')
  },

  locate(): string | undefined {
    return undefined
  }
}

export const mdbEntryInfo = {
  decode(bytes: Bytes, at: number, end: number): MdbEntry {
    const base = mdbEntryBase.decode(bytes, at, end)
    return { ...base, ...decodeMdbEntryAttributes(bytes, at + SIZE, end) }
  },

  encode(writer: Writer, value: MdbEntryInput): void {
    writer.object(value)
    const { ifindex, state, flags, vid, addr, proto, ...attributes } = value
    mdbEntryBase.encode(writer, { ifindex, state, flags, vid, addr, proto })
    encodeMdbEntryAttributes(writer, attributes)
  },

  locate(bytes: Bytes, at: number, end: number, place: number): string | undefined {
    return place < at + SIZE ? undefined : locate(mdbEntryAttributesPaths, bytes, at + SIZE, end, place)
  }
}

import { DecodeError, hardwareAddress, LE, parseHardwareAddress } from '@nlkit/core/codec'
import type { Bytes, Writer } from '@nlkit/core/codec'

/** An address that a packet socket joined. */
export interface PacketMembership {
  /** Index of the interface. */
  index: number
  /** How often it was joined. */
  count: number
  /** PACKET_MR_MULTICAST 0, PACKET_MR_PROMISC 1, PACKET_MR_ALLMULTI 2, PACKET_MR_UNICAST 3. */
  type: number
  /** Hardware address, `aa:bb:..`; empty for promisc and allmulti. */
  addr: string
}

// struct packet_diag_mclist: the address has 32 bytes of which pdmc_alen count.
const SIZE = 44
const ADDRESS = 12
const MAX_ADDRESS = 32

export const mclist = {
  decode(bytes: Bytes, offset: number, end: number): PacketMembership[] {
    const { u8, view } = bytes
    const entries: PacketMembership[] = []
    for (let at = offset; at < end; at += SIZE) {
      if (at + SIZE > end) throw new DecodeError(`an entry of ${end - at} bytes`, at)
      const length = Math.min(view.getUint16(at + 10, LE), MAX_ADDRESS)
      entries.push({
        index: view.getUint32(at, LE),
        count: view.getUint32(at + 4, LE),
        type: view.getUint16(at + 8, LE),
        addr: hardwareAddress(u8, at + ADDRESS, at + ADDRESS + length)
      })
    }
    return entries
  },

  encode(writer: Writer, value: readonly PacketMembership[]): void {
    for (const [i, entry] of writer.list(value, '').entries()) {
      writer.enter(i)
      writer.object(entry)
      const { index, count, type, addr } = entry
      const octets = parseHardwareAddress(addr)
      if (octets === undefined || octets.length > MAX_ADDRESS) {
        return writer.mistake('addr', `'${addr}' is not a hardware address of at most ${MAX_ADDRESS} bytes`)
      }
      const at = writer.reserve(SIZE)
      writer.setU32(at, index, 'index')
      writer.setU32(at + 4, count, 'count')
      writer.setU16(at + 8, type, 'type')
      writer.setU16(at + 10, octets.length, 'addr')
      writer.u8.set(octets, at + ADDRESS)
      writer.leave()
    }
  },

  locate(_bytes: Bytes, offset: number, _end: number, at: number): string | undefined {
    return `[${Math.floor((at - offset) / SIZE)}]`
  }
}

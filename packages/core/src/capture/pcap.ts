import type { CapturedDatagram } from './captured.ts'

/**
 * The pcap format with link type NETLINK, as Wireshark and tcpdump on an nlmon interface read and write it: in front of
 * each datagram a 16-byte header in network order (packet type, ARPHRD_NETLINK, 10 unused bytes, netlink protocol).
 * Sources of truth: draft-ietf-opsawg-pcap; tcpdump.org, LINKTYPE_NETLINK.
 */
const MAGIC_MICROSECONDS = 0xa1b2c3d4
const MAGIC_NANOSECONDS = 0xa1b23c4d
const LINKTYPE_NETLINK = 253
const FILE_HEADER = 24
const PACKET_HEADER = 16
const LINK_HEADER = 16
const ARPHRD_NETLINK = 824
const PACKET_HOST = 0
const PACKET_OUTGOING = 4
const PACKET_USER = 6
const PACKET_KERNEL = 7

/** What a pcap file begins with. */
export function pcapHeader(): Uint8Array {
  const out = new Uint8Array(FILE_HEADER)
  const view = new DataView(out.buffer)
  view.setUint32(0, MAGIC_NANOSECONDS)
  view.setUint16(4, 2)
  view.setUint16(6, 4)
  view.setUint32(16, 0x40000) // snapshot length: what Wireshark takes at the most
  view.setUint32(20, LINKTYPE_NETLINK)
  return out
}

/** One datagram of a pcap file that begins with {@link pcapHeader}. */
export function pcapPacket({ protocol, direction, time, data }: CapturedDatagram): Uint8Array {
  const length = LINK_HEADER + data.length
  const out = new Uint8Array(PACKET_HEADER + length)
  const view = new DataView(out.buffer)
  view.setUint32(0, Math.floor(time / 1000))
  view.setUint32(4, Math.floor((time % 1000) * 1e6)) // rounding up could make a second of it
  view.setUint32(8, length)
  view.setUint32(12, length)
  view.setUint16(PACKET_HEADER, direction === 'sent' ? PACKET_KERNEL : PACKET_USER)
  view.setUint16(PACKET_HEADER + 2, ARPHRD_NETLINK)
  view.setUint16(PACKET_HEADER + 14, protocol)
  out.set(data, PACKET_HEADER + LINK_HEADER)
  return out
}

/** Whether bytes begin as a pcap file does. */
export function isPcap(bytes: Uint8Array): boolean {
  return bytes.length >= 4 && orderOf(viewOf(bytes)) !== undefined
}

/** How a pcap file is written, by its first 24 bytes. */
export interface PcapFormat {
  /** Numbers are in little-endian order. */
  readonly isLittle: boolean
  /** Milliseconds that one count of a timestamp's fraction stands for: 1e-3 or 1e-6. */
  readonly unit: number
  /** LINKTYPE_*, 253 for netlink. */
  readonly linkType: number
}

/** Reads the file header. `undefined` for what is none: another magic number, or less than 24 bytes. */
export function pcapFormat(bytes: Uint8Array): PcapFormat | undefined {
  const view = viewOf(bytes)
  const order = bytes.length >= FILE_HEADER ? orderOf(view) : undefined
  return order && { ...order, linkType: view.getUint32(20, order.isLittle) & 0xffff }
}

/** The byte order and the fraction's unit that a file was written with. */
function orderOf(view: DataView): { isLittle: boolean; unit: number } | undefined {
  for (const isLittle of [false, true]) {
    const magic = view.getUint32(0, isLittle)
    if (magic === MAGIC_MICROSECONDS) return { isLittle, unit: 1e-3 }
    if (magic === MAGIC_NANOSECONDS) return { isLittle, unit: 1e-6 }
  }
  return undefined
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/**
 * The datagram of a packet of link type NETLINK, which begins with its 16-byte header; the data is part of the packet, not
 * a copy. `undefined` for a packet that is shorter than that.
 * @param time milliseconds since the epoch
 */
export function packetDatagram(packet: Uint8Array, time: number): CapturedDatagram | undefined {
  if (packet.length < LINK_HEADER) return undefined
  const view = viewOf(packet)
  const direction = directionOf(view.getUint16(0))
  return { protocol: view.getUint16(14), direction, time, data: packet.subarray(LINK_HEADER) }
}

/**
 * The datagrams of a pcap file. A packet that is cut off at the end is left out, as after a crash.
 * @throws TypeError for what is no pcap file, or one of another link type
 */
export function readPcap(bytes: Uint8Array): CapturedDatagram[] {
  const format = pcapFormat(bytes)
  if (format === undefined) throw new TypeError('not a pcap file')
  const { isLittle, unit, linkType } = format
  if (linkType !== LINKTYPE_NETLINK)
    throw new TypeError(`a pcap file of link type ${linkType}, not NETLINK (253)`)
  const view = viewOf(bytes)
  const datagrams: CapturedDatagram[] = []
  for (let at = FILE_HEADER; at + PACKET_HEADER <= bytes.length;) {
    const length = view.getUint32(at + 8, isLittle)
    const packet = at + PACKET_HEADER
    if (length > bytes.length - packet) break
    const time = view.getUint32(at, isLittle) * 1000 + view.getUint32(at + 4, isLittle) * unit
    at = packet + length
    const datagram = packetDatagram(bytes.slice(packet, at), time)
    if (datagram !== undefined) datagrams.push(datagram)
  }
  return datagrams
}

function directionOf(packetType: number): CapturedDatagram['direction'] {
  if (packetType === PACKET_KERNEL || packetType === PACKET_OUTGOING) return 'sent'
  return packetType === PACKET_USER || packetType === PACKET_HOST ? 'received' : 'unknown'
}

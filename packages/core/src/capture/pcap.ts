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
  return bytes.length >= 4 && orderOf(new DataView(bytes.buffer, bytes.byteOffset)) !== undefined
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

/**
 * The datagrams of a pcap file. A packet that is cut off at the end is left out, as after a crash.
 * @throws TypeError for what is no pcap file, or one of another link type
 */
export function readPcap(bytes: Uint8Array): CapturedDatagram[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const order = bytes.length >= FILE_HEADER ? orderOf(view) : undefined
  if (order === undefined) throw new TypeError('not a pcap file')
  const { isLittle, unit } = order
  const linkType = view.getUint32(20, isLittle) & 0xffff
  if (linkType !== LINKTYPE_NETLINK)
    throw new TypeError(`a pcap file of link type ${linkType}, not NETLINK (253)`)
  const datagrams: CapturedDatagram[] = []
  for (let at = FILE_HEADER; at + PACKET_HEADER <= bytes.length;) {
    const length = view.getUint32(at + 8, isLittle)
    const packet = at + PACKET_HEADER
    if (length > bytes.length - packet) break
    at = packet + length
    if (length < LINK_HEADER) continue
    datagrams.push({
      protocol: view.getUint16(packet + 14),
      direction: directionOf(view.getUint16(packet)),
      time: view.getUint32(packet - 16, isLittle) * 1000 + view.getUint32(packet - 12, isLittle) * unit,
      data: bytes.slice(packet + LINK_HEADER, at)
    })
  }
  return datagrams
}

function directionOf(packetType: number): CapturedDatagram['direction'] {
  if (packetType === PACKET_KERNEL || packetType === PACKET_OUTGOING) return 'sent'
  return packetType === PACKET_USER || packetType === PACKET_HOST ? 'received' : 'unknown'
}

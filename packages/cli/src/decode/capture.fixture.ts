import { pcapHeader, pcapPacket, type CapturedDatagram } from '@nlkit/core/capture'
import type { Item } from './input/item.ts'
import { readItems } from './input/read-items.ts'

export const fromHex = (text: string): Uint8Array =>
  Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'))

/** Messages that were captured on Linux 6.18: what was asked over NETLINK_ROUTE and NETLINK_SOCK_DIAG, and answered. */
export const FRAMES = {
  getLink: fromHex(
    '34000000 1200 0500 03000000 00000000 00000000000000000000000000000000 0b0003006e6f6e6f6e6f0000 08001d0001000000'
  ),
  noSuchLink: fromHex('24000000 0200 0001 03000000 eb730000 edffffff 34000000120005000300000000000000'),
  getAddresses: fromHex('18000000 1600 0503 04000000 00000000 0000000000000000'),
  addresses: fromHex(
    `4c000000 1400 0200 04000000 338d88a8 020880fe01000000 080001007f000001 080002007f000001 070003006c6f0000 0800080080000000
     14000600ffffffffffffffff1300000013000000
     50000000 1400 0200 04000000 338d88a8 0a8080fe01000000 1400010000000000000000000000000000000001
     14000600ffffffffffffffff1300000013000000 0800080080000000 05000b0001000000`.replaceAll('\n', ' ')
  ),
  done: fromHex('14000000 0300 0200 04000000 338d88a8 00000000'),
  getNetlinkSockets: fromHex('24000000 1400 0503 04000000 00000000 10ff0000000000000f0000000000000000000000'),
  generic: fromHex('20000000 1000 0500 01000000 00000000 03010000 0b0002006e6c6374726c0000'),
  uevent: new TextEncoder().encode(
    'add@/devices/virtual/net/d0\0ACTION=add\0DEVPATH=/devices/virtual/net/d0\0SUBSYSTEM=net\0SEQNUM=374\0'
  )
} as const

/** A datagram of NETLINK_ROUTE at a time that every format keeps. */
export const datagramOf = (
  data: Uint8Array,
  direction: CapturedDatagram['direction'] = 'received',
  protocol = 0
): CapturedDatagram => ({ protocol, direction, time: 1_700_000_000_123.5, data })

export const CAPTURE: readonly CapturedDatagram[] = [
  datagramOf(FRAMES.getLink, 'sent'),
  datagramOf(FRAMES.noSuchLink),
  datagramOf(FRAMES.addresses),
  datagramOf(FRAMES.done),
  datagramOf(FRAMES.uevent, 'received', 15)
]

/** A pcap file as this package writes it, or in the other byte order and with microseconds, as tcpdump does on a PC. */
export function pcapOf(datagrams: readonly CapturedDatagram[], isLittle = false): Uint8Array {
  const whole = Buffer.concat([pcapHeader(), ...datagrams.map((datagram) => pcapPacket(datagram))])
  if (isLittle) turn(whole)
  return new Uint8Array(whole)
}

/** Turns the numbers of headers round, and nanoseconds to microseconds. */
function turn(file: Buffer): void {
  for (const at of [0, 8, 12, 16, 20]) file.subarray(at, at + 4).reverse()
  for (const at of [4, 6]) file.subarray(at, at + 2).reverse()
  file.writeUInt32LE(0xa1b2c3d4, 0)
  for (let at = 24; at < file.length;) {
    const length = file.readUInt32BE(at + 8)
    file.writeUInt32LE(file.readUInt32BE(at), at)
    file.writeUInt32LE(Math.floor(file.readUInt32BE(at + 4) / 1000), at + 4)
    file.writeUInt32LE(length, at + 8)
    file.writeUInt32LE(length, at + 12)
    at += 16 + length
  }
}

/** An input in parts of so many bytes. */
export async function* inParts(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array, undefined> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size))
  return undefined
}

/** Everything that is found in an input. */
export async function itemsIn(
  bytes: Uint8Array | string,
  { size = 65_536, protocol }: { size?: number; protocol?: number } = {}
): Promise<Item[]> {
  const whole = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes
  const items: Item[] = []
  for await (const item of readItems(inParts(whole, size), protocol)) items.push(item)
  return items
}

export const datagramsOf = (items: readonly Item[]): CapturedDatagram[] =>
  items.flatMap((item) =>
    'datagram' in item ? [{ ...item.datagram, data: new Uint8Array(item.datagram.data) }] : []
  )

export const problemsOf = (items: readonly Item[]): string[] =>
  items.flatMap((item) => ('problem' in item ? [item.problem] : []))

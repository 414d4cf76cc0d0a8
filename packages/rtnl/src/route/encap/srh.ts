/**
 * Segment routing headers. On the wire the list runs backwards and says its own length three times over; with mode inline its last entry is
 * room for the packet's destination. Users see the segments in the order in which packets pass them.
 */
import { LE, ipv6, short, type Bytes, type Writer } from '@nlkit/core/codec'
import { nameOf } from '@nlkit/core/codec'
import type { Seg6Mode } from './seg6.codec.ts'
import { SEG6_IPTUN_MODE } from './seg6.constants.ts'

const ROUTING_TYPE = 4
const HEADER = 8
const ADDRESS = 16

/** A list of segments. */
export interface SegmentRoutingHeader {
  /** The segments in the order in which packets pass them. */
  segments: string[]
  /** Flags of the header, SR6_FLAG1_*. */
  flags: number
  /** Tag of the header. */
  tag: number
  /** What follows the segments, for example an HMAC. */
  tlvs?: Uint8Array
}

export interface Seg6Tunnel extends SegmentRoutingHeader {
  /** How the segments are put on. */
  mode: Seg6Mode | number
}

/** For encode: flags and tag may be left out. */
export interface SegmentRoutingHeaderInput {
  readonly segments?: readonly string[] | undefined
  readonly flags?: number | undefined
  readonly tag?: number | undefined
  readonly tlvs?: Uint8Array | undefined
}

export interface Seg6TunnelInput extends SegmentRoutingHeaderInput {
  readonly mode?: Seg6Mode | number | undefined
}

export const srh = {
  decode(bytes: Bytes, at: number, stop: number): SegmentRoutingHeader {
    return read(bytes, at, stop, false)
  },
  encode(writer: Writer, value: SegmentRoutingHeaderInput): void {
    writer.object(value)
    write(writer, value, false)
  },
  locate: (): undefined => undefined
}

export const seg6Tunnel = {
  decode(bytes: Bytes, at: number, stop: number): Seg6Tunnel {
    if (stop - at < 4) short(at, stop, 4)
    const mode = nameOf(SEG6_IPTUN_MODE, bytes.view.getInt32(at, LE))
    return { mode, ...read(bytes, at + 4, stop, mode === 'inline') }
  },
  encode(writer: Writer, value: Seg6TunnelInput): void {
    writer.object(value)
    const { mode, ...rest } = value
    writer.setS32(writer.reserve(4), writer.number(SEG6_IPTUN_MODE, mode, 'mode'), 'mode')
    write(writer, rest, mode === 'inline' || mode === SEG6_IPTUN_MODE.number.inline)
  },
  locate: (): undefined => undefined
}

function read({ u8, view }: Bytes, at: number, stop: number, hasRoom: boolean): SegmentRoutingHeader {
  if (stop - at < HEADER) short(at, stop, HEADER)
  const count = view.getUint8(at + 4) + 1
  const list = at + HEADER
  const rest = list + count * ADDRESS
  if (stop < rest) short(at, stop, HEADER + count * ADDRESS)
  const segments: string[] = []
  for (let i = count - 1; i >= 0; i--) segments.push(ipv6(u8, list + i * ADDRESS, rest))
  // seg6_do_srh_inline() puts the packet's destination there.
  if (hasRoom && segments.at(-1) === '::') segments.pop()
  const out: SegmentRoutingHeader = { segments, flags: view.getUint8(at + 5), tag: view.getUint16(at + 6) }
  if (rest < stop) out.tlvs = u8.slice(rest, stop)
  return out
}

function write(writer: Writer, value: SegmentRoutingHeaderInput, hasRoom: boolean): void {
  const { segments, flags, tag, tlvs } = value
  const list = [...writer.list(segments ?? [], 'segments', hasRoom ? 126 : 127)]
  if (hasRoom) list.push('::')
  if (list.length === 0) writer.refuse('segments', 'needs one segment at least')
  const size = list.length * ADDRESS + (tlvs?.length ?? 0)
  if (size % 8 !== 0) writer.refuse('tlvs', `${tlvs?.length} bytes are no multiple of 8`)
  const at = writer.reserve(HEADER)
  writer.setU8(at + 1, size / 8, 'segments')
  writer.setU8(at + 2, ROUTING_TYPE, '')
  writer.setU8(at + 3, list.length - 1, '')
  writer.setU8(at + 4, list.length - 1, '')
  writer.setU8(at + 5, flags, 'flags')
  writer.setBe16(at + 6, tag, 'tag')
  const last = list.length - 1
  for (let i = 0; i <= last; i++)
    writer.setIpv6(writer.reserve(ADDRESS), list[last - i], `segments[${last - i}]`)
  if (tlvs !== undefined) writer.binary(tlvs, 'tlvs')
}

/**
 * IFLA_INET6_STATS: counters by position, of which the first is their number. Linux 6.8 put them in another order and added one, so the number
 * tells the order (6.7, which had added one and not yet changed the order, is not told apart).
 */
import { u64, type Bytes, type Writer } from '@nlkit/core/codec'
import {
  decodeInet6Stats,
  decodeInet6StatsBefore68,
  encodeInet6Stats,
  encodeInet6StatsBefore68,
  type Inet6Stats,
  type Inet6StatsInput
} from './af-spec.codec.ts'

export type { Inet6Stats, Inet6StatsInput } from './af-spec.codec.ts'

const SINCE_68 = 38

export const inet6Statistics = {
  decode(bytes: Bytes, at: number, stop: number): Inet6Stats {
    const count = stop - at >= 8 ? u64(bytes.view, at) : 0
    return count < SINCE_68 ? decodeInet6StatsBefore68(bytes, at, stop) : decodeInet6Stats(bytes, at, stop)
  },

  encode(writer: Writer, value: Inet6StatsInput): void {
    writer.object(value)
    if (value.num !== undefined && value.num < SINCE_68) encodeInet6StatsBefore68(writer, value)
    else encodeInet6Stats(writer, value)
  },

  locate: (): undefined => undefined
}

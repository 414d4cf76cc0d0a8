/**
 * IFLA_INET_CONF has two forms. The kernel tells an array by position (inet_fill_link_af()) and takes attributes by number
 * (inet_validate_link_af()), so encode writes what is whole as the array, so that what was decoded comes back, and what is not as attributes.
 */
import { LE, type Bytes, type Writer } from '@nlkit/core/codec'
import {
  decodeIpv4Devconf,
  decodeIpv4DevconfAttributes,
  encodeIpv4Devconf,
  encodeIpv4DevconfAttributes,
  ipv4DevconfAttributesPaths,
  ipv4DevconfPaths,
  type Ipv4Devconf,
  type Ipv4DevconfInput
} from './af-spec.codec.ts'

export type { Ipv4Devconf, Ipv4DevconfInput } from './af-spec.codec.ts'

/** Every kernel since 3.10 tells so many. */
const LEAST = 26

export const inetConf = {
  decode(bytes: Bytes, at: number, stop: number): Ipv4Devconf {
    return areAttributes(bytes, at, stop)
      ? decodeIpv4DevconfAttributes(bytes, at, stop)
      : decodeIpv4Devconf(bytes, at, stop)
  },

  encode(writer: Writer, value: Ipv4DevconfInput): void {
    writer.object(value)
    if (isWhole(value)) encodeIpv4Devconf(writer, value)
    else encodeIpv4DevconfAttributes(writer, value)
  },

  locate({ view }: Bytes, at: number, stop: number, offset: number): string | undefined {
    for (const [key, number] of Object.entries(ipv4DevconfAttributesPaths.attributes)) {
      for (let next = at; stop - next >= 8; next += 8) {
        if (offset >= next && offset < next + 8 && view.getUint16(next + 2, LE) === number) return `.${key}`
      }
    }
    return undefined
  }
}

/** Eight bytes each with a small number: as an array the first value, forwarding, would be far from 0 and 1. */
function areAttributes({ view }: Bytes, at: number, stop: number): boolean {
  if (stop - at < 8 || view.getUint16(at, LE) !== 8) return false
  return view.getUint16(at + 2, LE) !== 0
}

function isWhole(value: Ipv4DevconfInput): boolean {
  const keys = Object.keys(ipv4DevconfPaths.members)
  let count = 0
  while (count < keys.length && value[keys[count] as keyof Ipv4DevconfInput] !== undefined) count++
  return count >= LEAST
}

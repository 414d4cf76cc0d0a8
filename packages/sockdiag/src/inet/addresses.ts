import { DecodeError, ipv4, ipv6, LE } from '@nlkit/core/codec'
import type { Bytes, Writer } from '@nlkit/core/codec'

/** An address with its port, struct sockaddr_in or sockaddr_in6. */
export interface SocketAddress {
  family: 'inet' | 'inet6'
  addr: string
  port: number
  /** IPv6: flow label and traffic class; absent when 0. */
  flowinfo?: number
  /** IPv6: index of the interface that a link-local address belongs to; absent when 0. */
  scopeId?: number
}

/** sizeof(struct sockaddr_storage) */
export const SOCKADDR_STORAGE = 128

const AF_INET = 2
const AF_INET6 = 10

/** Reads one struct sockaddr_storage; `undefined` when its family is neither IPv4 nor IPv6 (unset: 0). */
export function readSocketAddress({ u8, view }: Bytes, at: number): SocketAddress | undefined {
  const family = view.getUint16(at, LE)
  const port = view.getUint16(at + 2)
  if (family === AF_INET) return { family: 'inet', addr: ipv4(u8, at + 4, at + 8), port }
  if (family !== AF_INET6) return undefined
  const address: SocketAddress = { family: 'inet6', addr: ipv6(u8, at + 8, at + 24), port }
  const flowinfo = view.getUint32(at + 4)
  const scopeId = view.getUint32(at + 24, LE)
  if (flowinfo !== 0) address.flowinfo = flowinfo
  if (scopeId !== 0) address.scopeId = scopeId
  return address
}

/** Writes one struct sockaddr_storage at the place that was reserved for it. */
export function writeSocketAddress(writer: Writer, at: number, address: SocketAddress): void {
  writer.object(address)
  const isV4 = address.family === 'inet'
  if (!isV4 && address.family !== 'inet6')
    writer.mistake('family', `'${address.family}' is neither inet nor inet6`)
  writer.setU16(at, isV4 ? AF_INET : AF_INET6, 'family')
  writer.setBe16(at + 2, address.port, 'port')
  if (isV4) {
    writer.setIpv4(at + 4, address.addr, 'addr')
    return
  }
  writer.setBe32(at + 4, address.flowinfo, 'flowinfo')
  writer.setIpv6(at + 8, address.addr, 'addr')
  writer.setU32(at + 24, address.scopeId, 'scopeId')
}

/** Addresses one after the other, as sctp_diag tells them. */
export const addresses = {
  decode(bytes: Bytes, offset: number, end: number): SocketAddress[] {
    const found: SocketAddress[] = []
    for (let at = offset; at < end; at += SOCKADDR_STORAGE) {
      if (at + SOCKADDR_STORAGE > end) throw new DecodeError(`an address of ${end - at} bytes`, at)
      const address = readSocketAddress(bytes, at)
      if (address === undefined) throw new DecodeError(`address family ${bytes.view.getUint16(at, LE)}`, at)
      found.push(address)
    }
    return found
  },

  encode(writer: Writer, value: readonly SocketAddress[]): void {
    for (const [i, address] of writer.list(value, '').entries()) {
      writer.enter(i)
      writeSocketAddress(writer, writer.reserve(SOCKADDR_STORAGE), address)
      writer.leave()
    }
  },

  locate(_bytes: Bytes, offset: number, _end: number, at: number): string | undefined {
    return `[${Math.floor((at - offset) / SOCKADDR_STORAGE)}]`
  }
}

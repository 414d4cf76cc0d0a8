/**
 * Addresses of one byte, written `'0x6c'`: Phonet's, a device of six bits and two of zero (addr_doit() in net/phonet/pn_netlink.c), and
 * MCTP's, an endpoint's id (net/mctp/device.c, route.c, neigh.c).
 */
import { selected } from '@nlkit/core/codec'
import { AF } from './family/constants.ts'

/** The families whose addresses are a byte. */
export type ByteFamily = 'phonet' | 'mctp'

/** The family, where it is one of those. */
export function byteFamily(family: string | number | undefined): ByteFamily | undefined {
  const name = selected(AF, family)
  return name === 'phonet' || name === 'mctp' ? name : undefined
}

/** @throws TypeError that names the key, for what is no address of one byte */
export function checkByteAddress(address: unknown, key: string): asserts address is string {
  if (typeof address !== 'string' || !/^0x[0-9a-f]{2}$/i.test(address))
    throw new TypeError(`${key}: expected an address of one byte, '0x6c', got ${String(address)}`)
}

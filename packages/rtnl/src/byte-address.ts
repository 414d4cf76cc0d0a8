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

const mistake = (value: unknown): string => `expected an address of one byte, '0x6c', got ${String(value)}`

const ONE_BYTE = /^0x[0-9a-f]{2}$/i

/** @throws TypeError that names the key, for what is no address of one byte */
export function checkByteAddress(address: unknown, key: string): asserts address is string {
  if (typeof address !== 'string' || !ONE_BYTE.test(address))
    throw new TypeError(`${key}: ${mistake(address)}`)
}

/** An address of one byte that is a member of a struct. */
export const byteAddress = {
  decode: (value: number): string => `0x${value.toString(16).padStart(2, '0')}`,
  encode(value: string): number {
    if (typeof value !== 'string' || !ONE_BYTE.test(value)) throw new TypeError(mistake(value))
    return Number(value)
  }
}

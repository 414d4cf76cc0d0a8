/** tcm_info of filters: priority in the upper half, the protocol in network order in the lower one. */
import { LE, nameOf } from '@nlkit/core/codec'
import type { EtherType } from './ether-type.codec.ts'
import { ETH_P } from './ether-type.constants.ts'

/** Which packets a filter looks at, and when its turn is. */
export interface FilterInfo {
  /** What the packets carry: `'ip'`, `'all'`. */
  protocol: EtherType | number
  /** Its turn: 1 is first. 0 in a request: the kernel chooses one. */
  prio: number
}

/** The same for encode; what is left out is 0. */
export interface FilterInfoInput {
  readonly protocol?: EtherType | number | undefined
  readonly prio?: number | undefined
}

const MAX = 0xffff

/** htons() and ntohs(). */
function swapped(value: number): number {
  return LE ? ((value & 0xff) << 8) | (value >>> 8) : value
}

function half(value: number | undefined, key: string): number {
  if (value === undefined) return 0
  if (typeof value !== 'number') throw new TypeError(`${key}: expected a number, got ${String(value)}`)
  if (!Number.isInteger(value) || value < 0 || value > MAX)
    throw new RangeError(`${key}: ${value} is not in 0-${MAX}`)
  return value
}

function protocolNumber(protocol: EtherType | number | undefined): number | undefined {
  if (typeof protocol !== 'string') return protocol
  if (!Object.hasOwn(ETH_P.number, protocol))
    throw new TypeError(`protocol: '${protocol}' is not known, but a number is`)
  return ETH_P.number[protocol]
}

export const filterInfo = {
  decode(wire: number): FilterInfo {
    return { protocol: nameOf(ETH_P, swapped(wire & MAX)), prio: wire >>> 16 }
  },
  encode(value: FilterInfoInput): number {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new TypeError(`${String(value)} is not { protocol, prio }`)
    for (const key in value)
      if (key !== 'protocol' && key !== 'prio') throw new TypeError(`${key}: unknown key`)
    const protocol = half(protocolNumber(value.protocol), 'protocol')
    return half(value.prio, 'prio') * 0x10000 + swapped(protocol)
  }
}

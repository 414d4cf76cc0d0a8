import type { KeysOf } from '@nlkit/core'
import { parseAddress } from '../filter/address.ts'

/** What names one socket to the kernel. A listed socket is one; most of it may be left out. */
export interface InetSocketId {
  /** Default: what `src` or `dst` is, or else inet. */
  readonly family?: string | number
  /** Own address. Default: any. */
  readonly src?: string
  readonly sport?: number
  /** The peer's address; none for a listener. */
  readonly dst?: string
  readonly dport?: number
  /** Interface that the socket is bound to. */
  readonly if?: number
  /** When given, only this very socket is meant, whatever has its addresses now. */
  readonly cookie?: string
  /** Raw sockets: the protocol. */
  readonly protocol?: number
}

export const ID_KEYS: KeysOf<InetSocketId> = {
  family: true,
  src: true,
  sport: true,
  dst: true,
  dport: true,
  if: true,
  cookie: true,
  protocol: true
}

/** The members of struct inet_diag_sockid with their defaults filled in. */
export interface SockidInput {
  readonly family: 'inet' | 'inet6'
  readonly src: string
  readonly sport: number
  readonly dst: string
  readonly dport: number
  readonly if: number
  readonly cookie: string
}

/** INET_DIAG_NOCOOKIE in both words: any socket. */
export const NO_COOKIE = '0xffffffffffffffff'

function familyOf(id: InetSocketId, path: string): 'inet' | 'inet6' {
  const { family } = id
  if (family === 'inet' || family === 'inet6') return family
  if (family !== undefined)
    throw new TypeError(`${path}.family: expected inet or inet6, got ${JSON.stringify(family)}`)
  return (id.src ?? id.dst ?? '').includes(':') ? 'inet6' : 'inet'
}

function checkAddress(address: string | undefined, family: 'inet' | 'inet6', path: string): string {
  if (address === undefined) return family === 'inet' ? '0.0.0.0' : '::'
  const parsed = typeof address === 'string' ? parseAddress(address) : undefined
  if (parsed?.family !== family)
    throw new TypeError(`${path}: ${JSON.stringify(address)} is not an ${family} address`)
  return address
}

/** Checks what a user gave before anything is sent. */
export function sockid(id: InetSocketId, path: string): SockidInput {
  if (typeof id !== 'object' || id === null)
    throw new TypeError(`${path}: expected an object that names a socket`)
  const family = familyOf(id, path)
  return {
    family,
    src: checkAddress(id.src, family, `${path}.src`),
    sport: id.sport ?? 0,
    dst: checkAddress(id.dst, family, `${path}.dst`),
    dport: id.dport ?? 0,
    if: id.if ?? 0,
    cookie: id.cookie ?? NO_COOKIE
  }
}

/** The same socket seen from its peer. */
export function swapped({ src, sport, dst, dport, ...rest }: SockidInput): SockidInput {
  return { ...rest, src: dst, sport: dport, dst: src, dport: sport }
}

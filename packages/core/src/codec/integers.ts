/** 64-bit numbers, and those whose width depends. Narrower ones are read by generated code itself. */
import { short } from './decode-error.ts'
import { HIGH, LOW } from './order.ts'

const WORD = 0x1_0000_0000

/** The rare rest of a counter read: beyond 2^53 this is the nearest double. */
export function far(view: DataView, at: number): number {
  return view.getUint32(at + HIGH, true) * WORD + view.getUint32(at + LOW, true)
}

/** u64 as a number. */
export function u64(view: DataView, at: number): number {
  const high = view.getUint32(at + HIGH, true)
  return high === 0 ? view.getUint32(at + LOW, true) : high * WORD + view.getUint32(at + LOW, true)
}

/** u64 as a number, all ones as 'unlimited'. */
export function u64OrUnlimited(view: DataView, at: number): number | 'unlimited' {
  const high = view.getUint32(at + HIGH, true)
  const low = view.getUint32(at + LOW, true)
  return high === 0xffffffff && low === 0xffffffff ? 'unlimited' : high * WORD + low
}

/** s64 as a number. */
export function s64(view: DataView, at: number): number {
  return view.getInt32(at + HIGH, true) * WORD + view.getUint32(at + LOW, true)
}

/** u64 as '0x..'. */
export function id64(view: DataView, at: number): string {
  return hex64(view.getUint32(at + HIGH, true), view.getUint32(at + LOW, true))
}

/** u64 in network order as a number. */
export function be64(view: DataView, at: number): number {
  return view.getUint32(at) * WORD + view.getUint32(at + 4)
}

/** u64 in network order as a number, all ones as 'unlimited'. */
export function be64OrUnlimited(view: DataView, at: number): number | 'unlimited' {
  const high = view.getUint32(at)
  const low = view.getUint32(at + 4)
  return high === 0xffffffff && low === 0xffffffff ? 'unlimited' : high * WORD + low
}

/** s64 in network order as a number. */
export function sbe64(view: DataView, at: number): number {
  return view.getInt32(at) * WORD + view.getUint32(at + 4)
}

/** u64 in network order as '0x..'. */
export function beId64(view: DataView, at: number): string {
  return hex64(view.getUint32(at), view.getUint32(at + 4))
}

function hex64(high: number, low: number): string {
  if (high === 0 && low === 0) return '0x0'
  return high === 0 ? `0x${low.toString(16)}` : `0x${high.toString(16)}${low.toString(16).padStart(8, '0')}`
}

/** nla_get_uint(): four or eight bytes. */
export function uint(view: DataView, at: number, stop: number): number {
  if (stop - at >= 8) return u64(view, at)
  return stop - at < 4 ? short(at, stop, 4) : view.getUint32(at, true)
}

/** nla_get_sint(): four or eight bytes. */
export function sint(view: DataView, at: number, stop: number): number {
  if (stop - at >= 8) return s64(view, at)
  return stop - at < 4 ? short(at, stop, 4) : view.getInt32(at, true)
}

/** struct nla_bitfield32: bits, and which of them are meant. */
export interface Bitfield32 {
  value: number
  selector: number
}

/** Reads one. */
export function bitfield32(view: DataView, at: number, stop: number): Bitfield32 {
  if (stop - at < 8) short(at, stop, 8)
  return { value: view.getUint32(at, true), selector: view.getUint32(at + 4, true) }
}

/** Numbers as tc(8) writes them. */
import { nanosecondsOf } from '../../tc/psched.ts'

const WORD = 2 ** 32

/** What the tool was asked for beside the objects. Both are on unless they are turned off. */
export interface TcOutput {
  /** Statistics and ages, `-s`. */
  readonly statistics?: boolean | undefined
  /** Details, `-d`. */
  readonly details?: boolean | undefined
}

/** Ticks of the packet scheduler in microseconds, of which the tool keeps whole ones: tc_core_tick2time(). */
export function microseconds(ticks: number): number {
  return Math.floor(nanosecondsOf(ticks) / 1000)
}

/** Bytes that pass at a rate in bytes a second within so many ticks, 32 bits of them: tc_calc_xmitsize(). */
export function transmitSize(bytesPerSecond: number, ticks: number): number {
  return Math.floor((bytesPerSecond * microseconds(ticks)) / 1_000_000) % WORD
}

/** A number with a fraction: the tool writes six digits, `%g`. */
export function float(value: number): number {
  return Number(value.toPrecision(6))
}

/** A probability or correlation out of 2^32 - 1. */
export function fraction(value: number): number {
  return float(value / (WORD - 1))
}

/** One out of 2^32. */
export function probability(value: number): number {
  return float(value / WORD)
}

/** `%#x`: zero has no prefix there. */
export function hexadecimal(value: number): string {
  return value === 0 ? '0' : `0x${value.toString(16)}`
}

const KIB = 1024
const MIB = KIB * KIB

/** A size in bytes as text, in the unit in which it is nearly whole: print_size(). */
export function sizeText(bytes: number): string {
  if (bytes >= MIB && Math.abs(MIB * Math.round(bytes / MIB) - bytes) < KIB)
    return `${Math.round(bytes / MIB)}Mb`
  if (bytes >= KIB && Math.abs(KIB * Math.round(bytes / KIB) - bytes) < 16)
    return `${Math.round(bytes / KIB)}Kb`
  return `${bytes}b`
}

/** Bytes as hexadecimal digits. */
export function digits(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

const LINK_LAYERS: Readonly<Record<string, string>> = { unaware: 'unspec', ethernet: 'ethernet', atm: 'atm' }

/** How the link divides packets: sprint_linklayer(). Four bits of the number count. */
export function linkLayer(layer: string | number): string {
  return LINK_LAYERS[layer] ?? 'unknown'
}

const CLOCKS = new Set<string | number>(['realtime', 'monotonic', 'boottime', 'tai'])

/** A clock of clock_gettime(2): get_clock_name(). */
export function clockName(clockid: string | number): string {
  return CLOCKS.has(clockid) ? String(clockid).toUpperCase() : 'invalid'
}

/** true where a number says so, and no key where not. */
export function whenSet(value: number | undefined): true | undefined {
  return value === undefined || value === 0 ? undefined : true
}

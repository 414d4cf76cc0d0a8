/**
 * The packet scheduler's clock: some times are in its ticks on the wire, 64 ns each on every kernel since 2.6.31 (PSCHED_SHIFT in
 * include/net/pkt_sched.h). /proc/net/psched says so: psched_show() in net/sched/sch_api.c.
 */

const MAX = 0xffffffff
const NANOSECONDS = 1_000_000_000
/** What the file says of kernels whose ticks are nanoseconds shifted by six. */
const DEFAULT = '000003e8 00000040 000f4240 3b9aca00'

/** Nanoseconds of a tick, out of the text of /proc/net/psched. @throws RangeError for what is no such text */
export function parsePsched(text: string): number {
  const [perMicrosecond = NaN, perTick = NaN, resolution = NaN] = text
    .split(' ')
    .map((word) => Number.parseInt(word, 16))
  // Old kernels with a clock of nanoseconds gave the resolution in those, and then no factor.
  const factor = resolution === NANOSECONDS ? 1 : perMicrosecond / perTick
  const ticks = factor * (resolution / 1_000_000)
  if (!(ticks > 0)) throw new RangeError(`'${text}' does not say how long a tick is`)
  return 1000 / ticks
}

let known: number | undefined

/** Nanoseconds of a tick on this machine. Read once; where there is no such file, what all kernels have. */
export function tickNanoseconds(): number {
  known ??= parsePsched(read())
  return known
}

function read(): string {
  try {
    // Looked up when it is needed: importing this must work where there is no Node, and nothing to look up.
    return globalThis.process.getBuiltinModule('node:fs').readFileSync('/proc/net/psched', 'latin1')
  } catch {
    return DEFAULT
  }
}

/**
 * Ticks of the time that an amount takes at its rate, rounded up: a bucket for a packet of that length must hold it.
 * @throws RangeError beyond some 274 seconds
 */
export function ticksOf(nanoseconds: number, key: string): number {
  // A quotient that should be whole may be off by the last bit.
  const ticks = Math.ceil(nanoseconds / tickNanoseconds() - 1e-6) + 0
  if (!(nanoseconds >= 0 && ticks <= MAX))
    throw new RangeError(
      `${key}: takes ${nanoseconds / NANOSECONDS} s at its rate, ` +
        `the kernel counts 0 to ${Math.floor((MAX * tickNanoseconds()) / NANOSECONDS)} s`
    )
  return ticks
}

/** The time of some ticks, in nanoseconds. */
export function nanosecondsOf(ticks: number): number {
  return ticks * tickNanoseconds()
}

/** Nanoseconds that so many bytes take. */
export function transmitTime(bytes: number, bytesPerSecond: number): number {
  return bytesPerSecond === 0 ? 0 : (bytes * NANOSECONDS) / bytesPerSecond
}

/** Bytes that pass in a time, rounded down. */
export function transmitted(nanoseconds: number, bytesPerSecond: number): number {
  return Math.floor((nanoseconds * bytesPerSecond) / NANOSECONDS + 1e-6)
}

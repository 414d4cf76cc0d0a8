/** Who knows which sequence numbers are in flight. */
interface InFlight {
  isAnyTaken(first: number, count: number): boolean
}

/**
 * The first of `count` numbers in a row behind `last`, none of them in flight. They go round at 2^32, and leave out 0, which is
 * what multicast messages carry.
 */
export function nextSequence(last: number, count: number, inFlight: InFlight): number {
  let before = last
  for (;;) {
    const first = (before + 1) >>> 0
    const end = first + count - 1
    before = end >>> 0
    if (first !== 0 && end <= 0xffffffff && !inFlight.isAnyTaken(first, count)) return first
  }
}

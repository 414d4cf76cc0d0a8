/** Clocks: include/uapi/linux/time.h. */
import { enumerated, enumeration, s32 } from '@nlkit/core/schema'

export const clocks = enumeration('ClockId', 'CLOCK', [
  ['CLOCK_REALTIME', 0, 'Time of day, which may be set.'],
  ['CLOCK_MONOTONIC', 1, 'Since boot, without sleep.'],
  ['CLOCK_PROCESS_CPUTIME_ID', 2],
  ['CLOCK_THREAD_CPUTIME_ID', 3],
  ['CLOCK_MONOTONIC_RAW', 4],
  ['CLOCK_REALTIME_COARSE', 5],
  ['CLOCK_MONOTONIC_COARSE', 6],
  ['CLOCK_BOOTTIME', 7, 'Since boot, with sleep.'],
  ['CLOCK_REALTIME_ALARM', 8],
  ['CLOCK_BOOTTIME_ALARM', 9],
  ['CLOCK_TAI', 11, 'International atomic time, without leap seconds.']
])

/** -1 where none is said. */
export const clock = enumerated(s32, clocks)

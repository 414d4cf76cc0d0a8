/** Moments of a clock, which numbers hold no more. */
import { custom } from '@nlkit/core/schema'

export const moment = custom({
  module: '../clock-time.ts',
  name: 'clockTime',
  out: 'ClockTime',
  in: 'ClockTimeInput'
})

/** multiq, a band for each transmit queue: net/sched/sch_multiq.c. */
import { struct, u16 } from '@nlkit/core/schema'

export const tcMultiqQopt = struct(
  'tc_multiq_qopt',
  '',
  [
    ['bands', u16, 'Number of bands. Read only: the transmit queues of the device.'],
    ['max_bands', u16, 'Most bands that there may be. Read only.']
  ],
  { doc: 'A band for each transmit queue.' }
)

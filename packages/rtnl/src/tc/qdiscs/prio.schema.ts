/** pfifo_fast and prio: net/sched/sch_generic.c, net/sched/sch_prio.c. */
import { array, s32, struct, u8 } from '@nlkit/core/schema'

export const tcPrioQopt = struct(
  'tc_prio_qopt',
  '',
  [
    ['bands', s32, 'Number of bands, 2-16. The first one is emptied first.'],
    ['priomap', array(u8, 16), 'Band, from 0, of each priority, 0-15.']
  ],
  { doc: 'Bands by priority.' }
)

/** ets, enhanced transmission selection: net/sched/sch_ets.c. */
import { attributes, multi, nest, u32, u8 } from '@nlkit/core/schema'

const quanta = attributes('EtsQuanta', 'TCA_ETS', 'Quanta of the bands that share.', [
  ['TCA_ETS_QUANTA_BAND', 4, multi(u32), 'Bytes for which the next band is served at a time.']
])

const priomap = attributes('EtsPriomap', 'TCA_ETS', 'Bands of priorities.', [
  ['TCA_ETS_PRIOMAP_BAND', 6, multi(u8), 'Band, from 0, of the next priority.']
])

export const etsOptions = attributes('EtsOptions', 'TCA_ETS', 'Strict bands, then bands that share.', [
  ['TCA_ETS_NBANDS', 1, u8, 'Number of bands, 1-16.'],
  ['TCA_ETS_NSTRICT', 2, u8, 'How many of them are strict: emptied first, in order.'],
  ['TCA_ETS_QUANTA', 3, nest(quanta), 'Quanta of the bands that share, in order.'],
  ['TCA_ETS_QUANTA_BAND', 4, u32, 'Of a class: bytes for which it is served at a time.'],
  ['TCA_ETS_PRIOMAP', 5, nest(priomap), 'Bands of the priorities 0-15; the last band where left out.']
])

/** etf, earliest time first: net/sched/sch_etf.c. */
import { attributes, flagged, flags, s32, struct, u32 } from '@nlkit/core/schema'
import { clock } from '../clock.schema.ts'

export const etfFlags = flags('TC_ETF', [
  ['TC_ETF_DEADLINE_MODE_ON', 1, 'The time of a packet is its deadline.'],
  ['TC_ETF_OFFLOAD_ON', 2, 'The device does it.'],
  ['TC_ETF_SKIP_SOCK_CHECK', 4, 'Packets of sockets that did not ask for it, too.']
])

export const tcEtfQopt = struct(
  'tc_etf_qopt',
  '',
  [
    ['delta', s32, 'How long before its time a packet goes to the device, in nanoseconds.'],
    ['clockid', clock, 'The clock: `tai` alone.'],
    ['flags', flagged(u32, etfFlags), 'TC_ETF_*.']
  ],
  { doc: 'Earliest time first.' }
)

export const etfOptions = attributes('EtfOptions', 'TCA_ETF', 'Earliest time first.', [
  ['TCA_ETF_PARMS', 1, tcEtfQopt, 'All settings. Needed.']
])

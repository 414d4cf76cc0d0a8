/** pfifo, bfifo, pfifo_head_drop and skbprio: net/sched/sch_fifo.c, net/sched/sch_skbprio.c. */
import { struct, u32 } from '@nlkit/core/schema'

export const tcFifoQopt = struct(
  'tc_fifo_qopt',
  '',
  [
    [
      'limit',
      u32,
      'Most packets that wait; with bfifo, bytes. Left out: as many as the txqueuelen of the device.'
    ]
  ],
  { doc: 'First in, first out.' }
)

export const tcSkbprioQopt = struct(
  'tc_skbprio_qopt',
  '',
  [['limit', u32, 'Most packets that wait, over all priorities.']],
  { doc: 'Drops packets of low priority first.' }
)

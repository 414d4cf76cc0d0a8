/** What belongs to each kind of qdisc. */
import { nest } from '@nlkit/core/schema'
import { cakeOptions, cakeStats } from './cake.schema.ts'
import { cbsOptions } from './cbs.schema.ts'
import { chokeOptions, tcChokeXstats } from './choke.schema.ts'
import { codelOptions, tcCodelXstats } from './codel.schema.ts'
import { dualpi2Options, tcDualpi2Xstats } from './dualpi2.schema.ts'
import { etfOptions } from './etf.schema.ts'
import { etsOptions } from './ets.schema.ts'
import { tcFifoQopt, tcSkbprioQopt } from './fifo.schema.ts'
import { fqCodelOptions, tcFqCodelXstats } from './fq-codel.schema.ts'
import { fqPieOptions, tcFqPieXstats } from './fq-pie.schema.ts'
import { fqOptions, tcFqQdStats } from './fq.schema.ts'
import { gredOptions } from './gred.schema.ts'
import { tcHfscQopt } from './hfsc.schema.ts'
import { hhfOptions, tcHhfXstats } from './hhf.schema.ts'
import { htbOptions } from './htb.schema.ts'
import { ingressOptions } from './ingress.schema.ts'
import { mqprioOptions } from './mqprio.schema.ts'
import { tcMultiqQopt } from './multiq.schema.ts'
import { netemOptions } from './netem.schema.ts'
import { pieOptions, tcPieXstats } from './pie.schema.ts'
import { tcPlugQopt } from './plug.schema.ts'
import { tcPrioQopt } from './prio.schema.ts'
import { redOptions, tcRedXstats } from './red.schema.ts'
import { sfbOptions, tcSfbXstats } from './sfb.schema.ts'
import { tcSfqQoptV1 } from './sfq.schema.ts'
import { taprioOptions, taprioStats } from './taprio.schema.ts'
import { tbfOptions } from './tbf.schema.ts'

/** Settings, TCA_OPTIONS. */
export const qdiscKinds = {
  bfifo: tcFifoQopt,
  pfifo: tcFifoQopt,
  pfifo_head_drop: tcFifoQopt,
  skbprio: tcSkbprioQopt,
  pfifo_fast: tcPrioQopt,
  prio: tcPrioQopt,
  multiq: tcMultiqQopt,
  plug: tcPlugQopt,
  tbf: nest(tbfOptions),
  htb: nest(htbOptions),
  hfsc: tcHfscQopt,
  ets: nest(etsOptions),
  sfq: tcSfqQoptV1,
  sfb: nest(sfbOptions),
  red: nest(redOptions),
  gred: nest(gredOptions),
  choke: nest(chokeOptions),
  codel: nest(codelOptions),
  fq_codel: nest(fqCodelOptions),
  fq: nest(fqOptions),
  fq_pie: nest(fqPieOptions),
  pie: nest(pieOptions),
  hhf: nest(hhfOptions),
  dualpi2: nest(dualpi2Options),
  cake: nest(cakeOptions),
  cake_mq: nest(cakeOptions),
  netem: netemOptions,
  mqprio: mqprioOptions,
  taprio: nest(taprioOptions),
  etf: nest(etfOptions),
  cbs: nest(cbsOptions),
  ingress: nest(ingressOptions),
  clsact: nest(ingressOptions)
}

/** Kinds without settings. */
export const bareQdiscKinds = ['mq', 'noqueue', 'noop', 'blackhole', 'drr', 'qfq']

/** Statistics of their own, TCA_XSTATS and TCA_STATS_APP. */
export const qdiscStatsKinds = {
  red: tcRedXstats,
  choke: tcChokeXstats,
  sfb: tcSfbXstats,
  codel: tcCodelXstats,
  fq_codel: tcFqCodelXstats,
  fq: tcFqQdStats,
  fq_pie: tcFqPieXstats,
  pie: tcPieXstats,
  hhf: tcHhfXstats,
  dualpi2: tcDualpi2Xstats,
  cake: nest(cakeStats),
  cake_mq: nest(cakeStats),
  taprio: nest(taprioStats)
}

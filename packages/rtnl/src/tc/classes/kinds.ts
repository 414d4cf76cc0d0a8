/** What belongs to the classes of each kind of qdisc. */
import { custom, nest } from '@nlkit/core/schema'
import { cakeStats } from '../qdiscs/cake.schema.ts'
import { drrOptions, tcDrrStats } from '../qdiscs/drr.schema.ts'
import { etsOptions } from '../qdiscs/ets.schema.ts'
import { tcFqCodelClStats } from '../qdiscs/fq-codel.schema.ts'
import { hfscClassOptions, tcHfscStats } from '../qdiscs/hfsc.schema.ts'
import { htbOptions, tcHtbXstats } from '../qdiscs/htb.schema.ts'
import { qfqOptions, tcQfqStats } from '../qdiscs/qfq.schema.ts'
import { tcSfqXstats } from '../qdiscs/sfq.schema.ts'

/** Settings, TCA_OPTIONS. */
export const classKinds = {
  htb: nest(htbOptions),
  hfsc: nest(hfscClassOptions),
  drr: nest(drrOptions),
  qfq: nest(qfqOptions),
  ets: nest(etsOptions)
}

/** Kinds whose classes have no settings. */
export const bareClassKinds = [
  'mq',
  'mqprio',
  'taprio',
  'prio',
  'multiq',
  'sfq',
  'fq_codel',
  'cake',
  'red',
  'tbf',
  'netem',
  'ingress',
  'clsact'
]

/** Statistics of their own, TCA_XSTATS and TCA_STATS_APP. */
export const classStatsKinds = {
  htb: tcHtbXstats,
  hfsc: tcHfscStats,
  drr: tcDrrStats,
  qfq: tcQfqStats,
  sfq: tcSfqXstats,
  fq_codel: custom({
    module: './fq-codel-flow.ts',
    name: 'fqCodelFlow',
    out: 'FqCodelFlow',
    in: 'FqCodelFlowInput',
    structs: [tcFqCodelClStats]
  }),
  cake: nest(cakeStats)
}

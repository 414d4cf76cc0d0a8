/** Random queueing disciplines of 802.1Q: by traffic class, credit and time; in tc(8)'s words and ours. */
import * as fc from 'fast-check'
import type { QdiscScenario } from './random-qdiscs.fixture.ts'

const credit = fc.integer({ min: 1, max: 1_000_000 })
const cbs = fc
  .record({ hicredit: credit, locredit: credit, idleslope: credit, sendslope: credit })
  .map(({ hicredit, locredit, idleslope, sendslope }): QdiscScenario => ({
    words: `cbs hicredit ${hicredit} locredit -${locredit} sendslope -${sendslope} idleslope ${idleslope} offload 0`,
    change: {
      kind: 'cbs',
      options: { parms: { hicredit, locredit: -locredit, idleslope, sendslope: -sendslope, offload: 0 } }
    }
  }))

const etf = fc
  .record({
    delta: fc.integer({ min: 0, max: 1_000_000 }),
    isDeadline: fc.boolean(),
    isUnchecked: fc.boolean()
  })
  .map(({ delta, isDeadline, isUnchecked }): QdiscScenario => ({
    words: `etf clockid CLOCK_TAI delta ${delta}${isDeadline ? ' deadline_mode' : ''}${isUnchecked ? ' skip_sock_check' : ''}`,
    change: {
      kind: 'etf',
      // TC_ETF_DEADLINE_MODE_ON, TC_ETF_SKIP_SOCK_CHECK
      options: { parms: { delta, clockid: 11, flags: (isDeadline ? 1 : 0) | (isUnchecked ? 4 : 0) } }
    }
  }))

/** Traffic classes of four transmit queues: which priorities and which queues each has. */
const classes = fc
  .integer({ min: 1, max: 4 })
  .chain((numTc) =>
    fc.array(fc.nat(numTc - 1), { minLength: 16, maxLength: 16 }).map((map) => ({ numTc, map }))
  )
const sixteen = (list: readonly number[]): number[] => Array.from({ length: 16 }, (_, at) => list[at] ?? 0)
const classWords = ({ numTc, map }: { numTc: number; map: readonly number[] }): string =>
  `num_tc ${numTc} map ${map.join(' ')} queues ${Array.from({ length: numTc }, (_, at) => `1@${at}`).join(' ')}`
const classKeys = ({ numTc, map }: { numTc: number; map: readonly number[] }) => ({
  numTc,
  prioTcMap: map,
  hw: 'none' as const,
  count: sixteen(Array.from({ length: numTc }, () => 1)),
  offset: sixteen(Array.from({ length: numTc }, (_, at) => at))
})
const mqprio = classes.map((of): QdiscScenario => ({
  words: `mqprio ${classWords(of)} hw 0`,
  change: { kind: 'mqprio', options: classKeys(of) }
}))

/** Those that stand at a device's root alone. */
export const scheduled = { mqprio } as const
export const timed = { cbs, etf } as const

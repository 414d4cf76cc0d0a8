/** Random queueing disciplines by credit and by time, in tc(8)'s words and ours. */
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

export const timed = { cbs, etf } as const

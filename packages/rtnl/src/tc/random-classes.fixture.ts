/** Random classes, in tc(8)'s words and ours. */
import * as fc from 'fast-check'
import type { ServiceCurve } from './classes/hfsc.ts'

interface Scenario {
  readonly words: string
  readonly change: object
}

const drr = fc.integer({ min: 1, max: 1_000_000 }).map((quantum): Scenario => ({
  words: `drr quantum ${quantum}`,
  change: { kind: 'drr', options: { quantum } }
}))

const qfq = fc
  .record({ weight: fc.integer({ min: 1, max: 60 }), lmax: fc.integer({ min: 512, max: 65_535 }) })
  .map((options): Scenario => ({
    words: `qfq weight ${options.weight} maxpkt ${options.lmax}`,
    change: { kind: 'qfq', options }
  }))

/** In kilobits a second and microseconds. */
const curve = fc.record(
  {
    m1: fc.integer({ min: 8, max: 900 }),
    d: fc.integer({ min: 1, max: 999 }),
    m2: fc.integer({ min: 8, max: 900 })
  },
  { requiredKeys: ['m2'] }
)
type Curve = typeof curve extends fc.Arbitrary<infer T> ? T : never
/** The tool wants both of a first slope. */
const whole = ({ m1, d, m2 }: Curve): Curve => (m1 === undefined || d === undefined ? { m2 } : { m1, d, m2 })
const curveWords = (name: string, of: Curve | undefined): string => {
  if (of === undefined) return ''
  const { m1, d, m2 } = whole(of)
  return ` ${name}${m1 === undefined ? '' : ` m1 ${m1}kbit d ${d}us`} m2 ${m2}kbit`
}
const curveKeys = (of: Curve | undefined): ServiceCurve | undefined => {
  if (of === undefined) return undefined
  const { m1, d, m2 } = whole(of)
  const first = m1 === undefined || d === undefined ? {} : { m1: { bitsPerSecond: m1 * 1000 }, d: d * 1000 }
  return { ...first, m2: { bitsPerSecond: m2 * 1000 } }
}
const hfsc = fc
  .record({ rt: curve, ls: curve, ul: curve }, { requiredKeys: ['ls'] })
  .map(({ rt, ls, ul }): Scenario => ({
    words: `hfsc${curveWords('rt', rt)}${curveWords('ls', ls)}${curveWords('ul', ul)}`,
    change: {
      kind: 'hfsc',
      options: { realTime: curveKeys(rt), linkShare: curveKeys(ls), upperLimit: curveKeys(ul) }
    }
  }))

export const randomClasses = { drr, qfq, hfsc } as const

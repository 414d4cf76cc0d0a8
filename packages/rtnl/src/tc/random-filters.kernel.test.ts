/** Random filters, made by either side and read by both. */
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ipBatch, kernelHas, requires, run, tc, tcJson, type Json } from '../../../../test/support/kernel.ts'
import { filterToIproute2, interfacesOf } from '../iproute2/index.ts'
import { filterToText, spaced } from '../iproute2/tc/text.fixture.ts'
import { Rtnl } from '../rtnl.ts'
import { interfacesHere } from './kernel.fixture.ts'
import { flower } from './random-flower.fixture.ts'
import { classid, plainFilters, type Scenario } from './random-filters.fixture.ts'

const SEED = 20_261_128
const RUNS = 14
const rtnl = Rtnl.open()
let interfaces = interfacesOf([])
beforeAll(async () => {
  await ipBatch(['link add r0 type veth peer name r1', 'link add r2 type veth peer name r3'])
  interfaces = await interfacesHere()
})
afterAll(() => rtnl.close())

/** The tool's and ours. */
const DEVICES = ['r0', 'r2'] as const
const begin = async (): Promise<void> => {
  for (const dev of DEVICES) await rtnl.tc.qdiscs.add({ dev, kind: 'clsact' })
}
const end = async (): Promise<void> => {
  for (const dev of DEVICES) await rtnl.tc.qdiscs.delete({ dev, parent: 'ingress' }).catch(() => undefined)
}
const byTool = (lines: readonly string[]): Promise<string> =>
  run(['tc', '-batch', '-'], { input: `${lines.join('\n')}\n` })

/** The tool was asked for this side of this interface, and says neither. */
const printed = async (dev: string): Promise<Json[]> =>
  (await rtnl.tc.filters.list({ dev, parent: 'ingress' }, { withHeads: true })).map((one) => {
    const { ingress: _, ...rest } = filterToIproute2(one, interfaces, { statistics: false })
    return rest
  })
const shown = (dev: string): Promise<Json[]> => tcJson('-d', 'filter', 'show', 'dev', dev, 'ingress')
/** Of filters that have no JSON: without heads, of which nothing is said but where they are. */
const texts = async (dev: string): Promise<string[]> =>
  (await tc('filter', 'show', 'dev', dev, 'ingress'))
    .split(/^(?=filter )/m)
    .map(spaced)
    .filter((text) => !/ chain \d+$/.test(text))
const ourTexts = async (dev: string): Promise<string[]> =>
  (await rtnl.tc.filters.list({ dev, parent: 'ingress' })).map((one) => {
    const { ingress: _, ...rest } = filterToIproute2(one, interfaces, { statistics: false, details: false })
    return filterToText(rest)
  })

/** Of filters that the tool prints neither as JSON nor in words of their own. */
const settings = async (dev: string): Promise<unknown[]> =>
  (await rtnl.tc.filters.list({ dev, parent: 'ingress' })).map(({ handle, options }) => ({ handle, options }))

/** One at a time on our side too, so that each refusal is told with what was wanted. */
async function make(wanted: readonly Scenario[]): Promise<void> {
  await byTool(wanted.map(({ words }, at) => `filter add dev r0 ingress prio ${at + 1} ${words}`))
  const results = await rtnl.batch((b) => {
    for (const [at, { change }] of wanted.entries())
      b.tc.filters.add({ ...change, dev: 'r2', parent: 'ingress', prio: at + 1 })
  })
  for (const [at, { words }] of wanted.entries())
    expect(results[at], `seed ${SEED}: ${words}`).toMatchObject({ status: 'done' })
}

const hasFlower = kernelHas('flower', [
  'sh',
  '-c',
  'tc qdisc add dev lo clsact && tc filter add dev lo ingress protocol ip flower ip_proto tcp classid 1:1'
])
describe.each(flower)('filters: %s', (_, word, protocol, match) => {
  it(
    'made by either side are read alike by both, and are the same',
    requires(hasFlower, async () => {
      try {
        await begin()
        const wanted = fc.sample(fc.tuple(match, classid), { seed: SEED, numRuns: RUNS })
        await make(
          wanted.map(([{ words, keys }, to]) => ({
            words: `protocol ${word} flower${words} classid ${to}`,
            change: { protocol, kind: 'flower', options: { keyEthType: protocol, ...keys, classid: to } }
          }))
        )
        const [tool, own] = [await shown('r0'), await shown('r2')]
        expect(await printed('r0'), `seed ${SEED}`).toEqual(tool)
        expect(await printed('r2'), `seed ${SEED}`).toEqual(own)
        for (const [at, [{ words }]] of wanted.entries()) {
          const [theirs, mine] = [tool, own].map((rows) => rows.filter(({ pref }) => pref === at + 1))
          expect(theirs).toHaveLength(2)
          expect(mine, `seed ${SEED}: ${words}`).toEqual(theirs)
        }
      } finally {
        await end()
      }
    })
  )
})

describe.each(Object.entries(plainFilters))('filters of %s', (kind, arbitrary) => {
  it(
    'made by either side are told alike, and are the same',
    requires(hasFlower, async () => {
      try {
        await begin()
        await make(fc.sample(arbitrary, { seed: SEED, numRuns: RUNS }))
        const made = await texts('r0')
        expect(made.length).toBeGreaterThanOrEqual(RUNS)
        expect(await texts('r2'), `seed ${SEED}`).toEqual(made)
        if (kind === 'matchall') expect(await printed('r2')).toEqual(await shown('r0'))
        else if (kind === 'route') expect(await settings('r2')).toEqual(await settings('r0'))
        else expect(await ourTexts('r2'), `seed ${SEED}`).toEqual(made)
      } finally {
        await end()
      }
    })
  )
})

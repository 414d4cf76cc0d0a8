/** Random classes, made by either side and read by both; what the tool prints of them is text. */
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ipBatch, run, tc } from '../../../../test/support/kernel.ts'
import { classToIproute2, interfacesOf } from '../iproute2/index.ts'
import { classToText, spaced } from '../iproute2/tc/text.fixture.ts'
import { Rtnl } from '../rtnl.ts'
import { interfacesHere } from './kernel.fixture.ts'
import { randomClasses } from './random-classes.fixture.ts'

const SEED = 20_261_128
const RUNS = 16
const rtnl = Rtnl.open()
let interfaces = interfacesOf([])
/** The tool's and ours. */
const DEVICES = ['r0', 'r2'] as const
beforeAll(async () => {
  await ipBatch(['link add r0 type veth peer name r1', 'link add r2 type veth peer name r3'])
  interfaces = await interfacesHere()
})
afterAll(() => rtnl.close())

const LACKING = /kind is unknown/
const minor = (at: number): string => `1:${(at + 1).toString(16)}`

/** Sorted, since the kernel's order is that of its hash table. */
const ours = async (dev: string, kind: string): Promise<string[]> =>
  (await rtnl.tc.classes.list({ dev }))
    .filter((one) => one.kind === kind)
    .map((one) => classToText(classToIproute2(one, interfaces, { statistics: false, details: false })))
    .toSorted()
const shown = async (dev: string, kind: string): Promise<string[]> =>
  (await tc('class', 'show', 'dev', dev))
    .split('\n')
    .map(spaced)
    .filter((line) => line.startsWith(`class ${kind} `))
    .toSorted()

describe.each(Object.entries(randomClasses))('classes of %s', (kind, arbitrary) => {
  it('made by either side are read alike by both, and are the same', async (context) => {
    const wanted = fc.sample(arbitrary, { seed: SEED, numRuns: RUNS })
    try {
      await run(['tc', '-batch', '-'], {
        input: DEVICES.map((dev) => `qdisc add dev ${dev} root handle 1: ${kind}\n`).join('')
      }).catch((error: unknown) => {
        if (!LACKING.test(String(error))) throw error
        context.skip(`this kernel has none: ${kind}`)
      })
      await run(['tc', '-batch', '-'], {
        input: wanted
          .map(({ words }, at) => `class add dev r0 parent 1: classid ${minor(at)} ${words}\n`)
          .join('')
      })
      const results = await rtnl.batch((b) => {
        for (const [at, { change }] of wanted.entries())
          b.tc.classes.add({ ...change, dev: 'r2', parent: '1:', handle: minor(at) })
      })
      expect(results.filter(({ status }) => status !== 'done')).toEqual([])
      const made = await shown('r0', kind)
      expect(made.length).toBeGreaterThanOrEqual(RUNS)
      expect(await ours('r0', kind), `seed ${SEED}`).toEqual(made)
      expect(await shown('r2', kind), `seed ${SEED}`).toEqual(made)
      expect(await ours('r2', kind), `seed ${SEED}`).toEqual(made)
    } finally {
      for (const dev of DEVICES) await rtnl.tc.qdiscs.delete({ dev, parent: 'root' }).catch(() => undefined)
    }
  })
})

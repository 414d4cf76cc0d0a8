/** Random queueing disciplines, made by either side and read by both, many in a tree. */
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { ipBatch, run, tcJson, type Json } from '../../../../test/support/kernel.ts'
import { interfacesOf, qdiscToIproute2, type TcOutput } from '../iproute2/index.ts'
import { WRONG_KEYS } from '../iproute2/tc/differences.fixture.ts'
import { Rtnl } from '../rtnl.ts'
import { interfacesHere } from './kernel.fixture.ts'
import { earlyDrops } from './random-early-drops.fixture.ts'
import { queues, type QdiscScenario } from './random-qdiscs.fixture.ts'
import { scheduled, timed } from './random-scheduled.fixture.ts'
import { shapers } from './random-shapers.fixture.ts'

const SEED = 20_261_128
const RUNS = 12
const rtnl = Rtnl.open()
let interfaces = interfacesOf([])
/** The tool's and ours. */
const DEVICES = ['r0', 'r2'] as const
beforeAll(async () => {
  await ipBatch([
    'link add r0 numtxqueues 4 type veth peer name r1',
    'link add r2 numtxqueues 4 type veth peer name r3'
  ])
  interfaces = await interfacesHere()
})
afterAll(() => rtnl.close())

const byTool = (lines: readonly string[]): Promise<string> =>
  run(['tc', '-batch', '-'], { input: `${lines.join('\n')}\n` })

/** Each has a class of its own. */
const parent = (at: number): string => `1:${(at + 1).toString(16)}`
const handle = (at: number): string => `${(at + 16).toString(16)}:`

const FORMS: readonly (readonly [flags: readonly string[], output: TcOutput])[] = [
  [['-s', '-d'], {}],
  [[], { statistics: false, details: false }]
]

/** Those of our handles, without what the tool's JSON has wrong. */
const leaves = (rows: readonly Json[]): Json[] =>
  rows
    .filter((row) => /^[1-9a-f][0-9a-f]:$/.test(String(row['handle'])))
    .map((row) => {
      const wrong = WRONG_KEYS[`qdisc ${String(row['kind'])}`]?.keys ?? []
      const options = Object.entries((row['options'] ?? {}) as Json).filter(([key]) => !wrong.includes(key))
      const { dev: _, ...rest } = row
      return { ...rest, options: Object.fromEntries(options) }
    })
/** The settings of one, without what the tool works out in another unit than the kernel: of red, Scell_log. */
const settingsOf = (rows: readonly Json[], wanted: string): Json | undefined => {
  const { options, kind } = rows.find((row) => row['handle'] === wanted) ?? {}
  if (options === undefined) return undefined
  const { Scell_log: _, ...rest } = options as Json
  return { kind, ...rest }
}
const shown = async (dev: string, flags: readonly string[]): Promise<Json[]> =>
  leaves(await tcJson(...flags, 'qdisc', 'show', 'dev', dev))
const ours = async (dev: string, output: TcOutput): Promise<Json[]> =>
  leaves((await rtnl.tc.qdiscs.list({ dev })).map((one) => qdiscToIproute2(one, interfaces, output)))

const kinds: readonly (readonly [string, fc.Arbitrary<QdiscScenario>])[] = [
  ...Object.entries(queues),
  ...Object.entries(earlyDrops),
  ...Object.entries(shapers),
  ...Object.entries(timed)
]

/** What the kernel lacks it lacks for good, and asking takes long. */
const LACKING = /kind is unknown/

describe.each(kinds)('qdiscs: %s', (_, arbitrary) => {
  it('made by either side are read alike by both, and are the same', async (context) => {
    const wanted = fc.sample(arbitrary, { seed: SEED, numRuns: RUNS })
    try {
      await byTool(
        DEVICES.flatMap((dev) => [
          `qdisc replace dev ${dev} root handle 1: htb`,
          ...wanted.map(
            (__, at) => `class add dev ${dev} parent 1: classid ${parent(at)} htb rate 1gbit quantum 1500`
          )
        ])
      )
      const lines = wanted.map(
        ({ words }, at) => `qdisc add dev r0 parent ${parent(at)} handle ${handle(at)} ${words}`
      )
      await byTool(lines.slice(0, 1)).catch((error: unknown) => {
        if (!LACKING.test(String(error))) throw error
        context.skip(`this kernel has none: ${wanted[0]?.words.split(' ')[0]}`)
      })
      await byTool(lines.slice(1))
      for (const [flags, output] of FORMS) {
        await vi.waitFor(
          async () => expect(await ours('r0', output), `seed ${SEED}`).toEqual(await shown('r0', flags)),
          { timeout: 15_000, interval: 100 }
        )
      }
      const results = await rtnl.batch((b) => {
        for (const [at, { change }] of wanted.entries())
          if (change !== undefined)
            b.tc.qdiscs.add({ ...change, dev: 'r2', parent: parent(at), handle: handle(at) } as never)
      })
      expect(results.filter(({ status }) => status !== 'done')).toEqual([])
      if (results.length === 0) return
      const [tool, own] = [await shown('r0', ['-d']), await shown('r2', ['-d'])]
      for (const [at, { words }] of wanted.entries()) {
        const theirs = settingsOf(tool, handle(at))
        expect(theirs).toBeDefined()
        expect(settingsOf(own, handle(at)), `seed ${SEED}: ${words}`).toEqual(theirs)
      }
    } finally {
      for (const dev of DEVICES) await rtnl.tc.qdiscs.delete({ dev, parent: 'root' }).catch(() => undefined)
    }
  })
})

describe.each(Object.entries(scheduled))('qdiscs: %s', (kind, arbitrary) => {
  it('made by either side at a root are read alike by both, and are the same', async (context) => {
    for (const { words, change } of fc.sample(arbitrary, {
      seed: SEED,
      numRuns: 6
    })) {
      try {
        await byTool([`qdisc add dev r0 root handle 10: ${words}`]).catch((error: unknown) => {
          if (!LACKING.test(String(error))) throw error
          context.skip(`this kernel has none: ${kind}`)
        })
        await rtnl.tc.qdiscs.add({ ...change, dev: 'r2', parent: 'root', handle: '10:' } as never)
        await vi.waitFor(
          async () => {
            const [tool, own] = [await shown('r0', ['-d']), await shown('r2', ['-d'])]
            expect(tool).toHaveLength(1)
            expect(tool[0]?.['options']).toHaveProperty('map')
            expect(await ours('r0', { statistics: false }), `seed ${SEED}: ${words}`).toEqual(tool)
            expect(settingsOf(own, '10:'), `seed ${SEED}: ${words}`).toEqual(settingsOf(tool, '10:'))
          },
          { timeout: 15_000, interval: 100 }
        )
      } finally {
        for (const dev of DEVICES) await rtnl.tc.qdiscs.delete({ dev, parent: 'root' }).catch(() => undefined)
      }
    }
  })
})

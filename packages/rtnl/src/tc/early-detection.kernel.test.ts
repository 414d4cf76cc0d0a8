/** Early detection of choke and of gred's virtual queues in SI units, beside what tc(8) makes of the same numbers. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ipBatch, kernelHas, requires, tc, tcJson, type Json } from '../../../../test/support/kernel.ts'
import { Rtnl } from '../rtnl.ts'

const rtnl = Rtnl.open()
const { qdiscs } = rtnl.tc
beforeAll(() => ipBatch(['link add e0 type veth peer name e1']))
afterAll(() => rtnl.close())

const qdisc = (kind: string, ...words: string[]) =>
  kernelHas(`qdisc ${kind}`, ['tc', 'qdisc', 'add', 'dev', 'lo', 'root', kind, ...words])
const shown = async (): Promise<Json> => {
  const [first] = await tcJson('-d', 'qdisc', 'show', 'dev', 'e0')
  return (first?.['options'] ?? {}) as Json
}

const change = (words: string): Promise<string> =>
  tc('qdisc', 'change', 'dev', 'e0', 'root', 'handle', '1:', 'gred', ...words.split(' '))

/** How long the average takes to fall: the tool counts it in ticks, which are not what the kernel takes it for. */
const without = (of: Json): Json =>
  Object.fromEntries(Object.entries(of).filter(([key]) => key.toLowerCase() !== 'scell_log'))
const bandwidth = { bitsPerSecond: 10e6 }

describe('choke', () => {
  const needed = qdisc('choke', 'limit', '1000', 'bandwidth', '10mbit')
  it(
    'is made as the tool makes it',
    requires(needed, async () => {
      const words =
        'choke limit 1000 min 100 max 300 burst 110 avpkt 1000 ecn bandwidth 10mbit probability 0.1'
      await tc('qdisc', 'add', 'dev', 'e0', 'root', ...words.split(' '))
      const theirs = await shown()
      await tc('qdisc', 'del', 'dev', 'e0', 'root')
      const options = {
        limit: 1000,
        min: 100,
        max: 300,
        burst: 110,
        avpkt: 1000,
        ecn: true,
        bandwidth,
        probability: 0.1
      }
      await qdiscs.add({ dev: 'e0', kind: 'choke', options })
      expect(without(await shown())).toEqual(without(theirs))
      await qdiscs.change({
        dev: 'e0',
        kind: 'choke',
        options: { limit: 2000, min: 50, max: 200, avpkt: 500 }
      })
      expect(await shown()).toMatchObject({ limit: 2000, min: 50, max: 200 })
      await expect(
        qdiscs.change({ dev: 'e0', kind: 'choke', options: { limit: 9, min: 9, max: 9, avpkt: 500 } })
      ).rejects.toThrow(RangeError)
      await qdiscs.delete({ dev: 'e0', parent: 'root' })
    })
  )
})

describe('gred', () => {
  it(
    'has its virtual queues set up one by one, as the tool does',
    requires(qdisc('gred', 'setup', 'vqs', '3', 'default', '1'), async () => {
      await tc(...'qdisc add dev e0 root handle 1: gred setup vqs 3 default 1 grio'.split(' '))
      await change(
        'limit 60k min 15k max 25k burst 20 avpkt 1000 bandwidth 10mbit vq 1 probability 0.02 prio 2'
      )
      await change('limit 90k min 9k max 25k burst 20 avpkt 1000 bandwidth 10mbit vq 2 prio 3 ecn harddrop')
      const theirs = await shown()
      await tc('qdisc', 'del', 'dev', 'e0', 'root')

      const gred = { dev: 'e0', kind: 'gred', handle: '1:' } as const
      await qdiscs.add({ ...gred, options: { dps: { dps: 3, defDp: 1, grio: 1 } } })
      const k = 1024
      const usual = { burst: 20, avpkt: 1000, bandwidth }
      await qdiscs.change({
        ...gred,
        options: { ...usual, vq: 1, limit: 60 * k, min: 15 * k, max: 25 * k, prio: 2, probability: 0.02 }
      })
      await qdiscs.change({
        ...gred,
        options: {
          ...usual,
          vq: 2,
          limit: 90 * k,
          min: 9 * k,
          max: 25 * k,
          prio: 3,
          ecn: true,
          harddrop: true
        }
      })
      const [own, tool] = [await shown(), theirs].map(({ vqs, ...rest }) => ({
        ...rest,
        vqs: (vqs as Json[]).map(without)
      }))
      expect(own).toEqual(tool)
      expect(own?.vqs).toHaveLength(2)
      await qdiscs.delete({ dev: 'e0', parent: 'root' })
    })
  )
})

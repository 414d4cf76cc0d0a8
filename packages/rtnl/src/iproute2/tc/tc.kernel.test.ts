/** What list() gives of traffic control, printed as the tool prints it of the same kernel: with and without statistics and details. */
import { createSocket } from 'node:dgram'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { ipBatch, tc, tcJson, type Json } from '../../../../../test/support/kernel.ts'
import { Rtnl } from '../../rtnl.ts'
import { interfacesOf, type Interfaces, type JsonObject } from '../names.ts'
import { NO_JSON } from './differences.fixture.ts'
import {
  actionToIproute2,
  chainToIproute2,
  classToIproute2,
  filterToIproute2,
  qdiscToIproute2,
  type TcOutput
} from './index.ts'
import { classToText, qdiscToText, spaced, type Printed } from './text.fixture.ts'

const rtnl = Rtnl.open()
afterAll(() => rtnl.close())
let interfaces: Interfaces = interfacesOf([])

beforeAll(async () => {
  await ipBatch([
    'link add q0 type veth peer name q1',
    // No IPv6: what it sends by itself would be counted.
    'link set q0 addrgenmode none',
    'link set q1 addrgenmode none',
    'link set q0 up',
    'link set q1 up',
    'addr add 10.7.0.1/24 dev q0',
    'neigh add 10.7.0.2 lladdr 02:00:00:00:00:02 dev q0'
  ])
  interfaces = interfacesOf(await rtnl.links.list())
})

/** What a test left behind. */
const reset = (): Promise<unknown> =>
  Promise.allSettled(['root', 'ingress'].map((parent) => rtnl.tc.qdiscs.delete({ dev: 'q0', parent })))
beforeEach(reset)
afterAll(reset)

const OUTPUTS: readonly (readonly [flags: readonly string[], output: TcOutput])[] = [
  [['-s', '-d'], {}],
  [['-s'], { details: false }],
  [['-d'], { statistics: false }],
  [[], { statistics: false, details: false }]
]

/** Two looks at the same thing, again while it moves: ages are whole seconds. How many there are. */
async function sameInAllForms(
  theirs: (flags: readonly string[]) => Promise<Json[]>,
  ours: (output: TcOutput) => Promise<JsonObject[]>
): Promise<number> {
  for (const [flags, output] of OUTPUTS) {
    await vi.waitFor(async () => expect(await ours(output)).toEqual(await theirs(flags)), {
      timeout: 15_000,
      interval: 50
    })
  }
  return (await ours({})).length
}

const qdiscs = async (output: TcOutput): Promise<JsonObject[]> =>
  (await rtnl.tc.qdiscs.list()).map((qdisc) => qdiscToIproute2(qdisc, interfaces, output))

/** By kind, what is asked of the tool. Those that this kernel has not are skipped. */
const QDISCS: Readonly<Record<string, string>> = {
  pfifo: 'pfifo limit 33',
  bfifo: 'bfifo limit 12345',
  pfifo_fast: 'pfifo_fast',
  htb: 'htb default 1f r2q 7 direct_qlen 55',
  tbf: 'tbf rate 1mbit burst 5kb limit 9kb peakrate 2mbit minburst 1540',
  prio: 'prio bands 4',
  ets: 'ets bands 4 strict 2',
  sfq: 'sfq perturb 10 limit 100',
  red: 'red limit 400000 min 30000 max 90000 avpkt 1000 burst 55 probability 0.02',
  choke: 'choke limit 1000 min 100 max 300 burst 110 avpkt 1000 bandwidth 10mbit',
  gred: 'gred setup DPs 4 default 2 grio limit 60KB',
  sfb: 'sfb limit 300',
  codel: 'codel limit 100 target 4ms ecn',
  fq_codel: 'fq_codel limit 1000 flows 512 noecn',
  fq: 'fq limit 1000 nopacing',
  pie: 'pie limit 1000',
  fq_pie: 'fq_pie limit 1000',
  hhf: 'hhf limit 1000',
  cake: 'cake bandwidth 100mbit besteffort',
  netem: 'netem delay 10ms 1ms loss 1%',
  drr: 'drr',
  qfq: 'qfq',
  hfsc: 'hfsc default 11',
  multiq: 'multiq'
}

describe('qdiscs', () => {
  it('of an interface that nobody has touched', async () => {
    expect(await sameInAllForms((flags) => tcJson(...flags, 'qdisc', 'show'), qdiscs)).toBeGreaterThan(1)
  })

  it.for(Object.entries(QDISCS))('of %s', async ([kind, words], context) => {
    try {
      await tc('qdisc', 'add', 'dev', 'q0', 'root', 'handle', '1:', ...words.split(' '))
    } catch (error) {
      if (!/kind is unknown/.test(String(error))) throw error
      context.skip('this kernel has no such kind of qdisc')
    }
    if (`qdisc ${kind}` in NO_JSON) {
      const [one] = await qdiscs({ statistics: false, details: false }).then((all) =>
        all.filter((row) => row['kind'] === kind)
      )
      expect(spaced(await tc('qdisc', 'show'))).toContain(qdiscToText(one ?? {}))
    } else
      expect(await sameInAllForms((flags) => tcJson(...flags, 'qdisc', 'show'), qdiscs)).toBeGreaterThan(1)
  })

  it.each([['ingress'], ['clsact']])('of %s', async (kind) => {
    await tc('qdisc', 'add', 'dev', 'q0', kind)
    expect(await sameInAllForms((flags) => tcJson(...flags, 'qdisc', 'show'), qdiscs)).toBeGreaterThan(1)
  })

  it('with an estimator and a size table, after traffic', async () => {
    const words =
      'qdisc add dev q0 root handle 1: estimator 1s 4s stab overhead 10 linklayer atm mpu 64 htb default 1'
    await tc(...words.split(' '))
    const socket = createSocket('udp4')
    for (let i = 0; i < 5; i++)
      await new Promise((done) => socket.send(Buffer.alloc(100), 9, '10.7.0.2', done))
    socket.close()
    expect(await sameInAllForms((flags) => tcJson(...flags, 'qdisc', 'show'), qdiscs)).toBeGreaterThan(1)
    const [one] = await rtnl.tc.qdiscs.list({ dev: 'q0' })
    expect(one?.stats2?.basic?.packets).toBe(5)
  })
})

describe('classes of htb', () => {
  it('say what the text says', async () => {
    await tc(...'qdisc add dev q0 root handle 1: htb default 20'.split(' '))
    await tc(...'class add dev q0 parent 1: classid 1:1 htb rate 100mbit ceil 200mbit burst 15k'.split(' '))
    await tc(...'class add dev q0 parent 1:1 classid 1:10 htb rate 40gbit ceil 50gbit prio 3'.split(' '))
    await tc(...'class add dev q0 parent 1:1 classid 1:20 htb rate 1mbit'.split(' '))
    await tc(...'qdisc add dev q0 parent 1:10 handle 10: pfifo limit 3'.split(' '))
    const ours = (await rtnl.tc.classes.list({ dev: 'q0' })).map((one) =>
      classToText(classToIproute2(one, interfaces, { statistics: false, details: false }))
    )
    const theirs = (await tc('class', 'show', 'dev', 'q0')).trim().split('\n').map(spaced)
    expect(ours).toEqual(theirs)
    expect(ours).toHaveLength(3)
  })

  it('have the statistics and details of the text', async () => {
    await tc(...'qdisc add dev q0 root handle 1: htb'.split(' '))
    await tc(...'class add dev q0 parent 1: classid 1:1 htb rate 1mbit quantum 3000 overhead 4'.split(' '))
    const [one] = (await rtnl.tc.classes.list({ dev: 'q0' })).map((of) => classToIproute2(of, interfaces))
    const text = spaced(await tc('-s', '-d', 'class', 'show', 'dev', 'q0'))
    const { stats, ...own } = one as Printed & { readonly stats: Printed }
    for (const key of ['prio', 'quantum', 'overhead', 'linklayer', 'level'])
      expect(text).toContain(`${key} ${String(own[key])}`)
    expect(text).toContain(`lended: ${String(stats['lended'])} borrowed: ${String(stats['borrowed'])}`)
    expect(text).toContain(`tokens: ${String(stats['tokens'])} ctokens: ${String(stats['ctokens'])}`)
    expect(text).toContain(`Sent ${String(stats['bytes'])} bytes ${String(stats['packets'])} pkt`)
  })
})

const shown = (flags: readonly string[], ...words: string[]): Promise<Json[]> =>
  tcJson(...flags, ...words, 'dev', 'q0')

describe('filters, chains and actions', () => {
  beforeEach(() => tc('qdisc', 'add', 'dev', 'q0', 'clsact'))

  it('of u32 and bpf, with an action of mirred', async () => {
    const on = 'filter add dev q0 ingress protocol ip prio'
    await tc(...`${on} 1 u32 match ip src 10.0.0.0/24 match ip dport 80 0xffff flowid 1:10`.split(' '))
    await tc(...`${on} 2 u32 match u32 0 0 action mirred egress mirror dev q1`.split(' '))
    await tc(...`${on} 3 handle 1: u32 divisor 16`.split(' '))
    await tc(...`${on} 5 bpf bytecode`.split(' '), '1,6 0 0 4294967295', 'flowid', '1:3')
    await tc(...'filter add dev q0 egress protocol 802.1q prio 9 u32 match u32 1 1'.split(' '))
    for (const parent of ['ingress', 'egress'] as const) {
      const count = (await rtnl.tc.filters.list({ dev: 'q0', parent })).length
      expect(count).toBeGreaterThan(0)
      await sameInAllForms(
        (flags) => shown(flags, 'filter', 'show', parent),
        async (output) =>
          (await rtnl.tc.filters.list({ dev: 'q0', parent }, { withHeads: true })).map((one) => {
            // The tool was asked for this side, and does not say it.
            const { [parent]: _, ...rest } = filterToIproute2(one, interfaces, output)
            return rest
          })
      )
    }
  })

  it('of chains', async () => {
    await tc('chain', 'add', 'dev', 'q0', 'ingress', 'chain', '21')
    const chains = await sameInAllForms(
      (flags) => shown(flags, 'chain', 'show', 'ingress'),
      async (output) =>
        (await rtnl.tc.chains.list({ dev: 'q0', parent: 'ingress' })).map((one) =>
          chainToIproute2(one, interfaces, output)
        )
    )
    expect(chains).toBe(1)
  })

  it('of actions by themselves', async () => {
    await tc(...'actions add action mirred ingress mirror dev q0 index 5 cookie aabb'.split(' '))
    await tc(...'actions add action mirred egress redirect dev q1 index 6'.split(' '))
    const parts = await sameInAllForms(
      (flags) => tcJson(...flags, 'actions', 'list', 'action', 'mirred'),
      async (output) => {
        const list = await rtnl.tc.actions.list('mirred')
        const actions = list.map((one, order) => actionToIproute2(one, interfaces, { ...output, order }))
        return [{ 'total acts': list.length }, { actions }]
      }
    )
    expect(parts).toBe(2)
    await tc('actions', 'flush', 'action', 'mirred')
  })
})

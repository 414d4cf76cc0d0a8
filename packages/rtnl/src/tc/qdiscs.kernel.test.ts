import { Connection, NETLINK_ROUTE, NetlinkError } from '@nlkit/core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ipBatch, tc, tcJson, type Json } from '../../../../test/support/kernel.ts'
import { interfacesOf, qdiscToIproute2 } from '../iproute2/index.ts'
import { Classes } from './classes.ts'
import { interfacesHere, refusal, sendDatagrams } from './kernel.fixture.ts'
import { qdiscKinds } from './qdiscs/kinds.ts'
import type { TcTbfQopt } from './qdiscs/tbf.codec.ts'
import { Qdiscs, type QdiscChange } from './qdiscs.ts'

const connection = Connection.open({ protocol: NETLINK_ROUTE })
const qdiscs = new Qdiscs(connection)
const classes = new Classes(connection)
let interfaces = interfacesOf([])
afterAll(() => connection.close())

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
  interfaces = await interfacesHere()
})

/** What a test left behind. */
const reset = (): Promise<unknown> =>
  Promise.allSettled(['root', 'ingress'].map((parent) => qdiscs.delete({ dev: 'q0', parent })))
beforeEach(reset)

const shown = async (...args: string[]): Promise<Json[]> => await tcJson('-s', 'qdisc', 'show', ...args)
const ours = async (): Promise<Json[]> =>
  (await qdiscs.list()).map((qdisc) => qdiscToIproute2(qdisc, interfaces, { details: false }))

describe('what list() gives equals what tc prints', () => {
  const scenarios: readonly (readonly string[][])[] = [
    [],
    [['root', 'handle', '1:', 'pfifo', 'limit', '33']],
    [['root', 'handle', '8:', 'bfifo', 'limit', '12345']],
    [['root', 'handle', '2:', 'pfifo_fast']],
    [['root', 'handle', '3:', 'htb', 'default', '1f', 'r2q', '7', 'direct_qlen', '55']],
    [['root', 'handle', 'a:', 'tbf', 'rate', '1mbit', 'burst', '5kb', 'latency', '70ms']],
    [['root', 'handle', 'a:', 'tbf', 'rate', '40gbit', 'burst', '5mb', 'limit', '50mb']],
    [
      [
        'root',
        'tbf',
        'rate',
        '1mbit',
        'burst',
        '5kb',
        'limit',
        '9kb',
        'peakrate',
        '2mbit',
        'minburst',
        '1540'
      ]
    ],
    [['ingress']],
    [['clsact']],
    [
      ['root', 'handle', '4:', 'tbf', 'rate', '8kbit', 'burst', '2kb', 'limit', '3kb'],
      ['parent', '4:1', 'handle', '44:', 'pfifo', 'limit', '3']
    ]
  ]
  for (const commands of scenarios) {
    it(`for ${commands.map((words) => words.join(' ')).join(', ') || 'what is there from the start'}`, async () => {
      for (const words of commands) await tc('qdisc', 'add', 'dev', 'q0', ...words)
      expect(await ours()).toEqual(await shown())
    })
  }

  it('with those that the kernel hides', async () => {
    await tc(
      'qdisc',
      'add',
      'dev',
      'q0',
      'root',
      'handle',
      '4:',
      'tbf',
      'rate',
      '8kbit',
      'burst',
      '2kb',
      'limit',
      '3kb'
    )
    const all = (await qdiscs.list({ invisible: true })).map((qdisc) =>
      qdiscToIproute2(qdisc, interfaces, { details: false })
    )
    expect(all).toEqual(await tcJson('-s', 'qdisc', 'show', 'invisible'))
    expect(all.length).toBeGreaterThan((await ours()).length)
  })
})

describe('root qdiscs', () => {
  const settings: readonly [QdiscChange, QdiscChange, object][] = [
    [{ kind: 'pfifo', options: { limit: 10 } }, { kind: 'pfifo', options: { limit: 20 } }, { limit: 20 }],
    [
      { kind: 'bfifo', options: { limit: 10_000 } },
      { kind: 'bfifo', options: { limit: 20_000 } },
      { limit: 20_000 }
    ],
    [
      { kind: 'tbf', options: { rate: { bytesPerSecond: 125_000 }, burst: 5000, latency: 50_000_000 } },
      { kind: 'tbf', options: { rate: { bitsPerSecond: 2_000_000 }, burst: 6000, limit: 30_000 } },
      { rate: 250_000, burst: 6000, lat: 96_000 }
    ]
  ]
  for (const [first, second, expected] of settings) {
    it(`adds, changes, replaces and deletes ${first.kind}`, async () => {
      await qdiscs.add({ dev: 'q0', handle: '7:', ...first })
      expect(await shown('dev', 'q0')).toMatchObject([{ kind: first.kind, handle: '7:', root: true }])
      expect((await refusal(qdiscs.add({ dev: 'q0', handle: '7:', ...first }))).code).toBe('EEXIST')
      await qdiscs.change({ dev: 'q0', handle: '7:', ...second })
      expect(await shown('dev', 'q0')).toMatchObject([{ kind: first.kind, handle: '7:', options: expected }])
      await qdiscs.replace({ dev: 'q0', handle: '9:', ...first })
      expect(await shown('dev', 'q0')).toMatchObject([{ kind: first.kind, handle: '9:' }])
      await qdiscs.delete({ dev: 'q0', parent: 'root' })
      expect(await shown('dev', 'q0')).toMatchObject([{ kind: 'noqueue', handle: '0:' }])
      expect((await refusal(qdiscs.delete({ dev: 'q0', parent: 'root' }))).code).toBe('ENOENT')
    })
  }

  it('puts pfifo_fast in place of another kind and takes it away', async () => {
    await qdiscs.add({ dev: 'q0', handle: '1:', kind: 'pfifo' })
    await qdiscs.replace({ dev: 'q0', handle: '2:', kind: 'pfifo_fast' })
    expect(await shown('dev', 'q0')).toMatchObject([
      { kind: 'pfifo_fast', handle: '2:', options: { bands: 3 } }
    ])
    await qdiscs.delete({ dev: 'q0', handle: '2:', parent: 'root' })
    expect(await shown('dev', 'q0')).toMatchObject([{ kind: 'noqueue' }])
  })

  it('reads what it wrote in SI units, beyond 32 bits of rate, too', async () => {
    await qdiscs.add({
      dev: 'q0',
      kind: 'tbf',
      options: { rate: { bitsPerSecond: 100e9 }, burst: 10_000_000, limit: 100_000_000 }
    })
    const { options } = await qdiscs.get({ dev: 'q0', parent: 'root' })
    expect(options).toMatchObject({ rate64: 12_500_000_000 })
    // The kernel works the time of the burst out by itself, and rounds it down to ticks.
    expect((options as { parms: TcTbfQopt }).parms).toMatchObject({ limit: 100_000_000, buffer: 12_499 })
  })

  it('measures packets by a size table and estimates rates', async () => {
    await qdiscs.add({
      dev: 'q0',
      kind: 'pfifo',
      sizeTable: { linklayer: 'atm', overhead: 10, mpu: 64 },
      estimator: { interval: 250_000_000, timeConstant: 1_000_000_000 }
    })
    const { stab } = await qdiscs.get({ dev: 'q0', parent: 'root' })
    expect(stab?.base).toMatchObject({ linklayer: 'atm', overhead: 10, mpu: 64, mtu: 2047, tsize: 512 })
    expect(await tc('-d', 'qdisc', 'show', 'dev', 'q0')).toMatch(
      /linklayer atm overhead 10 mpu 64 mtu 2047 tsize 512/
    )
    expect((await qdiscs.get({ dev: 'q0', parent: 'root' })).stats2?.rateEst).toEqual({ bps: 0, pps: 0 })
  })
})

describe('a qdisc below another', () => {
  it('is found and changed by its handle alone, and says what it hangs on', async () => {
    await qdiscs.add({ dev: 'q0', kind: 'htb', handle: '1:', options: { init: { defcls: 0x10 } } })
    await classes.add({
      dev: 'q0',
      kind: 'htb',
      parent: '1:',
      handle: '1:10',
      options: { rate: { bitsPerSecond: 10e6 } }
    })
    await qdiscs.add({ dev: 'q0', kind: 'bfifo', parent: '1:10', handle: '11:', options: { limit: 5000 } })
    await qdiscs.change({ dev: 'q0', kind: 'bfifo', handle: '11:', options: { limit: 7000 } })
    expect(await qdiscs.get({ dev: 'q0', handle: '11:' })).toMatchObject({
      parent: '1:10',
      options: { limit: 7000 }
    })
    // Without a divisor the kernel takes 1, and warns of the quantum of the class.
    expect(await qdiscs.get({ dev: 'q0', handle: '1:' })).toMatchObject({
      parent: 'root',
      options: { init: { defcls: 0x10, rate2quantum: 10 } }
    })
    expect((await classes.get({ dev: 'q0', handle: '1:10' })).options).toMatchObject({
      parms: { quantum: 125_000 }
    })
    await expect(qdiscs.get({ dev: 'q0', handle: '12:' })).rejects.toMatchObject({ code: 'ENOENT' })
  })
})

describe('ingress and clsact', () => {
  for (const kind of ['ingress', 'clsact'] as const) {
    it(`puts ${kind} into its place, once`, async () => {
      await qdiscs.add({ dev: 'q0', kind })
      expect(await shown('dev', 'q0', 'ingress')).toMatchObject([
        { kind, handle: 'ffff:', parent: 'ffff:fff1' }
      ])
      expect(await qdiscs.get({ dev: 'q0', parent: 'ingress' })).toMatchObject({
        kind,
        handle: 'ffff:',
        parent: 'ingress',
        options: {}
      })
      expect((await refusal(qdiscs.add({ dev: 'q0', kind }))).code).toBe('EEXIST')
      await tc('filter', 'add', 'dev', 'q0', 'ingress', 'prio', '1', 'u32', 'match', 'u32', '0', '0')
      await qdiscs.delete({ dev: 'q0', parent: 'ingress' })
      await qdiscs.add({ dev: 'q0', kind })
      expect(await tcJson('filter', 'show', 'dev', 'q0', 'ingress')).toEqual([])
    })
  }
})

describe('statistics', () => {
  it('are the same in both forms after traffic', async () => {
    await qdiscs.add({ dev: 'q0', kind: 'pfifo', options: { limit: 100 } })
    await sendDatagrams('10.7.0.2', 20, 100)
    const { stats, stats2 } = await qdiscs.get({ dev: 'q0', parent: 'root' })
    expect(stats2?.basic?.packets).toBeGreaterThanOrEqual(20)
    expect(stats).toMatchObject({
      ...stats2?.basic,
      drops: stats2?.queue?.drops,
      overlimits: stats2?.queue?.overlimits
    })
    expect(await ours()).toEqual(await shown())
  })

  it('count drops of a bucket that is too small', async () => {
    await qdiscs.add({
      dev: 'q0',
      kind: 'tbf',
      options: { rate: { bytesPerSecond: 1000 }, burst: 2000, limit: 3000 }
    })
    await sendDatagrams('10.7.0.2', 40, 1000)
    const { stats, stats2 } = await qdiscs.get({ dev: 'q0', parent: 'root' })
    expect(stats2?.queue?.drops).toBeGreaterThan(10)
    expect(stats2?.queue?.overlimits).toBeGreaterThan(0)
    expect(stats?.drops).toBe(stats2?.queue?.drops)
  })
})

describe('what the kernel has not', () => {
  it('says so of a kind that nobody knows', async () => {
    const error = await refusal(qdiscs.add({ dev: 'q0', kind: 'nosuchkind' }))
    expect(error.code).toBe('ENOENT')
    expect(error.extack?.message).toBe('Specified qdisc kind is unknown')
    expect(error.message).toBe('RTM_NEWQDISC: ENOENT: Specified qdisc kind is unknown')
  })

  // What they take beside a default, so that kernels that have them make them.
  const NEEDED: Readonly<Record<string, object>> = {
    red: { limit: 400_000, min: 30_000, max: 90_000, avpkt: 1000 },
    tbf: { rate: { bytesPerSecond: 1000 }, burst: 2000, limit: 3000 },
    netem: { delay: 1_000_000 }
  }
  const single = Object.keys(qdiscKinds).filter((kind) => kind !== 'ingress' && kind !== 'clsact')
  it.each(single)('makes %s, or passes on why not', async (kind) => {
    const change = { dev: 'q0', kind, ...(NEEDED[kind] === undefined ? {} : { options: NEEDED[kind] }) }
    try {
      await qdiscs.add(change as QdiscChange)
    } catch (error) {
      if (!NetlinkError.is(error)) throw error
      expect(['ENOENT', 'EINVAL', 'EOPNOTSUPP']).toContain(error.code)
      expect(error.request).toBe('RTM_NEWQDISC')
      return
    }
    expect((await qdiscs.get({ dev: 'q0', parent: 'root' })).kind).toBe(kind)
    expect(await ours()).toHaveLength((await shown()).length)
  })
})

describe('arguments that cannot be meant', () => {
  it('are refused before anything is sent', async () => {
    await expect(qdiscs.add({ kind: 'pfifo' })).rejects.toThrow(TypeError)
    await expect(qdiscs.get({ dev: 'q0' })).rejects.toThrow('parent: either parent or handle is needed')
    // The kernel: "Classid cannot be zero".
    await expect(qdiscs.delete({ dev: 'q0', handle: '1:' } as never)).rejects.toThrow(
      'parent: a qdisc is deleted by what it hangs on'
    )
    await expect(qdiscs.add({ dev: 'q0', kind: 'pfifo', handle: '1:2:3' })).rejects.toThrow(
      /^handle: '1:2:3' is not a handle/
    )
    await expect(
      qdiscs.add({ dev: 'q0', kind: 'tbf', options: { rate: { bytesPerSecond: -1 }, burst: 1, limit: 1 } })
    ).rejects.toThrow(RangeError)
    await expect(
      qdiscs.add({ dev: 'q0', kind: 'tbf', options: { rate: { bytesPerSecond: 1 }, burst: 1 } })
    ).rejects.toThrow('limit: either limit or latency is needed')
  })

  it('say ENODEV of an interface that is gone', async () => {
    expect((await refusal(qdiscs.add({ dev: 'gone0', kind: 'pfifo' }))).code).toBe('ENODEV')
    expect((await refusal(qdiscs.list({ dev: 'gone0' }))).code).toBe('ENODEV')
  })
})

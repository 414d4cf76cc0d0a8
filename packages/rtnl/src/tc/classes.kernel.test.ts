import { Connection, NETLINK_ROUTE } from '@nlkit/core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ipBatch, tc, type Json } from '../../../../test/support/kernel.ts'
import { classToIproute2, interfacesOf } from '../iproute2/index.ts'
import { classToText, spaced } from '../iproute2/tc/text.fixture.ts'
import { htbClassOf } from './classes/htb.ts'
import { Classes } from './classes.ts'
import { parseClassText, refusal, sendDatagrams } from './kernel.fixture.ts'
import type { HtbOptions } from './qdiscs/htb.codec.ts'
import { Qdiscs } from './qdiscs.ts'

const connection = Connection.open({ protocol: NETLINK_ROUTE })
const qdiscs = new Qdiscs(connection)
const classes = new Classes(connection)
afterAll(() => connection.close())

beforeAll(() =>
  ipBatch([
    'link add c0 type veth peer name c1',
    'link set c0 up',
    'link set c1 up',
    'addr add 10.8.0.1/24 dev c0',
    'neigh add 10.8.0.2 lladdr 02:00:00:00:00:02 dev c0'
  ])
)
beforeEach(async () => {
  await qdiscs.delete({ dev: 'c0', parent: 'root' }).catch(() => undefined)
  await qdiscs.add({
    dev: 'c0',
    handle: '1:',
    kind: 'htb',
    options: { init: { defcls: 0x10, rate2quantum: 10 } }
  })
})

const mbit = (bits: number): { bitsPerSecond: number } => ({ bitsPerSecond: bits * 1e6 })

/** What `tc class show` prints of htb. */
const lines = async (): Promise<string[]> =>
  (await tc('class', 'show', 'dev', 'c0')).split('\n').map(spaced).filter(isHtb).toSorted()
const isHtb = (line: string): boolean => line.startsWith('class htb')
const shown = async (): Promise<Json[]> => (await lines()).map(parseClassText)
const ours = async (): Promise<string[]> =>
  (await classes.list({ dev: 'c0', kind: 'htb' }))
    .map((one) => classToText(classToIproute2(one, interfacesOf([]), { statistics: false, details: false })))
    .toSorted()

describe('classes of htb', () => {
  it('nest, and are read as tc prints them', async () => {
    await classes.add({ dev: 'c0', parent: '1:', handle: '1:1', kind: 'htb', options: { rate: mbit(100) } })
    await classes.add({
      dev: 'c0',
      parent: '1:1',
      handle: '1:10',
      kind: 'htb',
      options: { rate: mbit(10), ceil: mbit(50), burst: 16_000, cburst: 20_000, prio: 3, quantum: 3000 }
    })
    await classes.add({
      dev: 'c0',
      parent: '1:1',
      handle: '1:11',
      kind: 'htb',
      options: { rate: mbit(20), prio: 5 }
    })
    await qdiscs.add({ dev: 'c0', parent: '1:11', handle: '11:', kind: 'pfifo', options: { limit: 5 } })
    expect(await ours()).toEqual(await lines())
    expect(await shown()).toMatchObject([
      { handle: '1:1', rate: 100e6, ceil: 100e6 },
      { handle: '1:10', parent: '1:1', prio: 3, rate: 10e6, ceil: 50e6, burst: 16_000, cburst: 20_000 },
      { handle: '1:11', leaf: '11:', prio: 5, rate: 20e6 }
    ])
    const { options } = await classes.get({ dev: 'c0', handle: '1:10' })
    expect(htbClassOf(options as HtbOptions)).toEqual({
      rate: { bytesPerSecond: 1_250_000 },
      ceil: { bytesPerSecond: 6_250_000 },
      burst: 16_000,
      cburst: 20_000,
      prio: 3,
      quantum: 3000
    })
  })

  it('made by tc are read as tc prints them', async () => {
    const words = [
      'class add dev c0 parent 1: classid 1:1 htb rate 1gbit',
      'class add dev c0 parent 1:1 classid 1:2 htb rate 100mbit ceil 200mbit burst 15k cburst 16k prio 3',
      'class add dev c0 parent 1:2 classid 1:3 htb rate 8kbit quantum 1500',
      'class add dev c0 parent 1:1 classid 1:4 htb rate 50gbit ceil 60gbit',
      'class add dev c0 parent 1:1 classid 1:fffe htb rate 5mbit prio 7 mpu 64 overhead 20 linklayer atm'
    ]
    for (const line of words) await tc(...line.split(' '))
    expect(await ours()).toEqual(await lines())
    expect(await shown()).toHaveLength(words.length)
  })

  it('have rates beyond 32 bits, with bursts in ticks', async () => {
    await classes.add({
      dev: 'c0',
      parent: '1:',
      handle: '1:1',
      kind: 'htb',
      options: {
        rate: { bytesPerSecond: 5e9 },
        ceil: { bytesPerSecond: 6e9 },
        burst: 640_000,
        cburst: 768_000
      }
    })
    const { options } = await classes.get({ dev: 'c0', handle: '1:1' })
    expect(options).toMatchObject({ rate64: 5e9, ceil64: 6e9, parms: { buffer: 2000, cbuffer: 2000 } })
    expect(await shown()).toMatchObject([{ rate: 40e9, ceil: 48e9, burst: 640_000, cburst: 768_000 }])
  })

  it('change, are replaced and deleted, leaves first', async () => {
    await classes.add({ dev: 'c0', parent: '1:', handle: '1:1', kind: 'htb', options: { rate: mbit(10) } })
    await classes.add({ dev: 'c0', parent: '1:1', handle: '1:10', kind: 'htb', options: { rate: mbit(5) } })
    const again = classes.add({
      dev: 'c0',
      parent: '1:1',
      handle: '1:10',
      kind: 'htb',
      options: { rate: mbit(5) }
    })
    expect((await refusal(again)).code).toBe('EEXIST')
    await classes.change({
      dev: 'c0',
      parent: '1:1',
      handle: '1:10',
      kind: 'htb',
      options: { rate: mbit(6), prio: 1 }
    })
    expect((await shown()).find(({ handle }) => handle === '1:10')).toMatchObject({ rate: 6e6, prio: 1 })
    await classes.replace({
      dev: 'c0',
      parent: '1:1',
      handle: '1:20',
      kind: 'htb',
      options: { rate: mbit(1) }
    })
    expect(await classes.list({ dev: 'c0', parent: '1:1' })).toHaveLength(2)
    const error = await refusal(classes.delete({ dev: 'c0', handle: '1:1' }))
    expect(error.code).toBe('EBUSY')
    await classes.delete({ dev: 'c0', handle: '1:10' })
    await classes.delete({ dev: 'c0', handle: '1:20' })
    await classes.delete({ dev: 'c0', handle: '1:1' })
    expect(await ours()).toEqual([])
    expect((await refusal(classes.delete({ dev: 'c0', handle: '1:1' }))).code).toBe('ENOENT')
    expect((await refusal(classes.get({ dev: 'c0', handle: '1:1' }))).code).toBe('ENOENT')
  })

  it('count what they send, in both forms, and their kind`s own', async () => {
    await classes.add({ dev: 'c0', parent: '1:', handle: '1:10', kind: 'htb', options: { rate: mbit(100) } })
    await sendDatagrams('10.8.0.2', 10, 500)
    const { stats, stats2, xstats } = await classes.get({ dev: 'c0', handle: '1:10' })
    expect(stats2?.basic?.packets).toBeGreaterThanOrEqual(10)
    expect(stats).toMatchObject({ bytes: stats2?.basic?.bytes, packets: stats2?.basic?.packets })
    expect(xstats).toEqual(stats2?.app)
    expect(xstats).toMatchObject({ lends: stats2?.basic?.packets, borrows: 0 })
  })

  it('are chosen by qdisc, by class above, and by handle', async () => {
    await classes.add({ dev: 'c0', parent: '1:', handle: '1:1', kind: 'htb', options: { rate: mbit(10) } })
    await classes.add({ dev: 'c0', parent: '1:1', handle: '1:2', kind: 'htb', options: { rate: mbit(10) } })
    await qdiscs.add({ dev: 'c0', parent: '1:2', handle: '2:', kind: 'htb' })
    await classes.add({ dev: 'c0', parent: '2:', handle: '2:5', kind: 'htb', options: { rate: mbit(10) } })
    const of = async (filter: object): Promise<string[]> =>
      (await classes.list({ dev: 'c0', ...filter })).map(({ handle }) => handle).toSorted()
    expect(await of({})).toEqual(['1:1', '1:2', '2:5'])
    expect(await of({ parent: '1:' })).toEqual(['1:1', '1:2'])
    expect(await of({ parent: '1:1' })).toEqual(['1:2'])
    expect(await of({ parent: '2:' })).toEqual(['2:5'])
    expect(await of({ handle: '1:2' })).toEqual(['1:2'])
    expect(await of({ kind: 'hfsc' })).toEqual([])
  })
})

describe('arguments that cannot be meant', () => {
  it('are refused before anything is sent', async () => {
    await expect(classes.delete({ dev: 'c0' } as never)).rejects.toThrow('handle: is missing')
    await expect(classes.list({})).rejects.toThrow('dev: an interface is missing')
    await expect(
      classes.add({
        dev: 'c0',
        parent: '1:',
        handle: '1:1',
        kind: 'htb',
        options: { rate: { bytesPerSecond: 0 } }
      })
    ).rejects.toThrow('rate: 0 lets nothing pass')
  })
})

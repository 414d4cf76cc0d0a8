import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ipBatch, ipJson } from '../../../../test/support/kernel.ts'
import { Rtnl } from '../rtnl.ts'
import {
  STATS_FILTER_LINK_64,
  STATS_FILTER_LINK_OFFLOAD_XSTATS,
  STATS_FILTER_LINK_XSTATS
} from './constants.ts'

const rtnl = Rtnl.open()
beforeAll(() =>
  ipBatch([
    'link add sb0 type bridge mcast_stats_enabled 1',
    'link add s0 type veth peer name s1',
    'link set s0 up master sb0',
    'link set s1 up',
    'link set sb0 up'
  ])
)
afterAll(() => rtnl.close())

describe('statistics', () => {
  it('of a link are those of ip(8)', async () => {
    const { index } = await rtnl.links.get('s0')
    const stats = await rtnl.stats.get('s0', { filterMask: STATS_FILTER_LINK_64 })
    expect(stats).toMatchObject({ ifindex: index, filterMask: STATS_FILTER_LINK_64 })
    const [theirs] = await ipJson('stats', 'show', 'dev', 's0', 'group', 'link')
    // Packets may come in between: what has been counted stays counted.
    const { rx } = (theirs?.['stats64'] ?? {}) as { rx: { packets: number } }
    expect(stats.link64?.rxPackets).toBeLessThanOrEqual(rx.packets)
    expect(Object.keys(stats)).not.toContain('linkXstats')
  })

  it('of a bridge and its port have snooping and spanning tree', async () => {
    expect(
      (await rtnl.stats.get('sb0', { filterMask: STATS_FILTER_LINK_XSTATS })).linkXstats?.bridge
    ).toMatchObject({
      mcast: { igmpParseErrors: 0, mldV2reports: [expect.any(Number), expect.any(Number)] }
    })
    expect((await rtnl.stats.get('s0')).linkXstatsSlave?.bridge?.stp).toMatchObject({ rxTcn: 0 })
  })

  it('of hardware say that nothing counts, and refuse to', async () => {
    const { linkOffloadXstats } = await rtnl.stats.get('s0', {
      filterMask: STATS_FILTER_LINK_OFFLOAD_XSTATS,
      offload: ['hw-s-info']
    })
    expect(linkOffloadXstats?.hwSInfo).toEqual([{ attribute: 3, request: 0, used: 0 }])
    // No device counts for a veth: the kernel notes the wish, or refuses it, never says that it is met.
    await rtnl.stats
      .setL3('s0', true)
      .catch((error: unknown) => expect(error).toMatchObject({ code: 'EOPNOTSUPP' }))
    const after = await rtnl.stats.get('s0', { offload: ['hw-s-info'] })
    expect(after.linkOffloadXstats?.hwSInfo?.[0]?.used ?? 0).toBe(0)
  })

  it('come in events when their counting is switched', async (context) => {
    const { index } = await rtnl.links.get('s1')
    await using events = rtnl.subscribe(['stats'])
    try {
      await rtnl.stats.setL3('s1', true)
    } catch {
      context.skip('this kernel does not take the wish of a veth')
    }
    await rtnl.stats.setL3('s1', false)
    const told: unknown[] = []
    for await (const event of events) {
      if (event.type !== 'newstats' || event.stats.ifindex !== index) continue
      told.push(event.stats.linkOffloadXstats?.hwSInfo?.[0]?.request)
      if (told.length === 2) break
    }
    expect(told).toEqual([1, 0])
  })

  it('of all links are listed', async () => {
    const links = await rtnl.links.list()
    const all = await rtnl.stats.list({ filterMask: STATS_FILTER_LINK_64 })
    expect(all.map(({ ifindex }) => ifindex)).toEqual(links.map(({ index }) => index))
  })

  it('are refused by key', async () => {
    await expect(rtnl.stats.get('s0', { filterMask: 0 })).rejects.toThrow(/^filterMask: /)
    await expect(rtnl.stats.get('s0', { offload: ['x' as never] })).rejects.toThrow(/^offload\[0\]: /)
    await expect(rtnl.stats.setL3('s0', 1 as never)).rejects.toThrow(/^isOn: /)
    await expect(rtnl.stats.get('gone0')).rejects.toMatchObject({ code: 'ENODEV' })
  })
})

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  ipBatch,
  ipJson,
  kernelHas,
  requires,
  tool,
  type Background
} from '../../../../test/support/kernel.ts'
import { RTNH_F_UNRESOLVED } from '../route/constants.ts'
import { Rtnl } from '../rtnl.ts'
import type { RtnlEvent } from '../subscribe.ts'
import { multicastDaemon, MULTICAST_ROUTING, tell } from './daemon.fixture.ts'
import { VIFF_USE_IFINDEX } from './table.constants.ts'

const routed = [tool('python3'), kernelHas('multicast routing', ['python3', '-c', MULTICAST_ROUTING])]

const rtnl = Rtnl.open()
let daemon: Background | undefined
let m0 = 0
let m2 = 0
beforeAll(async () => {
  await ipBatch([
    'link set lo up',
    'link add m0 type veth peer name m1',
    'link add m2 type veth peer name m3',
    ...['m0', 'm1', 'm2', 'm3'].map((name) => `link set ${name} up`),
    'addr add 10.1.0.1/24 dev m0',
    'addr add 10.2.0.1/24 dev m2',
    'addr add 2001:db8:1::1/64 dev m0 nodad',
    'addr add 2001:db8:2::1/64 dev m2 nodad'
  ])
  m0 = (await rtnl.links.get('m0')).index
  m2 = (await rtnl.links.get('m2')).index
  for (const probe of routed) if ((await probe()) !== undefined) return
  daemon = await multicastDaemon('m0', 'm2')
})
afterAll(async () => {
  rtnl.close()
  await daemon?.stop()
})

const told = (line: string): Promise<void> => tell(daemon as Background, line)

/** The first event of each kind that is wanted, in whatever order they come. */
async function firstOf(
  events: AsyncIterable<RtnlEvent | { readonly type: string }>,
  wanted: Readonly<Record<string, (event: RtnlEvent) => boolean>>
): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {}
  for await (const event of events) {
    for (const [name, isIt] of Object.entries(wanted))
      if (!(name in found) && isIt(event as RtnlEvent)) found[name] = event
    if (Object.keys(found).length === Object.keys(wanted).length) break
  }
  return found
}

const isRoute =
  (type: string, dst: string) =>
  (event: RtnlEvent): boolean =>
    (event.type === 'newmroute' || event.type === 'delmroute') &&
    event.type === type &&
    event.multicastRoute.dst === dst

const isReport =
  (dst: string) =>
  (event: RtnlEvent): boolean =>
    event.type === 'newcachereport' && event.cacheReport.dstAddr === dst

describe('multicast routes', () => {
  it(
    'are set, looked up and deleted, and are what the tool shows',
    requires(routed, async () => {
      await rtnl.multicastRoutes.replace({
        src: '10.1.0.9',
        dst: '239.1.1.1',
        iifDev: 'm0',
        multipath: [{}, { hops: 3 }]
      })
      const found = await rtnl.multicastRoutes.get({ src: '10.1.0.9', dst: '239.1.1.1' })
      expect(found).toMatchObject({
        family: 'ipmr',
        table: 253,
        src: '10.1.0.9',
        dst: '239.1.1.1',
        dstLen: 32,
        type: 'multicast',
        protocol: 'static',
        iif: m0,
        multipath: [{ ifindex: m2, hops: 3 }],
        mfcStats: { packets: 0, bytes: 0, wrongIf: 0 },
        expires: expect.any(Number)
      })
      expect(await ipJson('mroute', 'show')).toMatchObject([
        { src: '10.1.0.9', dst: '239.1.1.1', iif: 'm0', multipath: [{ oif: 'm2' }], state: 'resolved' }
      ])
      await rtnl.multicastRoutes.delete({ src: '10.1.0.9', dst: '239.1.1.1' })
      await expect(rtnl.multicastRoutes.get({ src: '10.1.0.9', dst: '239.1.1.1' })).rejects.toMatchObject({
        code: 'ENOENT'
      })
    })
  )

  it(
    'of IPv6 are read, and left to their daemon',
    requires(routed, async () => {
      await told('route6 2001:db8:1::9 ff05::99 0 1')
      const [route] = await rtnl.multicastRoutes.list({ family: 'ip6mr', dst: 'ff05::99' })
      expect(route).toMatchObject({
        family: 'ip6mr',
        src: '2001:db8:1::9',
        protocol: 'mrouted',
        iif: m0,
        multipath: [{ ifindex: m2, hops: 1 }]
      })
      await expect(
        rtnl.multicastRoutes.delete({ src: '2001:db8:1::9', dst: 'ff05::99' })
      ).rejects.toMatchObject({ code: 'EOPNOTSUPP' })
    })
  )

  it(
    'of IPv6 are looked up since Linux 6.0',
    requires(routed, async () => {
      await told('route6 2001:db8:1::8 ff05::98 1 0')
      expect(await rtnl.multicastRoutes.get({ src: '2001:db8:1::8', dst: 'ff05::98' })).toMatchObject({
        iif: m2,
        multipath: [{ ifindex: m0 }]
      })
    })
  )

  it(
    'are told apart from routes',
    requires(routed, async () => {
      await rtnl.multicastRoutes.replace({
        src: '10.1.0.7',
        dst: '239.1.1.7',
        iifDev: 'm0',
        multipath: [{}, { hops: 1 }]
      })
      expect((await rtnl.multicastRoutes.list()).map(({ dst }) => dst)).toContain('239.1.1.7')
      const families = new Set((await rtnl.routes.list()).map(({ family }) => family))
      expect(families).toEqual(new Set(['inet', 'inet6']))
    })
  )

  it(
    'are flushed by what the filter names, and by nothing else',
    requires(routed, async () => {
      const results = await rtnl.batch((b) => {
        for (let i = 1; i <= 20; i++)
          b.multicastRoutes.replace({
            src: `10.1.0.${i}`,
            dst: '239.2.2.2',
            iifDev: i <= 15 ? 'm0' : 'm2',
            multipath: [{}, { hops: 1 }]
          })
      })
      expect(results.filter(({ status }) => status !== 'done')).toEqual([])
      expect(await rtnl.multicastRoutes.list({ dst: '239.2.2.2', src: '10.1.0.3' })).toHaveLength(1)
      expect(await rtnl.multicastRoutes.flush({ dst: '239.2.2.2', iifDev: 'm0' })).toBe(15)
      expect(await rtnl.multicastRoutes.list({ dst: '239.2.2.2' })).toHaveLength(5)
      expect(await rtnl.multicastRoutes.flush({ dst: '239.2.2.2' })).toBe(5)
      await expect(rtnl.multicastRoutes.flush({})).rejects.toThrow(/^filter: /)
    })
  )

  it(
    'come in events of their own, and so does what a daemon is asked',
    requires(routed, async () => {
      await using events = rtnl.subscribe(['ipv4-mroute', 'ipv6-mroute', 'ipv4-mroute-r', 'ipv6-mroute-r'])
      await told('send 239.7.7.7 0')
      await told('send ff05::77 0')
      await told('route6 2001:db8:1::6 ff05::96 0 1')
      await rtnl.multicastRoutes.replace({
        src: '10.1.0.6',
        dst: '239.1.1.6',
        iifDev: 'm0',
        multipath: [{}, { hops: 1 }]
      })
      await rtnl.multicastRoutes.delete({ src: '10.1.0.6', dst: '239.1.1.6' })
      const found = await firstOf(events, {
        made: isRoute('newmroute', '239.1.1.6'),
        gone: isRoute('delmroute', '239.1.1.6'),
        made6: isRoute('newmroute', 'ff05::96'),
        waits: isRoute('newmroute', '239.7.7.7'),
        asked: isReport('239.7.7.7'),
        asked6: isReport('ff05::77')
      })
      expect(found).toMatchObject({
        made: { multicastRoute: { family: 'ipmr', src: '10.1.0.6', iif: m0, multipath: [{ ifindex: m2 }] } },
        gone: { multicastRoute: { src: '10.1.0.6' } },
        made6: { multicastRoute: { family: 'ip6mr', src: '2001:db8:1::6' } },
        waits: { multicastRoute: { flags: RTNH_F_UNRESOLVED } },
        asked: { cacheReport: { family: 'ipmr', msgtype: 'nocache', vifId: 0, srcAddr: '10.1.0.1' } },
        asked6: { cacheReport: { family: 'ip6mr', msgtype: 'nocache', vifId: 0, srcAddr: '2001:db8:1::1' } }
      })
    })
  )

  it(
    'have tables with interfaces of their own numbers',
    requires(routed, async () => {
      expect(await rtnl.multicastRoutes.tables()).toMatchObject([
        {
          id: 253,
          mrouteRegVifNum: -1,
          vifs: {
            vif: [
              { vifId: 0, ifindex: m0, flags: VIFF_USE_IFINDEX },
              { vifId: 1, ifindex: m2, flags: VIFF_USE_IFINDEX }
            ]
          }
        }
      ])
    })
  )

  it(
    'of a table that is not there are ENOENT, of an interface that is gone ENODEV',
    requires(routed, async () => {
      await expect(rtnl.multicastRoutes.list({ family: 'ipmr', table: 7 })).rejects.toMatchObject({
        code: 'ENOENT'
      })
      await expect(
        rtnl.multicastRoutes.replace({ dst: '239.1.1.1', table: 7, iifDev: 'm0' })
      ).rejects.toMatchObject({ code: 'ENOENT' })
      await expect(rtnl.multicastRoutes.list({ iifDev: 'gone0' })).rejects.toMatchObject({ code: 'ENODEV' })
    })
  )

  it('are refused by key', async () => {
    await expect(rtnl.multicastRoutes.get({} as never)).rejects.toThrow(/^dst: /)
    await expect(rtnl.multicastRoutes.list({ family: 'inet' as never })).rejects.toThrow(/^family: /)
    await expect(rtnl.multicastRoutes.replace({ dst: '239.1', iifDev: 'm0' })).rejects.toThrow(/dst/)
    await expect(rtnl.multicastRoutes.replace({ dst: '239.1.1.1', iifDev: '' })).rejects.toThrow(/^iifDev: /)
  })
})

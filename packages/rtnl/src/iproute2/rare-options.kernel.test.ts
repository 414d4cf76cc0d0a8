/** Settings that few ask for: made by the tool and printed by both, and made again of what was read. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ip, ipBatch, ipJson, type Json } from '../../../../test/support/kernel.ts'
import { RTAX_FEATURE_ECN, RTAX_FEATURE_SACK } from '../route/constants.ts'
import type { RouteChange } from '../route/write-route.ts'
import { Rtnl } from '../rtnl.ts'
import { interfacesOf, linkToIproute2, routeToIproute2, ruleToIproute2, type Interfaces } from './index.ts'

const rtnl = Rtnl.open()
let interfaces: Interfaces
beforeAll(async () => {
  await ipBatch([
    'link add r0 type veth peer name r1',
    'link set r0 addrgenmode none up',
    'link set r1 addrgenmode none up',
    'addr add 10.0.0.1/24 dev r0',
    'addr add fc00::1/64 dev r0 nodad'
  ])
  interfaces = interfacesOf(await rtnl.links.list())
})
afterAll(() => rtnl.close())

const ROUTES = [
  ['10.200.0.0/16', 'via 10.0.0.9 realms 5'],
  ['10.200.0.0/16', 'via 10.0.0.9 realms 3/4 tos 0xb8'],
  ['10.200.0.0/16', 'nexthop via 10.0.0.9 realms 1/2 weight 3 nexthop via 10.0.0.8 onlink dev r0 weight 256'],
  ['10.200.0.0/16', 'via 10.0.0.9 tos 0x28'],
  ['10.200.0.0/16', 'via 10.0.0.9 dsfield CS6 src 10.0.0.1 metric 4294967295'],
  ['10.200.0.0/16', 'via 10.0.0.9 tos 0x1c proto 17'],
  ['10.200.0.0/16', 'via 10.0.0.9 proto 84 table 70000'],
  ['10.200.0.0/16', 'dev r0 scope 77 proto eigrp'],
  ['10.200.0.0/16', 'via 10.0.0.9 rtt 3s rttvar 50ms rto_min 300ms features ecn'],
  ['10.200.0.0/16', 'via 10.0.0.9 rtt 100 rttvar 11 congctl lock cubic'],
  [
    '10.200.0.0/16',
    'via 10.0.0.9 mtu lock 1400 advmss lock 1300 window 5000 ssthresh 7 cwnd lock 9 reordering 5 hoplimit 33 initcwnd 12 initrwnd 13 quickack 1 fastopen_no_cookie 1 congctl reno'
  ],
  ['10.200.0.0/16', 'via inet6 fc00::9 dev r0'],
  ['2001:db8:77::/48', 'via fc00::9 rtt 100ms rttvar 10 rto_min 1s congctl reno features ecn'],
  ['2001:db8:77::/48', 'via fc00::9 pref low fastopen_no_cookie 1 proto 17'],
  ['2001:db8:77::/48', 'from 2001:db8:5::/48 via fc00::9 mtu lock 1400']
] as const

/** A reason that the tool does not read. */
const HIGH = 1 << 28

const shown = async (dev: string): Promise<Json | undefined> =>
  (await ipJson('-d', 'link', 'show', 'dev', dev))[0]

describe('routes', () => {
  it.each(ROUTES)('to %s %s', async (dst, words) => {
    const family = dst.includes(':') ? 'inet6' : 'inet'
    const shown = (): Promise<Json[]> =>
      ipJson(family === 'inet6' ? '-6' : '-4', '-d', 'route', 'show', 'table', 'all', 'exact', dst)
    await ip('route', 'add', dst, ...words.split(' '))
    const theirs = await shown()
    const [route, ...more] = await rtnl.routes.list({ family, dst })
    expect(more).toEqual([])
    expect(route === undefined ? [] : [routeToIproute2(route, interfaces)]).toEqual(theirs)
    expect(await rtnl.routes.flush({ dst, table: 0 })).toBe(1)
    await rtnl.routes.add(route as RouteChange)
    expect(await shown()).toEqual(theirs)
    expect(await rtnl.routes.flush({ dst, table: 0 })).toBe(1)
  })

  it('with features that the tool does not know', async () => {
    const dst = '10.200.0.0/16'
    await rtnl.routes.add({ dst, dev: 'r0', metrics: { features: RTAX_FEATURE_ECN | RTAX_FEATURE_SACK } })
    const [route] = await rtnl.routes.list({ dst })
    const [theirs] = await ipJson('-d', 'route', 'show', 'table', 'all', 'exact', dst)
    expect(theirs).toMatchObject({ metrics: [{ ecn: null, features: '0x3' }] })
    expect(route && routeToIproute2(route, interfaces)).toEqual(theirs)
    await rtnl.routes.delete({ dst })
  })
})

const RULES = [
  ['inet', 'ipproto 47 table 9'],
  ['inet', 'ipproto esp sport 5 dport 6-9 table 9'],
  ['inet', 'ipproto ospf table 9'],
  ['inet', 'ipproto 254 table 9'],
  ['inet', 'tos 0x10 table 9 protocol 84'],
  ['inet6', 'not tos 0x20 table 9'],
  ['inet6', 'ipproto ipv6-icmp tos 0x50 table 9'],
  ['inet', 'realms 3/4 tun_id 4294967296 table 9'],
  ['inet', 'fwmark 0/0xff table 9']
] as const

describe('rules', () => {
  it.each(RULES)('of %s with %s', async (family, words) => {
    const shown = (): Promise<Json[]> =>
      ipJson(family === 'inet6' ? '-6' : '-4', '-d', 'rule', 'show', 'pref', '777')
    await ip(family === 'inet6' ? '-6' : '-4', 'rule', 'add', 'pref', '777', ...words.split(' '))
    const theirs = await shown()
    const [rule, ...more] = await rtnl.rules.list({ family, priority: 777 })
    expect(more).toEqual([])
    expect(rule === undefined ? [] : [ruleToIproute2(rule)]).toEqual(theirs)
    expect(await rtnl.rules.flush({ family, priority: 777 })).toBe(1)
    if (rule !== undefined) await rtnl.rules.add(rule)
    expect(await shown()).toEqual(theirs)
    expect(await rtnl.rules.flush({ family, priority: 777 })).toBe(1)
  })
})

describe('links', () => {
  it.each(['link r0 name p0 type macvlan', 'name p0 type vxlan id 3 dstport 4789'])(
    'that protocols hold down, with reasons: %s',
    async (words) => {
      await ip('link', 'add', ...words.split(' '))
      const reasons = { mask: HIGH | 0x28, value: HIGH | 0x28 }
      await rtnl.links.change('p0', { protoDown: 1, protoDownReason: reasons })
      const theirs = await shown('p0')
      expect(theirs).toMatchObject({ proto_down: true, proto_down_reason: ['3', '5'] })
      expect(linkToIproute2(await rtnl.links.get('p0'), interfacesOf(await rtnl.links.list()))).toEqual(
        theirs
      )
      await ip('link', 'set', 'p0', 'protodown_reason', '3', 'off')
      expect((await rtnl.links.get('p0')).protoDownReason).toEqual({ value: HIGH | 0x20 })
      await ip('link', 'del', 'p0')
    }
  )

  it.each([
    ['stp,lacp,lldp', 0x4005],
    ['0x8,0x10', 0x18],
    ['0x0', 0]
  ])('of a bridge that forward groups, which are %s', async (groups, groupFwdMask) => {
    await ip('link', 'add', 'p1', 'type', 'bridge')
    await ip('link', 'add', 'link', 'r0', 'name', 'p0', 'type', 'macvlan')
    await ip('link', 'set', 'p0', 'master', 'p1')
    await rtnl.links.setBridgePort('p0', { groupFwdMask, multicastRouter: 'perm' })
    const { info_slave_data: theirs } = ((await shown('p0')) as { linkinfo: Record<string, Json> }).linkinfo
    expect(theirs).toMatchObject({ group_fwd_mask_str: groups, multicast_router: 2 })
    const links = await rtnl.links.list()
    const port = links.find(({ ifname }) => ifname === 'p0')
    const ours = port && (linkToIproute2(port, interfacesOf(links))['linkinfo'] as Record<string, Json>)
    expect(ours?.['info_slave_data']).toEqual(theirs)
    expect(port?.linkinfo?.slaveData).toMatchObject({ multicastRouter: 'perm' })
    await ip('link', 'del', 'p0')
    await ip('link', 'del', 'p1')
  })

  it('that wait to be tested when they come up', async () => {
    await ip('link', 'add', 'link', 'r0', 'name', 'p0', 'type', 'macvlan')
    await rtnl.links.change('p0', { linkmode: 'testing' })
    const theirs = await shown('p0')
    expect(theirs).toMatchObject({ linkmode_index: 2 })
    expect(linkToIproute2(await rtnl.links.get('p0'), interfacesOf(await rtnl.links.list()))).toEqual(theirs)
    await ip('link', 'del', 'p0')
  })
})

/** How the kernel behaves where an object of one kind changes another, or only time or the other end does. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ip, ipBatch, ipJson, namespace } from '../../../test/support/kernel.ts'
import { IFA_F_DADFAILED } from './address/constants.ts'
import { Rtnl } from './rtnl.ts'

const rtnl = Rtnl.open()
afterAll(() => rtnl.close())
beforeAll(() =>
  ipBatch([
    'link add b0 type veth peer name b1',
    'link add b2 type veth peer name b3',
    ...['lo', 'b0', 'b1', 'b2', 'b3'].map((name) => `link set ${name} up`),
    'addr add 10.0.0.1/24 dev b0',
    'addr add 10.1.0.1/24 dev b2',
    'addr add 2001:db8::1/64 dev b0 nodad'
  ])
)

describe('links', () => {
  it('of a veth pair are made on both sides of a namespace at once', async () => {
    await using blue = await namespace()
    using there = blue.open()
    await rtnl.links.add({
      ifname: 'here0',
      linkinfo: { kind: 'veth', data: { peer: { ifname: 'there0', mtu: 1400, netNsFd: there.fd } } }
    })
    const { link, linkNetnsid } = await rtnl.links.get('here0')
    expect(await blue.ipJson('link', 'show', 'dev', 'there0')).toMatchObject([{ ifindex: link, mtu: 1400 }])
    expect(linkNetnsid).toBe(await rtnl.nsids.get(blue.name))
    await expect(rtnl.links.get('there0')).rejects.toMatchObject({ code: 'ENODEV' })
    await rtnl.links.delete('here0')
  })

  it('of kind macvlan change their mode and the addresses that they take packets of', async () => {
    await rtnl.links.add({
      ifname: 'mv0',
      link: 'b0',
      linkinfo: { kind: 'macvlan', data: { mode: 'private', bcQueueLen: 77 } }
    })
    const data = async (name: string): Promise<unknown> => {
      const { linkinfo } = await rtnl.links.get(name)
      return linkinfo?.kind === 'macvlan' ? linkinfo.data : undefined
    }
    expect(await data('mv0')).toMatchObject({ mode: 'private', bcQueueLen: 77 })
    await rtnl.links.change('mv0', { linkinfo: { kind: 'macvlan', data: { mode: 'vepa' } } })
    expect(await data('mv0')).toMatchObject({ mode: 'vepa' })
    await rtnl.links.delete('mv0')

    await rtnl.links.add({
      ifname: 'mv1',
      link: 'b0',
      linkinfo: { kind: 'macvlan', data: { mode: 'source' } }
    })
    const addresses = ['02:00:00:00:00:01', '02:00:00:00:00:02']
    for (const macaddr of addresses) {
      await rtnl.links.change('mv1', {
        linkinfo: { kind: 'macvlan', data: { mode: 'source', macaddrMode: 'add', macaddr } }
      })
    }
    const taken = async (): Promise<unknown> => {
      const found = (await data('mv1')) as { macaddrData?: { macaddr?: string[] } }
      return found.macaddrData?.macaddr?.toSorted() ?? []
    }
    expect(await taken()).toEqual(addresses)
    await rtnl.links.change('mv1', {
      linkinfo: { kind: 'macvlan', data: { mode: 'source', macaddrMode: 'del', macaddr: addresses[0] } }
    })
    expect(await taken()).toEqual(addresses.slice(1))
    await rtnl.links.change('mv1', {
      linkinfo: { kind: 'macvlan', data: { mode: 'source', macaddrMode: 'flush' } }
    })
    expect(await taken()).toEqual([])
    await rtnl.links.delete('mv1')
  })

  it('make their link-local addresses as they are told', async () => {
    await rtnl.links.change('b1', { afSpec: { inet6: { addrGenMode: 'none' } } })
    const { afSpec } = await rtnl.links.get('b1')
    expect(afSpec).toMatchObject({ inet6: { addrGenMode: 'none' } })
    expect(await ipJson('-d', 'link', 'show', 'b1')).toMatchObject([{ inet6_addr_gen_mode: 'none' }])
  })

  it('tell that their lower layer is down', async () => {
    await rtnl.links.add({
      ifname: 'mv2',
      link: 'b2',
      linkinfo: { kind: 'macvlan', data: { mode: 'bridge' } }
    })
    await rtnl.links.up('mv2')
    await rtnl.links.down('b2')
    await expect
      .poll(async () => (await rtnl.links.get('mv2')).operstate, { timeout: 20_000 })
      .toBe('lowerlayerdown')
    await rtnl.links.delete('mv2')
    await rtnl.links.up('b2')
  })
})

describe('addresses', () => {
  it('of IPv6 go with the link that is put down, and that is told', async () => {
    await ip('addr', 'add', '2001:db8:7::1/64', 'dev', 'b3', 'nodad')
    await using events = rtnl.subscribe(['ipv6-ifaddr'])
    await rtnl.links.down('b3')
    for await (const event of events)
      if (event.type === 'deladdr' && event.address.address === '2001:db8:7::1') break
    expect((await rtnl.addresses.list({ dev: 'b3', family: 'inet6' })).length).toBe(0)
    await rtnl.links.up('b3')
  })

  it('of IPv6 that another has fail, and that is told', async () => {
    await ip('addr', 'add', '2001:db8:8::1/64', 'dev', 'b0', 'nodad')
    await using events = rtnl.subscribe(['ipv6-ifaddr'])
    await rtnl.addresses.add({ dev: 'b1', local: '2001:db8:8::1/64' })
    const { index } = await rtnl.links.get('b1')
    for await (const event of events) {
      if (event.type !== 'newaddr' || event.address.index !== index) continue
      if (event.address.address === '2001:db8:8::1' && (event.address.flags & IFA_F_DADFAILED) !== 0) break
    }
    const [found] = (await rtnl.addresses.list({ dev: 'b1', family: 'inet6' })).filter(
      ({ address }) => address === '2001:db8:8::1'
    )
    expect((found?.flags ?? 0) & IFA_F_DADFAILED).toBe(IFA_F_DADFAILED)
  })
})

describe('lookups of routes', () => {
  it('take source, interfaces, mark and user', async () => {
    await ipBatch([
      'route add 10.50.0.0/16 via 10.0.0.2',
      'route add 10.50.0.0/16 via 10.1.0.2 table 100',
      'route add 10.50.0.0/16 via 10.1.0.3 table 101',
      'route add 10.50.0.0/16 via 10.1.0.4 table 102',
      'route add 10.50.0.0/16 via 10.1.0.5 metric 9',
      'rule add fwmark 7 table 100 prio 100',
      'rule add uidrange 4242-4242 table 101 prio 101',
      'rule add from 10.1.0.1 table 102 prio 102'
    ])
    const [b0, b2] = await Promise.all(['b0', 'b2'].map(async (name) => (await rtnl.links.get(name)).index))
    const dst = '10.50.1.1'
    expect(await rtnl.routes.get(dst)).toMatchObject({ oif: b0, gateway: '10.0.0.2', prefsrc: '10.0.0.1' })
    expect(await rtnl.routes.get({ dst, dev: 'b2' })).toMatchObject({ oif: b2, gateway: '10.1.0.5' })
    expect(await rtnl.routes.get({ dst, mark: 7 })).toMatchObject({ table: 100, gateway: '10.1.0.2' })
    expect(await rtnl.routes.get({ dst, uid: 4242 })).toMatchObject({
      table: 101,
      gateway: '10.1.0.3',
      uid: 4242
    })
    expect(await rtnl.routes.get({ dst, from: '10.1.0.1' })).toMatchObject({
      table: 102,
      gateway: '10.1.0.4'
    })
    expect(await rtnl.routes.get({ dst, mark: 7, fibMatch: true })).toMatchObject({
      table: 100,
      dst: '10.50.0.0',
      dstLen: 16
    })
    // As a packet that has come in, which has to be of this network and is forwarded.
    await ip('rule', 'add', 'iif', 'b0', 'table', '100', 'prio', '99')
    const forwarded = rtnl.routes.get({ dst, from: '10.0.0.9', iifDev: 'b0' })
    await expect(forwarded).rejects.toMatchObject({ code: 'EHOSTUNREACH' })
    await rtnl.links.change('b0', { afSpec: { inet: { conf: { forwarding: 1 } } } })
    expect(await rtnl.routes.get({ dst, from: '10.0.0.9', iifDev: 'b0' })).toMatchObject({
      iif: b0,
      gateway: '10.1.0.2'
    })
  })

  it('find the preference of a router', async () => {
    for (const pref of ['low', 'medium', 'high'] as const) {
      const dst = `2001:db8:${pref.length}00::/48`
      await rtnl.routes.add({ dst, gateway: '2001:db8::2', pref })
      const [found] = await ipJson('-6', 'route', 'show', dst)
      expect(found).toMatchObject({ pref })
      expect(await rtnl.routes.get({ dst: dst.replace('/48', '1'), fibMatch: true })).toMatchObject({ pref })
    }
  })
})

describe('next hops', () => {
  it('leave their groups when they go, and take their routes along', async () => {
    await rtnl.nexthops.add({ id: 1, gateway: '10.0.0.2', dev: 'b0' })
    await rtnl.nexthops.add({ id: 2, gateway: '10.1.0.2', dev: 'b2' })
    await rtnl.nexthops.add({ id: 10, group: [{ id: 1 }, { id: 2 }] })
    await rtnl.routes.add({ dst: '10.60.0.0/16', nhId: 10 })
    expect(await rtnl.routes.get({ dst: '10.60.0.1', fibMatch: true })).toMatchObject({ nhId: 10 })
    await rtnl.nexthops.delete(1)
    expect((await rtnl.nexthops.get(10)).group).toMatchObject([{ id: 2 }])
    await rtnl.nexthops.delete(2)
    await expect(rtnl.nexthops.get(10)).rejects.toMatchObject({ code: 'ENOENT' })
    await expect(rtnl.routes.get({ dst: '10.60.0.1', fibMatch: true })).rejects.toMatchObject({
      code: 'ENETUNREACH'
    })
  })
})

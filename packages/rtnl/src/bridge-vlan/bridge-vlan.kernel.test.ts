import { afterAll, beforeAll, expect, it } from 'vitest'
import { bridge, bridgeJson, ip, ipBatch, kernelHas, requires } from '../../../../test/support/kernel.ts'
import { interfacesOf, vlanToIproute2 } from '../iproute2/index.ts'
import { RTEXT_FILTER_MST } from '../link/constants.ts'
import { NTF_MASTER, NUD_NOARP, NUD_PERMANENT, NUD_REACHABLE } from '../neighbour/constants.ts'
import { Rtnl } from '../rtnl.ts'

const rtnl = Rtnl.open()
afterAll(() => rtnl.close())

const filtering = kernelHas(
  'bridge VLAN filtering',
  'ip link add nlkprobe0 type bridge vlan_filtering 1 vlan_default_pvid 1'.split(' ')
)
beforeAll(() =>
  ipBatch([
    'link add br0 type bridge vlan_filtering 1 mcast_snooping 1 mcast_vlan_snooping 1',
    'link add p0 type veth peer name p1',
    'link add vx0 type vxlan external dstport 4789',
    'link set p0 master br0',
    'link set vx0 master br0',
    'link set vx0 type bridge_slave vlan_tunnel on'
  ]).catch(() => '')
)

const vlans = async (dev: string): Promise<unknown[]> => {
  const [shown] = await bridgeJson('-d', 'vlan', 'show', 'dev', dev)
  return (shown?.['vlans'] ?? []) as unknown[]
}

it(
  'VLANs are added, changed and deleted as the tool does',
  requires(filtering, async () => {
    await rtnl.bridgeVlans.add({ dev: 'p0', vid: 10, vidEnd: 20 })
    await rtnl.bridgeVlans.add({ dev: 'p0', vid: 30, pvid: true, untagged: true })
    await rtnl.bridgeVlans.add({ dev: 'br0', vid: 30, self: true })
    await rtnl.bridgeVlans.set({ dev: 'p0', vid: 15, state: 'blocking' })
    await rtnl.bridgeVlans.setGlobal({ dev: 'br0', vid: 30, mcastIgmpVersion: 3 })
    expect(await vlans('p0')).toMatchObject([
      { vlan: 1 },
      { vlan: 10, vlanEnd: 14 },
      { vlan: 15, state: 'blocking' },
      { vlan: 16, vlanEnd: 20 },
      { vlan: 30, flags: ['PVID', 'Egress Untagged'] }
    ])
    const [global] = await rtnl.bridgeVlans.listGlobal({ dev: 'br0' })
    expect(global?.globalOptions?.find(({ id }) => id === 30)).toMatchObject({ mcastIgmpVersion: 3 })
    await rtnl.bridgeVlans.delete({ dev: 'p0', vid: 10, vidEnd: 20 })
    expect(await vlans('p0')).toMatchObject([{ vlan: 1 }, { vlan: 30 }])
  })
)

it(
  'ports have a state in each spanning tree',
  requires(filtering, async () => {
    // BR_BOOLOPT_MST_ENABLE; neither iproute2 of 6.1 nor bridge(8) of it know spanning trees.
    const mst = { optval: 1 << 2, optmask: 1 << 2 }
    await rtnl.links.add({
      ifname: 'br1',
      linkinfo: { kind: 'bridge', data: { vlanFiltering: 1, multiBoolopt: mst } }
    })
    await rtnl.links.change('p1', { master: 'br1' })
    await rtnl.bridgeVlans.add({ dev: 'p1', vid: 10 })
    await rtnl.bridgeVlans.add({ dev: 'br1', vid: 10, self: true })
    await rtnl.bridgeVlans.setGlobal({ dev: 'br1', vid: 10, msti: 5 })
    await rtnl.links.setBridgeSpec('p1', { mst: { entry: [{ msti: 5, state: 'learning' }] } })
    const [port] = await rtnl.links.listBridgePorts({ master: 'br1', extMask: RTEXT_FILTER_MST })
    expect(port?.afSpec).toMatchObject({
      mst: { entry: expect.arrayContaining([{ msti: 5, state: 'learning' }]) as unknown }
    })
    await rtnl.links.delete('br1')
  })
)

it(
  'tunnels go with VLANs',
  requires(filtering, async () => {
    await rtnl.bridgeVlans.add({ dev: 'vx0', vid: 100, vidEnd: 105 })
    await rtnl.bridgeVlans.add({ dev: 'vx0', vid: 100, vidEnd: 105, tunnelId: 1000 })
    expect(await bridgeJson('vlan', 'tunnelshow', 'dev', 'vx0')).toMatchObject([
      { ifname: 'vx0', tunnels: [{ vlan: 100, vlanEnd: 105, tunid: 1000, tunidEnd: 1005 }] }
    ])
    const [vx0] = await rtnl.bridgeVlans.list({ dev: 'vx0' })
    expect(vx0?.entry?.at(-1)).toMatchObject({ info: { vid: 100 }, range: 105, tunnelInfo: { id: 1000 } })
  })
)

it(
  'what the tool made is read as it says, and told of',
  requires(filtering, async () => {
    const events = rtnl.subscribe(['brvlan'])
    await bridge('vlan', 'add', 'dev', 'p0', 'vid', '40-42')
    expect((await events.next()).value).toMatchObject({
      type: 'newvlan',
      vlan: { entry: [{ info: { vid: 40 }, range: 42 }] }
    })
    events.close()
    const names = interfacesOf(await rtnl.links.list())
    const own = (await rtnl.bridgeVlans.list()).map((one) => vlanToIproute2(one, names))
    expect(own).toEqual(await bridgeJson('-d', 'vlan', 'show'))
    const counted = await rtnl.bridgeVlans.list({ dev: 'p0', stats: true })
    expect(counted.flatMap(({ entry }) => entry ?? []).find(({ info }) => info?.vid === 41)).toMatchObject({
      stats: { rxPackets: 0 }
    })
    await expect(rtnl.bridgeVlans.set({ dev: 'p0', vid: 99, state: 'blocking' })).rejects.toMatchObject({
      code: 'ENOENT'
    })
  })
)

it(
  'addresses are known in each VLAN',
  requires(filtering, async () => {
    await ip(...'link add br2 type bridge mcast_snooping 0 vlan_filtering 1 vlan_default_pvid 0'.split(' '))
    await ip('link', 'add', 'w0', 'master', 'br2', 'type', 'veth', 'peer', 'name', 'w1')
    await rtnl.bridgeVlans.add({ dev: 'w0', vid: 10 })
    await rtnl.bridgeVlans.add({ dev: 'w0', vid: 20 })
    const port = { dev: 'w0', flags: NTF_MASTER, state: NUD_NOARP | NUD_REACHABLE }
    const one = '02:00:00:00:06:01'
    const all = '02:00:00:00:06:02'
    const vlansOf = async (mac: string): Promise<unknown[]> =>
      (await rtnl.fdb.list({ bridge: 'br2' }))
        .filter(({ lladdr }) => lladdr === mac)
        .map(({ vlan }) => vlan ?? 0)
        .toSorted((a, b) => a - b)
    await rtnl.fdb.add({ ...port, lladdr: one, vlan: 10 })
    expect(
      (await bridgeJson('-d', 'fdb', 'show', 'dev', 'w0')).filter(({ mac }) => mac === one)
    ).toMatchObject([{ vlan: 10, master: 'br2' }])
    // Without one it is in all of the port, and in none.
    await rtnl.fdb.add({ ...port, lladdr: all })
    expect(await vlansOf(all)).toEqual([0, 10, 20])
    expect(await rtnl.fdb.get({ lladdr: all, bridge: 'br2', vlan: 20 })).toMatchObject({ vlan: 20 })
    expect(await rtnl.fdb.list({ bridge: 'br2', vlan: 20, state: NUD_NOARP })).toMatchObject([
      { lladdr: all, vlan: 20 }
    ])
    const isStatic = { state: NUD_NOARP, ndmStateMask: NUD_NOARP | NUD_PERMANENT }
    expect(await rtnl.fdb.flush({ dev: 'br2', vlan: 20, ...isStatic })).toBe(1)
    await rtnl.fdb.delete({ dev: 'w0', flags: NTF_MASTER, lladdr: all, vlan: 10 })
    expect(await vlansOf(all)).toEqual([0])
    expect(await vlansOf(one)).toEqual([10])
  })
)

it.each([
  [{ vid: 1 }, /^TypeError: dev/],
  [{ dev: 'p0' }, /^TypeError: vid/],
  [{ dev: 'p0', vid: 0 }, /^RangeError: vid/],
  [{ dev: 'p0', vid: 4095 }, /^RangeError: vid/],
  [{ dev: 'p0', vid: 5, vidEnd: 5 }, /^RangeError: vidEnd/],
  [{ dev: 'p0', vid: 5, vidEnd: 6, pvid: true }, /^TypeError: pvid/],
  [{ dev: 'gone0', vid: 5 }, /ENODEV/]
])('refuses %j', async (vlan, expected) => {
  expect(String(await rtnl.bridgeVlans.add(vlan as never).catch((error: unknown) => error))).toMatch(expected)
})

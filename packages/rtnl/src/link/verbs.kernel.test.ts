import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  bridgeJson,
  ip,
  ipBatch,
  ipJson,
  namespace,
  requires,
  run,
  tool,
  type Json
} from '../../../../test/support/kernel.ts'
import { BPF_PROG_TYPE_XDP, loaderOf } from '../bpf-loader.fixture.ts'
import { Rtnl } from '../rtnl.ts'
import { BRIDGE_FLAGS_SELF } from './bridge-af-spec.constants.ts'
import type { PeerChange, PlacedLink } from './placed.ts'
import { IFF_ALLMULTI, IFF_NOARP, IFF_PROMISC, IFF_UP } from './constants.ts'

const rtnl = Rtnl.open()
beforeAll(() =>
  ipBatch([
    'link add br0 type bridge',
    'link add v0 type veth peer name v1',
    'link set v0 up master br0',
    'link set v1 up'
  ])
)
afterAll(() => rtnl.close())

const shown = async (name: string): Promise<Record<string, unknown>> =>
  (await ipJson('-d', 'link', 'show', 'dev', name))[0] ?? {}

const pair = (name: string): Promise<string> =>
  ip('link', 'add', name, 'type', 'veth', 'peer', 'name', `${name}p`)

const veth = (peer: PeerChange) => ({ kind: 'veth' as const, data: { peer } })

/** Those of the ends of pairs made for moving. */
const names = async (links: Promise<Json[]>): Promise<string[]> =>
  (await links)
    .map(({ ifname }) => String(ifname))
    .filter((name) => /^(p\d|moved)/.test(name))
    .toSorted((a, b) => (a < b ? -1 : 1))

describe('moving to another namespace', () => {
  it('takes no name for what the kernel looks for there, by the index', async () => {
    await using blue = await namespace()
    await ip('netns', 'set', blue.name, '79')
    // The same index, here and there, and not the same link.
    await ip(...'link add name n0 index 4900 type bridge'.split(' '))
    await blue.ip(...'link add name other index 4900 type bridge'.split(' '))
    const linkinfo = veth({ ifname: 'n2' })
    const elsewhere = /^master: 'n0' is a name here/
    await expect(rtnl.links.add({ ifname: 'n1', netns: blue.name, master: 'n0', linkinfo })).rejects.toThrow(
      elsewhere
    )
    await rtnl.links.add({ ifname: 'n1', linkinfo })
    await expect(rtnl.links.change('n1', { netns: { nsid: 79 }, master: 'n0' })).rejects.toThrow(elsewhere)
    await rtnl.links.change('n1', { netns: { nsid: 79 }, master: 4900 })
    expect(await blue.ipJson('link', 'show', 'dev', 'n1')).toMatchObject([{ master: 'other' }])
    const stacked = { ifname: 'n3', linkNetnsid: 79, linkinfo: { kind: 'macvlan' } } as const
    await expect(rtnl.links.add({ ...stacked, link: 'n2' })).rejects.toThrow(/^link: 'n2' is a name here/)
    await rtnl.links.add({ ...stacked, link: 4900 })
    expect(await rtnl.links.get('n3')).toMatchObject({ link: 4900, linkNetnsid: 79 })
    for (const dev of ['n3', 'n2', 'n0']) await ip('link', 'del', dev)
  })

  it('by name, descriptor, process and id, with name and index there', async () => {
    await using blue = await namespace()
    await ip('netns', 'set', blue.name, '77')
    await pair('m0')
    await rtnl.links.move('m0', blue.name, { ifname: 'there0', index: 4711 })
    expect(await blue.ipJson('link', 'show', 'dev', 'there0')).toMatchObject([{ ifindex: 4711 }])
    await expect(rtnl.links.get('m0')).rejects.toMatchObject({ code: 'ENODEV' })
    expect(await rtnl.links.get('m0p')).toMatchObject({ link: 4711, linkNetnsid: 77 })

    using there = Rtnl.open({ netns: blue.name })
    await there.links.move('there0', { pid: process.pid }, { ifname: 'back0' })
    expect(await shown('back0')).toMatchObject({ link: 'm0p' })

    await rtnl.links.move('back0', { nsid: 77 })
    expect((await there.links.get('back0')).ifname).toBe('back0')
    using open = blue.open()
    await rtnl.links.move('m0p', { fd: open.fd })
    expect((await blue.ipJson('link', 'show', 'dev', 'm0p')).length).toBe(1)
  })

  it('answers EEXIST where the name is taken, and moves nothing', async () => {
    await using blue = await namespace()
    await blue.ip('link', 'add', 'm1', 'type', 'bridge')
    await pair('m1')
    await expect(rtnl.links.move('m1', blue.path)).rejects.toMatchObject({ code: 'EEXIST' })
    await rtnl.links.delete('m1')
  })

  it('is done as they are made, of both ends of a pair, by name, path, descriptor and process', async () => {
    await using blue = await namespace()
    await using red = await namespace()
    using blueFd = blue.open()
    const made = async (link: PlacedLink): Promise<unknown> => await rtnl.links.add(link)
    await made({ ifname: 'p0', linkinfo: veth({ ifname: 'p0p', netns: blue.name, mtu: 1300 }) })
    await made({ ifname: 'p1', netns: red.path, linkinfo: veth({ ifname: 'p1p', netns: { fd: blueFd.fd } }) })
    await made({
      ifname: 'p2',
      netns: red.name,
      linkinfo: veth({ ifname: 'p2p', netns: { pid: process.pid } })
    })
    await rtnl.links.change('p0', { netns: red.name, ifname: 'moved0' })
    expect(await names(ipJson('link', 'show'))).toEqual(['p2p'])
    expect(await names(blue.ipJson('link', 'show'))).toEqual(['p0p', 'p1p'])
    expect(await names(red.ipJson('link', 'show'))).toEqual(['moved0', 'p1', 'p2'])
    expect(await blue.ipJson('link', 'show', 'dev', 'p0p')).toMatchObject([{ mtu: 1300 }])

    // It was given one for the pair.
    const nsid = (await rtnl.nsids.get(red.name)) ?? -1
    await made({ ifname: 'p3', netns: { nsid }, linkinfo: { kind: 'bridge' } })
    expect(await red.ipJson('link', 'show', 'dev', 'p3')).toHaveLength(1)
    const peer = (of: object) => made({ ifname: 'p4', linkinfo: veth({ ifname: 'p4p', ...of }) })
    await expect(peer({ netns: 'no-such-namespace' })).rejects.toMatchObject({ code: 'ENOENT' })
    await expect(peer({ netns: { nsid } })).rejects.toThrow(/^linkinfo\.data\.peer\.netns: .*no id/)
    await expect(peer({ netns: '' })).rejects.toThrow(
      /^linkinfo\.data\.peer\.netns: '' is not a name or path/
    )
    await expect(peer({ netns: '..' })).rejects.toThrow(RangeError)
    await expect(peer({ netns: red.name, netNsPid: 1 })).rejects.toThrow(/^linkinfo\.data\.peer\.netNsPid: /)
    await expect(made({ ifname: 'p4', netns: red.name, netNsFd: 1 })).rejects.toThrow(/^netNsFd: /)
    await expect(made({ ifname: 'p4', netns: {} as never })).rejects.toThrow(/^netns: expected one of/)
    await expect(rtnl.links.get('p4')).rejects.toMatchObject({ code: 'ENODEV' })
  })

  it('works in a batch, by descriptor', async () => {
    await using blue = await namespace()
    using open = blue.open()
    await pair('m2')
    const results = await rtnl.batch((b) => {
      b.links.move('m2', { fd: open.fd })
      b.links.move('m2p', { fd: open.fd }, { ifname: 'other2' })
    })
    expect(results.map(({ status }) => status)).toEqual(['done', 'done'])
    expect((await blue.ipJson('link', 'show', 'dev', 'other2')).length).toBe(1)
  })

  it('is refused before anything is sent where it cannot be meant', async () => {
    await expect(rtnl.links.move('v0', { pid: 0 })).rejects.toThrow(/^namespace\.pid: /)
    await expect(rtnl.links.move('v0', {} as never)).rejects.toThrow(/^namespace: .*none/)
    await expect(rtnl.links.move('v0', { pid: 1, fd: 2 })).rejects.toThrow(/^namespace: .*pid, fd/)
    await expect(rtnl.links.move('v0', { fd: 'x' } as never)).rejects.toThrow(/^namespace\.fd: /)
    await expect(rtnl.links.move('v0', 'no-such-namespace')).rejects.toMatchObject({ code: 'ENOENT' })
    await expect(rtnl.links.move('v0', '')).rejects.toThrow(/^namespace: /)
    await expect(rtnl.links.move('v0', { pid: process.pid }, { index: -1 })).rejects.toThrow(/^index: /)
    await expect(rtnl.links.move('v0', { pid: process.pid }, { ifname: 'a/b' })).rejects.toThrow(/^ifname: /)
  })
})

describe('alternative names', () => {
  it('are added, found by and deleted', async () => {
    await rtnl.links.addAltNames('v1', ['first', 'x'.repeat(127)])
    expect((await shown('v1'))['altnames']).toEqual(['first', 'x'.repeat(127)])
    expect(await rtnl.links.altNames('first')).toEqual(['first', 'x'.repeat(127)])
    expect((await rtnl.links.get('x'.repeat(127))).ifname).toBe('v1')
    await rtnl.links.deleteAltNames('v1', 'first')
    expect((await shown('v1'))['altnames']).toEqual(['x'.repeat(127)])
    await expect(rtnl.links.get('first')).rejects.toMatchObject({ code: 'ENODEV' })
  })

  it('answer EEXIST when taken and name the request when missing', async () => {
    await expect(rtnl.links.addAltNames('v1', 'v0')).rejects.toMatchObject({
      code: 'EEXIST',
      request: 'RTM_NEWLINKPROP'
    })
    await expect(rtnl.links.deleteAltNames('v1', 'none')).rejects.toMatchObject({
      request: 'RTM_DELLINKPROP'
    })
  })

  it('are checked before anything is sent', async () => {
    await expect(rtnl.links.addAltNames('v1', [])).rejects.toThrow(/^names: /)
    await expect(rtnl.links.addAltNames('v1', ['ok', 'x'.repeat(128)])).rejects.toThrow(/^names\[1\]: .*127/)
    await expect(rtnl.links.addAltNames('v1', [1 as never])).rejects.toThrow(/^names\[0\]: /)
  })
})

describe('flags', () => {
  it('are set and cleared, and the others stay', async () => {
    await rtnl.links.setFlags('v1', { set: IFF_ALLMULTI | IFF_NOARP })
    expect(await shown('v1')).toMatchObject({ allmulti: 1, flags: expect.arrayContaining(['UP', 'NOARP']) })
    await rtnl.links.setFlags('v1', { set: IFF_PROMISC, clear: IFF_NOARP })
    const { flags } = await rtnl.links.get('v1')
    expect(flags & (IFF_UP | IFF_ALLMULTI | IFF_PROMISC | IFF_NOARP)).toBe(
      IFF_UP | IFF_ALLMULTI | IFF_PROMISC
    )
  })

  it('that contradict each other or are none are refused', async () => {
    await expect(rtnl.links.setFlags('v1', { set: IFF_UP, clear: IFF_UP })).rejects.toThrow(/^clear: 0x1 /)
    await expect(rtnl.links.setFlags('v1', {})).rejects.toThrow(/^set: /)
    await expect(rtnl.links.setFlags('v1', { clear: -1 })).rejects.toThrow(/^clear: /)
  })
})

it('sets limits of segmentation, group, alias, link mode and what protocols hold down', async () => {
  const hasIpv4Limits = (await rtnl.links.get('v1')).gsoIpv4MaxSize !== undefined
  const change = {
    gsoMaxSize: 20_000,
    gsoMaxSegs: 77,
    groMaxSize: 30_000,
    // Since Linux 6.3.
    ...(hasIpv4Limits ? { gsoIpv4MaxSize: 21_000, groIpv4MaxSize: 31_000 } : {}),
    group: 9,
    ifalias: 'said',
    linkmode: 'dormant' as const
  }
  await rtnl.links.change('v1', change)
  expect(await rtnl.links.get('v1')).toMatchObject(change)
  expect(await shown('v1')).toMatchObject({
    gso_max_size: 20_000,
    gso_max_segs: 77,
    gro_max_size: 30_000,
    group: '9'
  })
  await ip('link', 'add', 'mv0', 'link', 'v1', 'type', 'macvlan')
  await rtnl.links.change('mv0', { protoDown: 1, protoDownReason: { mask: 6, value: 4 } })
  expect(await rtnl.links.get('mv0')).toMatchObject({ protoDown: 1, protoDownReason: { value: 4 } })
  expect(await shown('mv0')).toMatchObject({ proto_down: true })
  await rtnl.links.delete('mv0')
})

describe('dumps', () => {
  it('of another namespace by its id, filtered by a name of that namespace', async () => {
    await using blue = await namespace()
    await ip('netns', 'set', blue.name, '78')
    await blue.ip('link', 'add', 'brb', 'type', 'bridge')
    await blue.ip('link', 'add', 'd0', 'master', 'brb', 'type', 'veth', 'peer', 'name', 'd1')
    const names = async (filter: Parameters<typeof rtnl.links.list>[0]): Promise<unknown[]> =>
      (await rtnl.links.list(filter)).map(({ ifname }) => ifname)
    // Modules of tunnels put a device of their own into each namespace.
    const theirs = (await blue.ipJson('link', 'show')).map(({ ifname }) => ifname)
    expect(theirs).toEqual(expect.arrayContaining(['lo', 'brb', 'd1', 'd0']))
    expect(await names({ targetNetnsid: 78 })).toEqual(theirs)
    expect(await names({ targetNetnsid: 78, kind: 'bridge' })).toEqual(['brb'])
    expect(await names({ targetNetnsid: 78, master: 'brb' })).toEqual(['d0'])
    expect(await rtnl.links.get('d1', { targetNetnsid: 78 })).toMatchObject({
      ifname: 'd1',
      targetNetnsid: 78
    })
    await expect(rtnl.links.get('d1')).rejects.toMatchObject({ code: 'ENODEV' })
    await expect(rtnl.links.list({ targetNetnsid: 99 })).rejects.toMatchObject({ code: 'EINVAL' })
  })
})

describe('ports of bridges', () => {
  it('are changed by the bridge, and read as bridge(8) reads them', async () => {
    await rtnl.links.setBridgePort('v0', { cost: 42, priority: 5, guard: 1, learning: 0, isolated: 1 })
    const [theirs] = await bridgeJson('-d', 'link', 'show', 'dev', 'v0')
    expect(theirs).toMatchObject({ cost: 42, priority: 5, guard: true, learning: false, isolated: true })
    const port = await rtnl.links.getBridgePort('v0')
    expect(port).toMatchObject({
      family: 'bridge',
      protinfo: { cost: 42, priority: 5, guard: 1, learning: 0 }
    })
    expect((await rtnl.links.listBridgePorts({ master: 'br0' })).map(({ ifname }) => ifname)).toEqual(['v0'])
    expect(await rtnl.links.getBridgePort('v1')).toBeUndefined()
  })

  it('are refused where there is no port, and without a setting', async () => {
    await expect(rtnl.links.setBridgePort('v1', { cost: 1 })).rejects.toMatchObject({
      request: 'RTM_SETLINK'
    })
    await rtnl.links.setBridgePort('v0', { cost: 43, master: true })
    expect((await rtnl.links.getBridgePort('v0'))?.protinfo).toMatchObject({ cost: 43 })
    // The driver of this one does not switch.
    await expect(rtnl.links.setBridgePort('v0', { learning: 0, self: true })).rejects.toMatchObject({
      code: 'EOPNOTSUPP'
    })
    await expect(rtnl.links.setBridgePort('v0', { cost: 1, self: 'yes' as never })).rejects.toThrow(/^self: /)
    for (const nothing of [{}, { self: true }])
      await expect(rtnl.links.setBridgePort('v0', nothing)).rejects.toThrow(/^port: /)
  })

  it('have more that is set, by the bridge or by the device itself', async () => {
    // A veth switches nothing by itself, and v1 is no port.
    for (const [dev, spec] of [
      ['v0', { mode: 'veb', flags: BRIDGE_FLAGS_SELF }],
      ['v1', { mst: { entry: [{ msti: 1, state: 'blocking' }] } }]
    ] as const)
      await expect(rtnl.links.setBridgeSpec(dev, spec)).rejects.toMatchObject({
        code: 'EOPNOTSUPP',
        request: 'RTM_SETLINK'
      })
    await expect(
      rtnl.links.deleteBridgeSpec('v1', { mrp: { instance: { ringId: 1 } } })
    ).rejects.toMatchObject({
      request: 'RTM_DELLINK'
    })
    await expect(rtnl.links.setBridgeSpec('v0', { flags: BRIDGE_FLAGS_SELF })).rejects.toThrow(/^spec: /)
  })
})

it('changes all links of a group, and no other by a name', async () => {
  await ipBatch(['g0 group 70', 'g1 group 70', 'g2 group 71'].map((words) => `link add ${words} type bridge`))
  await rtnl.links.changeGroup(70, { up: true, mtu: 1400 })
  const up = await rtnl.links.list({ kind: 'bridge', up: true })
  expect(up.flatMap(({ ifname = '', group, mtu }) => (group === 70 ? [`${ifname} ${mtu}`] : []))).toEqual([
    'g0 1400',
    'g1 1400'
  ])
  expect(up.map(({ ifname }) => ifname)).not.toContain('g2')
  await rtnl.links.changeGroup(4711, { up: true })
  await expect(rtnl.links.changeGroup(70, { ifname: 'g2' } as never)).rejects.toThrow(/^ifname: /)
  expect(await rtnl.links.flush({ group: 70 })).toBe(2)
})

describe('virtual functions', () => {
  it('of a link without any are EOPNOTSUPP', async () => {
    await expect(rtnl.links.setVf('v1', 0, { mac: '02:00:00:00:00:01' })).rejects.toMatchObject({
      code: 'EOPNOTSUPP'
    })
    await expect(
      rtnl.links.setVfPort('v1', 'self', { profile: 'p', request: 'associate' })
    ).rejects.toMatchObject({
      code: 'EOPNOTSUPP'
    })
  })
})

it(
  'attaches, replaces and detaches XDP programs, and keeps to what is expected',
  requires(tool('python3'), async () => {
    const script = new URL('./xdp-program.fixture.ts', import.meta.url).pathname
    const said = await run([
      'python3',
      '-c',
      loaderOf(BPF_PROG_TYPE_XDP),
      process.execPath,
      '--conditions=nlkit-source',
      script,
      'v1'
    ])
    expect(JSON.parse(said)).toEqual({
      attached: 'skb',
      hasProgram: true,
      again: 'EBUSY',
      wrong: 'EEXIST',
      isReplaced: true,
      wrongDetach: 'EEXIST',
      gone: 'none',
      bad: 'EBADF'
    })
  })
)

it('checks XDP programs before anything is sent', async () => {
  await expect(rtnl.links.attachXdp('v1', { fd: -1 })).rejects.toThrow(/^fd: /)
  await expect(rtnl.links.attachXdp('v1', { fd: 1, mode: 'x' as never })).rejects.toThrow(/^mode: /)
  await expect(rtnl.links.attachXdp('v1', { fd: 1, expectedFd: 2, ifNoexist: true })).rejects.toThrow(
    /^ifNoexist: /
  )
  await expect(rtnl.links.detachXdp('v1', { expectedFd: 'a' as never })).rejects.toThrow(/^expectedFd: /)
})

import { afterAll, describe, expect, it } from 'vitest'
import { NetlinkError } from '@nlkit/core'
import { echoesNewLinks, ip, ipBatch, ipJson, namespace } from '../../../../test/support/kernel.ts'
import { Rtnl } from '../rtnl.ts'
import { IFF_UP } from './constants.ts'
import type { LinkChange } from './write-link.ts'

const rtnl = Rtnl.open()
afterAll(() => rtnl.close())

const shown = async (name: string): Promise<Record<string, unknown>> =>
  (await ipJson('-d', 'link', 'show', 'dev', name))[0] ?? {}

describe('adding', () => {
  it('makes a veth pair with names, MTU, addresses and queue length of both ends', async () => {
    await rtnl.links.add({
      ifname: 'veth0',
      mtu: 1400,
      address: '02:00:00:00:00:10',
      txqlen: 50,
      linkinfo: {
        kind: 'veth',
        data: { peer: { ifname: 'veth1', mtu: 1300, address: '02:00:00:00:00:11', txqlen: 60 } }
      }
    })
    expect(await shown('veth0')).toMatchObject({
      mtu: 1400,
      address: '02:00:00:00:00:10',
      txqlen: 50,
      link: 'veth1'
    })
    expect(await shown('veth1')).toMatchObject({
      mtu: 1300,
      address: '02:00:00:00:00:11',
      txqlen: 60,
      link: 'veth0'
    })
    const [one, other] = [await rtnl.links.get('veth0'), await rtnl.links.get('veth1')]
    expect([one.link, other.link]).toEqual([other.index, one.index])
  })

  it('tells the name and the index that the kernel chose, since Linux 6.2', async () => {
    const linkinfo = { kind: 'veth', data: { peer: { ifname: 'made%d' } } } as const
    const made = await rtnl.links.add({ ifname: 'made%d', mtu: 1234, linkinfo })
    const own = (await rtnl.links.list()).find(({ mtu }) => mtu === 1234)
    expect(own?.ifname).toMatch(/^made[01]$/)
    await rtnl.links.delete(own?.index ?? 0)
    const nameless = await rtnl.links.add({ linkinfo: { kind: 'bridge' } })
    const [bridge] = await rtnl.links.list({ kind: 'bridge' })
    await rtnl.links.delete(bridge?.index ?? 0)
    const chosen = [own, bridge].map((link) => [link?.index, link?.ifname, link?.mtu])
    expect([made, nameless].map((link) => [link?.index, link?.ifname, link?.mtu])).toEqual(
      echoesNewLinks ? chosen : chosen.map(() => [undefined, undefined, undefined])
    )
  })

  it('tells nothing of a link in another namespace, and asks for no echo there', async () => {
    await using blue = await namespace()
    using open = blue.open()
    const linkinfo = { kind: 'bridge' } as const
    expect(await rtnl.links.add({ ifname: 'away0', netNsFd: open.fd, linkinfo })).toBeUndefined()
    expect((await blue.ipJson('link', 'show', 'dev', 'away0')).length).toBe(1)
  })

  it('makes a bridge with settings, and puts links into it and out of it', async () => {
    await rtnl.links.add({
      ifname: 'bridge0',
      up: true,
      linkinfo: {
        kind: 'bridge',
        data: { ageingTime: 12_000, helloTime: 300, mcastSnooping: 0, groupFwdMask: 8 }
      }
    })
    const { linkinfo } = await rtnl.links.get('bridge0')
    expect(linkinfo).toMatchObject({
      kind: 'bridge',
      data: { ageingTime: 12_000, helloTime: 300, mcastSnooping: 0, groupFwdMask: 8 }
    })
    await rtnl.links.change('veth0', { master: 'bridge0' })
    expect(await shown('veth0')).toMatchObject({ master: 'bridge0' })
    expect((await rtnl.links.list({ master: 'bridge0' })).map(({ ifname }) => ifname)).toEqual(['veth0'])
    await rtnl.links.change('veth0', { master: 0 })
    expect(await shown('veth0')).not.toHaveProperty('master')
  })

  it('answers EEXIST for a name that is taken, and makes no second link', async () => {
    await expect(rtnl.links.add({ ifname: 'bridge0', linkinfo: { kind: 'bridge' } })).rejects.toMatchObject({
      code: 'EEXIST'
    })
    await rtnl.links.replace({ ifname: 'bridge0', linkinfo: { kind: 'bridge', data: { ageingTime: 5000 } } })
    expect(await shown('bridge0')).toMatchObject({ linkinfo: { info_data: { ageing_time: 5000 } } })
  })

  it('names the key that the kernel refuses, in the object that was passed', async () => {
    const error = await rtnl.links
      .add({ ifname: 'bad0', linkinfo: { kind: 'bridge', data: { mcastRouter: 99 } } })
      .catch((caught: unknown) => caught)
    expect(NetlinkError.is(error)).toBe(true)
    await expect(
      rtnl.links.add({ ifname: 'bad1', linkinfo: { kind: 'no-such-kind' } })
    ).rejects.toMatchObject({
      code: 'EOPNOTSUPP',
      extack: { message: 'Unknown device type' }
    })
    await expect(rtnl.links.change('veth0', { mtu: 3 })).rejects.toMatchObject({
      code: 'EINVAL',
      extack: { message: expect.stringMatching(/mtu/i) as string }
    })
  })
})

describe('changing', () => {
  it('brings links up and down', async () => {
    await rtnl.links.up('veth0')
    await rtnl.links.up('veth1')
    expect((await rtnl.links.get('veth0')).flags & IFF_UP).toBe(IFF_UP)
    await expect.poll(async () => (await rtnl.links.get('veth0')).operstate, { timeout: 20_000 }).toBe('up')
    await rtnl.links.down('veth1')
    await expect
      .poll(async () => (await rtnl.links.get('veth0')).operstate, { timeout: 20_000 })
      .toMatch(/down/)
    await rtnl.links.down('veth0')
    expect(await shown('veth0')).toMatchObject({ operstate: 'DOWN' })
  })

  it('sets what a dump then shows', async () => {
    await rtnl.links.change('veth0', {
      mtu: 1200,
      txqlen: 9,
      group: 42,
      ifalias: 'an alias',
      address: '02:00:00:00:00:20',
      gsoMaxSize: 30_000,
      gsoMaxSegs: 99
    })
    expect(await shown('veth0')).toMatchObject({
      mtu: 1200,
      txqlen: 9,
      group: '42',
      ifalias: 'an alias',
      address: '02:00:00:00:00:20',
      gso_max_size: 30_000,
      gso_max_segs: 99
    })
    expect(await rtnl.links.get('veth0')).toMatchObject({
      mtu: 1200,
      txqlen: 9,
      group: 42,
      ifalias: 'an alias',
      gsoMaxSize: 30_000
    })
  })

  it('renames', async () => {
    const { index } = await rtnl.links.get('veth1')
    await using events = rtnl.subscribe(['link'])
    await rtnl.links.rename('veth1', 'renamed1')
    for await (const event of events)
      if (event.type === 'newlink' && event.link.index === index && event.link.ifname === 'renamed1') break
    expect(await rtnl.links.get('renamed1')).toMatchObject({ ifname: 'renamed1' })
    await expect(rtnl.links.rename('renamed1', 'veth0')).rejects.toMatchObject({ code: 'EEXIST' })
  })
})

describe('a link with 300 alternative names', () => {
  it('is whole in get, list and event', async () => {
    await ip('link', 'add', 'large0', 'type', 'bridge')
    const names = Array.from(
      { length: 300 },
      (_, i) => `alternative-${String(i).padStart(3, '0')}-${'x'.repeat(100)}`
    )
    await ipBatch(names.map((name) => `link property add dev large0 altname ${name}`))
    expect((await rtnl.links.get('large0')).propList?.altIfname).toHaveLength(300)
    expect((await rtnl.links.get(names[299] ?? '')).ifname).toBe('large0')
    const listed = await rtnl.links.list()
    expect(listed.find(({ ifname }) => ifname === 'large0')?.propList?.altIfname).toEqual(names)
    await ip('link', 'add', 'after0', 'type', 'bridge')
    expect((await rtnl.links.list()).map(({ ifname }) => ifname)).toContain('after0')
    const events = rtnl.subscribe(['link'])
    await ip('link', 'set', 'large0', 'mtu', '1400')
    for await (const event of events) {
      if (event.type !== 'newlink' || event.link.ifname !== 'large0') continue
      expect(event.link.propList?.altIfname).toHaveLength(300)
      break
    }
    await rtnl.links.delete('large0')
    await rtnl.links.delete('after0')
  })
})

describe('listing', () => {
  it('filters by master, kind and state, whatever the kernel does', async () => {
    await rtnl.links.change('veth0', { master: 'bridge0' })
    const names = async (filter: Parameters<typeof rtnl.links.list>[0]): Promise<string[]> =>
      (await rtnl.links.list(filter)).map(({ ifname }) => ifname ?? '').toSorted((a, b) => a.localeCompare(b))
    expect(await names({ kind: 'bridge' })).toEqual(['bridge0'])
    expect(await names({ kind: 'veth' })).toEqual(['renamed1', 'veth0'])
    expect(await names({ master: 'bridge0', kind: 'veth' })).toEqual(['veth0'])
    expect(await names({ up: true })).toEqual(['bridge0', 'lo'])
    expect(await names({ kind: 'macvlan' })).toEqual([])
  })

  it('sees another namespace', async () => {
    await using blue = await namespace()
    using there = Rtnl.open({ netns: blue.name })
    await there.links.add({ ifname: 'only-there', linkinfo: { kind: 'bridge' } })
    expect((await there.links.list()).map(({ ifname }) => ifname)).toContain('only-there')
    expect((await rtnl.links.list()).map(({ ifname }) => ifname)).not.toContain('only-there')
  })
})

describe('deleting', () => {
  it('removes a link, and says ENODEV for one that is gone', async () => {
    await rtnl.links.delete('veth0')
    await expect(rtnl.links.get('veth0')).rejects.toMatchObject({ code: 'ENODEV' })
    await expect(rtnl.links.get('renamed1')).rejects.toMatchObject({ code: 'ENODEV' })
    await expect(rtnl.links.delete('veth0')).rejects.toMatchObject({ code: 'ENODEV' })
    await expect(rtnl.links.delete('lo')).rejects.toMatchObject({ code: 'EOPNOTSUPP' })
  })
})

describe('a flush', () => {
  it('deletes what its filter names, and says how many', async () => {
    await ipBatch([
      ...[1, 2, 3].map((i) => `link add fl${i} group 77 type bridge`),
      'link add fl4 group 77 type veth peer name fl5',
      'link add fl6 group 78 type bridge',
      'link set fl6 up'
    ])
    expect(new Set((await rtnl.links.list({ group: 77 })).map(({ ifname }) => ifname))).toEqual(
      new Set(['fl1', 'fl2', 'fl3', 'fl4'])
    )
    expect(await rtnl.links.flush({ group: 77, kind: 'bridge' })).toBe(3)
    expect(await rtnl.links.flush({ group: 77 })).toBe(1)
    await expect(rtnl.links.get('fl5')).rejects.toMatchObject({ code: 'ENODEV' })
    expect(await rtnl.links.flush({ group: 78, up: false })).toBe(0)
    expect(await rtnl.links.flush({ group: 78, up: true })).toBe(1)
    await expect(rtnl.links.flush({})).rejects.toThrow(/^filter: /)
    await expect(rtnl.links.flush({ targetNetnsid: 1 } as never)).rejects.toThrow(
      /^filter\.targetNetnsid: unknown/
    )
  })
})

describe('bad input', () => {
  const bridge = { kind: 'bridge' } as const
  const cases: [string, () => Promise<unknown>, RegExp][] = [
    [
      'a name of 16 bytes',
      () => rtnl.links.add({ ifname: 'x'.repeat(16), linkinfo: bridge }),
      /^RangeError: ifname: /
    ],
    ['an empty name', () => rtnl.links.add({ ifname: '', linkinfo: bridge }), /^RangeError: ifname: /],
    [
      'a name with a slash',
      () => rtnl.links.add({ ifname: 'a/b', linkinfo: bridge }),
      /^RangeError: ifname: /
    ],
    [
      'a name that is no string',
      () => rtnl.links.add({ ifname: 5 as unknown as string, linkinfo: bridge }),
      /^TypeError: ifname: /
    ],
    ['a negative MTU', () => rtnl.links.change('lo', { mtu: -1 }), /^RangeError: mtu: /],
    ['an MTU that is no integer', () => rtnl.links.change('lo', { mtu: 1.5 }), /^(Range|Type)Error: mtu: /],
    [
      'a hardware address that is none',
      () => rtnl.links.change('lo', { address: '02:00:00:zz' }),
      /^(Range|Type)Error: address: /
    ],
    [
      'a nested key out of range',
      () => rtnl.links.add({ ifname: 'b', linkinfo: { kind: 'bridge', data: { priority: 70_000 } } }),
      /^RangeError: linkinfo\.data\.priority: /
    ],
    ['a key that there is not', () => rtnl.links.add({ ifname: 'b', mtuu: 5 } as LinkChange), /mtuu.*mtu/],
    ['an index of 0', () => rtnl.links.get(0), /^RangeError: device: /],
    ['a device that is no device', () => rtnl.links.get({} as unknown as string), /^TypeError: device: /],
    ['a master that is gone', () => rtnl.links.change('lo', { master: 'gone0' }), /ENODEV/],
    ['an interface that is not there', () => rtnl.links.up('no-such-link'), /ENODEV/]
  ]
  it.each(cases)('%s is an error that names it', async (_, act, expected) => {
    expect(String(await act().catch((error: unknown) => error))).toMatch(expected)
  })

  it('on a closed connection is a ClosedError', async () => {
    const closed = Rtnl.open()
    closed.close()
    await expect(closed.links.get('lo')).rejects.toMatchObject({ code: 'ERR_NETLINK_CLOSED' })
    await expect(closed.links.list()).rejects.toMatchObject({ code: 'ERR_NETLINK_CLOSED' })
    expect(() => closed.subscribe(['link'])).toThrow(/closed/)
  })
})

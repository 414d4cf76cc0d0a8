import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ipBatch, ipJson, type Json } from '../../../../test/support/kernel.ts'
import { Rtnl } from '../rtnl.ts'
import { IFA_F_NOPREFIXROUTE } from './constants.ts'

const rtnl = Rtnl.open()
beforeAll(() =>
  ipBatch(['link add a0 type veth peer name a1', 'link set a0 up', 'link set a1 up', 'link set lo up'])
)
afterAll(() => rtnl.close())

const shown = async (...args: string[]): Promise<Json[]> =>
  (await ipJson('addr', 'show', ...args))
    .flatMap(({ addr_info: info }) => info as Json[])
    .filter(({ local }) => local !== undefined) // the tool prints an empty object for each that it leaves out

describe('adding', () => {
  it('sets label, broadcast, scope, lifetimes, flags and metric', async () => {
    await rtnl.addresses.add({
      dev: 'a0',
      local: '10.0.0.1/24',
      broadcast: '10.0.0.255',
      label: 'a0:x',
      scope: 'link',
      flags: IFA_F_NOPREFIXROUTE,
      rtPriority: 77,
      cacheinfo: { valid: 1000, prefered: 500 }
    })
    expect(await shown('dev', 'a0', 'label', 'a0:x')).toMatchObject([
      {
        local: '10.0.0.1',
        prefixlen: 24,
        broadcast: '10.0.0.255',
        scope: 'link',
        noprefixroute: true,
        metric: 77,
        valid_life_time: 1000,
        preferred_life_time: 500
      }
    ])
  })

  it('keeps an address and its peer apart', async () => {
    await rtnl.addresses.add({ dev: 'a0', local: '10.2.0.1', address: '10.2.0.2/32' })
    expect((await shown('dev', 'a0')).filter(({ local }) => local === '10.2.0.1')).toMatchObject([
      { local: '10.2.0.1', address: '10.2.0.2', prefixlen: 32 }
    ])
    const [listed] = (await rtnl.addresses.list({ dev: 'a0' })).filter(({ local }) => local === '10.2.0.1')
    expect(listed).toMatchObject({ local: '10.2.0.1', address: '10.2.0.2', prefixlen: 32 })
  })

  it('takes IPv6, and an index in place of a name', async () => {
    const { index } = await rtnl.links.get('a0')
    await rtnl.addresses.add({ index, local: '2001:db8::1/64' })
    expect(await shown('dev', 'a0', 'to', '2001:db8::1')).toMatchObject([
      { family: 'inet6', local: '2001:db8::1', prefixlen: 64, scope: 'global' }
    ])
  })

  it('gives loopback addresses the host`s scope', async () => {
    await rtnl.addresses.add({ dev: 'lo', local: '127.0.0.9/8' })
    expect(await shown('to', '127.0.0.9')).toMatchObject([{ scope: 'host' }])
  })

  it('answers EEXIST for one that is there; replace changes it', async () => {
    const address = { dev: 'a0', local: '10.3.0.1/24' }
    await rtnl.addresses.add(address)
    await expect(rtnl.addresses.add(address)).rejects.toMatchObject({
      code: 'EEXIST',
      request: 'RTM_NEWADDR'
    })
    await rtnl.addresses.replace({ ...address, cacheinfo: { valid: 600, prefered: 300 } })
    expect(await shown('to', '10.3.0.1')).toMatchObject([{ valid_life_time: 600 }])
  })
})

const locals = async (filter: Parameters<typeof rtnl.addresses.list>[0]): Promise<unknown[]> =>
  (await rtnl.addresses.list(filter)).map(({ local, address }) => local ?? address)

describe('listing and deleting', () => {
  it('filters by interface, family, scope and label', async () => {
    expect(await locals({ label: 'a0:x' })).toEqual(['10.0.0.1'])
    expect(await locals({ dev: 'lo', family: 'inet' })).toEqual(['127.0.0.1', '127.0.0.9'])
    expect(await locals({ dev: 'a0', family: 'inet6', scope: 'universe' })).toEqual(['2001:db8::1'])
    expect((await locals({})).length).toBe((await shown()).length)
  })

  it('deletes one, and says EADDRNOTAVAIL when it is not there', async () => {
    await rtnl.addresses.delete({ dev: 'a0', local: '10.3.0.1/24' })
    expect(await shown('to', '10.3.0.1')).toEqual([])
    await expect(rtnl.addresses.delete({ dev: 'a0', local: '10.3.0.1/24' })).rejects.toMatchObject({
      code: 'EADDRNOTAVAIL'
    })
  })
})

describe('events', () => {
  it('have the fields of the dump, and tell of deletion', async () => {
    const events = rtnl.subscribe(['ipv4-ifaddr'])
    await ipBatch(['addr add 10.7.0.1/24 dev a1', 'addr del 10.7.0.1/24 dev a1'])
    const added = (await events.next()).value
    const removed = (await events.next()).value
    events.close()
    expect(added).toMatchObject({
      type: 'newaddr',
      address: { local: '10.7.0.1', prefixlen: 24, label: 'a1' },
      meta: { group: 5, senderPortId: 0 }
    })
    expect(removed).toMatchObject({ type: 'deladdr', address: { local: '10.7.0.1' } })
  })
})

it.each([
  [{ dev: 'a0', local: '10.0.0.1/33' }, /^RangeError: local: prefix length 33/],
  [{ dev: 'a0', local: '10.0.0/8' }, /^(Type|Range)Error: (local|address)/],
  [{ dev: 'a0', local: 'fe80::zz/64' }, /^(Type|Range)Error: (local|address)/],
  [{ dev: 'a0', local: '10.0.0.1/x' }, /^TypeError: local/],
  [{ dev: 'a0' }, /^TypeError: local/],
  [{ local: '10.0.0.1/8' }, /^TypeError: dev/],
  [{ dev: 'gone0', local: '10.0.0.1/8' }, /ENODEV/],
  [{ dev: 'a0', local: '10.0.0.1/8', label: 'x'.repeat(16) }, /^RangeError: label/]
])('refuses %j', async (address, expected) => {
  expect(String(await rtnl.addresses.add(address).catch((error: unknown) => error))).toMatch(expected)
})

describe('a flush', () => {
  it('deletes what its filter names, secondaries too, and says how many', async () => {
    await ipBatch([
      'link add af0 type veth peer name af1',
      'link set af0 up',
      ...[1, 2, 3].map((i) => `addr add 10.80.0.${i}/24 dev af0`),
      'addr add 10.81.0.1 peer 10.81.0.2/32 dev af0 label af0:p',
      'addr add 2001:db8:80::1/64 dev af0 nodad',
      'addr add 2001:db8:80::2 peer 2001:db8:80::3/128 dev af0 nodad'
    ])
    expect(await rtnl.addresses.flush({ dev: 'af0', label: 'af0:p' })).toBe(1)
    expect(await rtnl.addresses.flush({ dev: 'af0', family: 'inet' })).toBe(3)
    expect(await rtnl.addresses.flush({ dev: 'af0', scope: 'universe' })).toBe(2)
    expect(await shown('dev', 'af0', 'scope', 'global')).toEqual([])
    await expect(rtnl.addresses.flush({})).rejects.toThrow(/^filter: /)
  })
})

describe('a lookup', () => {
  it('tells of one IPv6 address, of any interface or of one', async () => {
    await ipBatch([
      'link add ag0 type veth peer name ag1',
      'link set ag0 addrgenmode none',
      'link set ag0 up',
      'addr add 2001:db8:81::1/64 dev ag0 nodad',
      'addr add 2001:db8:81::2 peer 2001:db8:81::3/128 dev ag0 nodad'
    ])
    const { index } = await rtnl.links.get('ag0')
    const told = await rtnl.addresses.get({ local: '2001:db8:81::1' })
    expect(told).toMatchObject({ family: 'inet6', index, address: '2001:db8:81::1', prefixlen: 64 })
    expect(await rtnl.addresses.get({ local: '2001:db8:81::2', dev: 'ag0' })).toMatchObject({
      local: '2001:db8:81::2',
      address: '2001:db8:81::3',
      prefixlen: 128
    })
    const gone = { code: 'EADDRNOTAVAIL', request: 'RTM_GETADDR' }
    await expect(rtnl.addresses.get({ local: '2001:db8:81::1', dev: 'a0' })).rejects.toMatchObject(gone)
    await expect(rtnl.addresses.get({ local: '2001:db8:81::9' })).rejects.toMatchObject(gone)
    await expect(rtnl.addresses.get({ local: '10.0.0.1' })).rejects.toThrow(/^local: /)
    await expect(rtnl.addresses.get({ local: '2001:db8:81::1/64' })).rejects.toThrow(/^local: /)
  })
})

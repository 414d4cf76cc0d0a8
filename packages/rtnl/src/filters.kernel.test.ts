/** Filters that name objects by more than the kernel filters by, and what their flushes leave. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ipBatch } from '../../../test/support/kernel.ts'
import { IFA_F_PERMANENT } from './address/constants.ts'
import type { Route } from './route/codec.ts'
import { Rtnl } from './rtnl.ts'

const rtnl = Rtnl.open()
beforeAll(() =>
  ipBatch([
    'link add f0 address 02:00:00:00:00:f0 type veth peer name f1 address 02:00:00:00:00:f1',
    'link set f0 alias first',
    'link set f0 addrgenmode none up',
    'link set f1 addrgenmode none up',
    'addr add 10.1.0.1/24 dev f0',
    'addr add 10.1.0.2/24 dev f0',
    'addr add 10.2.0.1/16 dev f0 valid_lft 3000 preferred_lft 2000',
    'addr add 2001:db8:1::1/64 dev f0 nodad',
    'addr add 2001:db8:2::1/64 dev f0 nodad'
  ])
)
afterAll(() => rtnl.close())

const prefixOf = ({ dst = 'default', dstLen }: Route): string =>
  typeof dst === 'string' ? `${dst}/${dstLen}` : 'labels'

const names = async (filter: object): Promise<unknown[]> =>
  (await rtnl.links.list(filter)).map(({ ifname }) => ifname)
const locals = async (filter: object): Promise<unknown[]> =>
  (await rtnl.addresses.list({ dev: 'f0', ...filter })).map(({ local, address }) => local ?? address)
const destinations = async (filter: object): Promise<unknown[]> =>
  (await rtnl.routes.list({ table: 500, ...filter })).map(prefixOf)
const priorities = async (filter: object): Promise<unknown[]> =>
  (await rtnl.rules.list({ table: 500, ...filter })).map(({ priority }) => priority)

describe('links', () => {
  it('by description, and by hardware address in any case', async () => {
    expect(await names({ ifalias: 'first' })).toEqual(['f0'])
    expect(await names({ ifalias: 'fir' })).toEqual([])
    expect(await names({ address: '02:00:00:00:00:F1' })).toEqual(['f1'])
    expect(await names({ address: '02:00:00:00:00:f1', ifalias: 'first' })).toEqual([])
  })

  it('are deleted by description', async () => {
    await rtnl.links.add({ ifname: 'f2', linkinfo: { kind: 'veth', data: { peer: { ifname: 'f3' } } } })
    await rtnl.links.change('f2', { ifalias: 'goes' })
    expect(await rtnl.links.flush({ ifalias: 'stays' })).toBe(0)
    expect(await rtnl.links.flush({ ifalias: 'goes' })).toBe(1)
    expect(await names({ kind: 'veth' })).toEqual(['f1', 'f0'])
  })
})

describe('addresses', () => {
  it('in a prefix', async () => {
    expect(await locals({ to: '10.1.0.0/24' })).toEqual(['10.1.0.1', '10.1.0.2'])
    expect(await locals({ to: '10.2.0.1' })).toEqual(['10.2.0.1'])
    expect(await locals({ to: '2001:db8::/32' })).toHaveLength(2)
    expect(await locals({ to: '2001:db8:2::/48' })).toEqual(['2001:db8:2::1'])
    expect(await locals({ to: '192.0.2.0/24' })).toEqual([])
  })

  it('with flags and without', async () => {
    expect(await locals({ flags: IFA_F_PERMANENT, family: 'inet' })).toEqual(['10.1.0.1', '10.1.0.2'])
    expect(await locals({ flags: 0, flagsMask: IFA_F_PERMANENT })).toEqual(['10.2.0.1'])
    await expect(locals({ flags: 0 })).rejects.toThrow('filter.flags: no flag is named')
    await expect(locals({ flagsMask: 0 })).rejects.toThrow('filter.flags: no flag is named')
    await expect(locals({ flags: 3, flagsMask: 1 })).rejects.toThrow('filter.flags: flagsMask leaves')
  })

  it('are deleted by them', async () => {
    await expect(rtnl.addresses.flush({ flags: 0 })).rejects.toThrow(TypeError)
    expect(await rtnl.addresses.flush({ dev: 'f0', to: '2001:db8:2::/48' })).toBe(1)
    expect(await rtnl.addresses.flush({ flags: 0, flagsMask: IFA_F_PERMANENT })).toBe(1)
    expect(await locals({})).toEqual(['10.1.0.1', '10.1.0.2', '2001:db8:1::1'])
  })
})

describe('routes', () => {
  beforeAll(() =>
    ipBatch([
      'route add default via 10.1.0.9 table 500',
      'route add 10.8.0.0/13 via 10.1.0.9 table 500 metric 5',
      'route add 10.9.0.0/16 via 10.1.0.9 table 500 src 10.1.0.2',
      'route add 10.9.9.0/24 via 10.1.0.9 table 500 tos 0x10',
      'route add ::/0 via 2001:db8:1::9 table 500',
      'route add 2001:db8:9::/48 via 2001:db8:1::9 table 500 metric 5'
    ])
  )

  it('in a prefix, and around one', async () => {
    expect(await destinations({ root: '10.9.0.0/16' })).toEqual(['10.9.0.0/16', '10.9.9.0/24'])
    expect(await destinations({ root: '0.0.0.0/0' })).toHaveLength(4)
    expect(await destinations({ root: 'default' })).toHaveLength(6)
    expect(await destinations({ match: '10.9.1.1' })).toEqual(['default/0', '10.8.0.0/13', '10.9.0.0/16'])
    expect(await destinations({ match: '2001:db8:9::1' })).toEqual(['2001:db8:9::/48', 'default/0'])
    expect(await destinations({ match: '10.9.1.1', root: '10.9.0.0/16' })).toEqual(['10.9.0.0/16'])
    await expect(destinations({ root: 'eth0' })).rejects.toThrow(/^filter\.root: /)
    await expect(destinations({ match: '10.0.0.0/40' })).rejects.toThrow(RangeError)
  })

  it('by source address, metric and type of service', async () => {
    expect(await destinations({ prefsrc: '10.1.0.2' })).toEqual(['10.9.0.0/16'])
    expect(await destinations({ priority: 5 })).toEqual(['10.8.0.0/13', '2001:db8:9::/48'])
    expect(await destinations({ priority: 0, family: 'inet' })).toHaveLength(3)
    expect(await destinations({ tos: 0x10 })).toEqual(['10.9.9.0/24'])
    await expect(destinations({ prefsrc: '10.1.0.0/16' })).rejects.toThrow(/^filter\.prefsrc: /)
  })

  it('are deleted by them', async () => {
    expect(await rtnl.routes.flush({ table: 500, root: '10.9.0.0/16' })).toBe(2)
    expect(await rtnl.routes.flush({ table: 500, priority: 5 })).toBe(2)
    expect(await destinations({})).toEqual(['default/0', 'default/0'])
    expect(await rtnl.routes.flush({ table: 500, match: '192.0.2.1' })).toBe(1)
    expect(await rtnl.routes.list({ table: 500 })).toMatchObject([{ family: 'inet6' }])
  })
})

describe('rules', () => {
  beforeAll(async () => {
    await ipBatch([
      'rule add from 10.1.0.0/16 table 500 pref 1001',
      'rule add from 10.1.0.0/24 to 10.2.0.1 table 500 pref 1002',
      'rule add fwmark 5/0xff tos 0x10 table 500 pref 1003',
      'rule add ipproto tcp dport 80 table 500 pref 1004'
    ])
    await rtnl.rules.add({ src: '2001:db8::/32', table: 500, priority: 1005 })
  })

  it('by source, destination, mark, type of service and protocol', async () => {
    expect(await priorities({ src: '10.1.0.0/16' })).toEqual([1001])
    expect(await priorities({ src: '2001:0db8::/32' })).toEqual([1005])
    expect(await priorities({ dst: '10.2.0.1' })).toEqual([1002])
    expect(await priorities({ src: 'default' })).toEqual([1003, 1004])
    expect(await priorities({ fwmark: 5 })).toEqual([1003])
    expect(await priorities({ tos: 0x10 })).toEqual([1003])
    expect(await priorities({ ipProto: 'tcp' })).toEqual([1004])
    expect(await priorities({ ipProto: 17 })).toEqual([])
    await expect(priorities({ src: 'nowhere' })).rejects.toThrow(/^filter\.src: /)
  })

  it('are deleted by them', async () => {
    expect(await rtnl.rules.flush({ src: '10.1.0.0/16' })).toBe(1)
    expect(await rtnl.rules.flush({ fwmark: 6 })).toBe(0)
    expect(await rtnl.rules.flush({ ipProto: 'tcp' })).toBe(1)
    expect(await priorities({})).toEqual([1002, 1003, 1005])
  })
})

describe('neighbours', () => {
  it('in a prefix are listed and deleted', async () => {
    await ipBatch([
      'neigh add 10.1.0.77 lladdr 02:00:00:00:00:77 dev f0',
      'neigh add 10.1.1.77 lladdr 02:00:00:00:00:77 dev f0',
      'neigh add 10.1.1.78 lladdr 02:00:00:00:00:78 dev f0 nud reachable',
      'neigh add 2001:db8:1::77 lladdr 02:00:00:00:00:77 dev f0'
    ])
    const found = await rtnl.neighbours.list({ dev: 'f0', to: '10.1.1.0/24' })
    expect(new Set(found.map(({ dst }) => dst))).toEqual(new Set(['10.1.1.77', '10.1.1.78']))
    // What is permanent stays where no state names it.
    expect(await rtnl.neighbours.flush({ dev: 'f0', to: '10.1.0.0/16' })).toBe(1)
    expect(await rtnl.neighbours.flush({ dev: 'f0', to: '10.1.1.77', state: 0x80 })).toBe(1)
    expect(await rtnl.neighbours.list({ dev: 'f0', to: '10.1.0.0/16' })).toMatchObject([{ dst: '10.1.0.77' }])
  })
})

describe('labels of addresses', () => {
  it('are deleted by label, prefix and interface', async () => {
    await ipBatch([
      'addrlabel add prefix 2001:db8:1::/48 label 77',
      'addrlabel add prefix 2001:db8:1::/48 dev f0 label 78',
      'addrlabel add prefix 2001:db8:2::/48 label 77'
    ])
    const own = (await rtnl.addressLabels.list()).length - 3
    expect(own).toBeGreaterThan(0)
    await expect(rtnl.addressLabels.flush({})).rejects.toThrow('filter: say which labels')
    expect(await rtnl.addressLabels.flush({ label: 79 })).toBe(0)
    expect(await rtnl.addressLabels.flush({ dev: 'f0' })).toBe(1)
    expect(await rtnl.addressLabels.flush({ prefix: '2001:db8:2::/47', label: 77 })).toBe(1)
    expect(await rtnl.addressLabels.flush({ prefix: '2001:db8::/32' })).toBe(1)
    expect(await rtnl.addressLabels.list()).toHaveLength(own)
    expect(await rtnl.addressLabels.flush({ prefix: '::/0' })).toBe(own)
    expect(await rtnl.addressLabels.list()).toEqual([])
  })
})

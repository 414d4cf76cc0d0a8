import { NetlinkError } from '@nlkit/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ip, requires, type Probe } from '../../../test/support/kernel.ts'
import { Rtnl } from './rtnl.ts'

const rtnl = Rtnl.open()
const family = 'phonet'
let index = 0

beforeAll(async () => {
  await ip('link', 'add', 'p0', 'type', 'veth', 'peer', 'name', 'p1')
  index = (await rtnl.links.get('p0')).index
})
afterAll(() => rtnl.close())

/** An address that Phonet has not: its low bits are not zero. */
const phonet: Probe = async () => {
  try {
    await rtnl.addresses.add({ family, dev: 'lo', local: '0x01' })
  } catch (error) {
    if (NetlinkError.is(error) && error.code === 'EOPNOTSUPP') return 'this kernel has no Phonet'
  }
  return undefined
}

describe('Phonet', () => {
  it(
    'has addresses that are added, listed and deleted, and told of',
    requires(phonet, async () => {
      using events = rtnl.subscribe(['phonet-ifaddr'])
      const address = { family, dev: 'p0', local: '0x6c' } as const
      await rtnl.addresses.add(address)
      await expect(rtnl.addresses.add(address)).rejects.toMatchObject({ code: 'EEXIST' })
      await expect(rtnl.addresses.add({ ...address, local: '0x6d' })).rejects.toMatchObject({
        code: 'EINVAL'
      })
      const told = { family, index, local: '0x6c', prefixlen: 0, scope: 'link' }
      expect(await rtnl.addresses.list({ family })).toMatchObject([told])
      expect(await rtnl.addresses.list({ family, dev: 'p1' })).toEqual([])
      expect((await rtnl.addresses.list()).filter((one) => one.family === family)).toHaveLength(1)
      expect((await events.next()).value).toMatchObject({ type: 'newaddr', address: told })
      await rtnl.addresses.delete(address)
      await expect(rtnl.addresses.delete(address)).rejects.toMatchObject({ code: 'EADDRNOTAVAIL' })
      expect((await events.next()).value).toMatchObject({ type: 'deladdr', address: told })
    })
  )

  it(
    'has routes that are added, listed and deleted, and told of',
    requires(phonet, async () => {
      using events = rtnl.subscribe(['phonet-route'])
      const route = { family, dev: 'p0', dst: '0x10' } as const
      await rtnl.routes.add(route)
      await expect(rtnl.routes.add(route)).rejects.toMatchObject({ code: 'EEXIST' })
      await expect(rtnl.routes.add({ ...route, dst: '0x11' })).rejects.toMatchObject({ code: 'EINVAL' })
      const told = { family, oif: index, dst: '0x10', dstLen: 6, table: 254, type: 'unicast' }
      const listed = await rtnl.routes.list({ family })
      expect(listed).toMatchObject([told])
      expect((await rtnl.routes.list({ dev: 'p0' })).filter((one) => one.family === family)).toEqual(listed)
      expect((await events.next()).value).toMatchObject({ type: 'newroute', route: told })
      for (const one of listed) await rtnl.routes.delete(one)
      await expect(rtnl.routes.delete(route)).rejects.toMatchObject({ code: 'ENOENT' })
      expect((await events.next()).value).toMatchObject({ type: 'delroute', route: told })
    })
  )

  it(
    'is flushed by itself',
    requires(phonet, async () => {
      await rtnl.addresses.add({ family, dev: 'p0', local: '0x6c' })
      await rtnl.addresses.add({ family, dev: 'p0', local: '0x70' })
      await rtnl.routes.add({ family, dev: 'p0', dst: '0x10' })
      const others = await rtnl.routes.list({ family: 'inet' })
      expect(await rtnl.routes.flush({ family })).toBe(1)
      expect(await rtnl.addresses.flush({ family, dev: 'p0' })).toBe(2)
      expect(await rtnl.addresses.list({ family })).toEqual([])
      expect(await rtnl.routes.list({ family: 'inet' })).toEqual(others)
    })
  )

  it('is EOPNOTSUPP where the kernel has none, and has nothing to list', async () => {
    const without = await phonet()
    if (without !== undefined) {
      const route = rtnl.routes.add({ family, dev: 'p0', dst: '0x10' })
      await expect(route).rejects.toMatchObject({ code: 'EOPNOTSUPP', request: 'RTM_NEWROUTE' })
    }
    expect(await rtnl.addresses.list({ family })).toEqual([])
    expect(await rtnl.routes.list({ family })).toEqual([])
  })
})

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ip, ipBatch, ipJson } from '../../../../test/support/kernel.ts'
import { Rtnl } from '../rtnl.ts'

const rtnl = Rtnl.open()
beforeAll(() => ipBatch(['link add j0 type veth peer name j1', 'link set j0 up', 'link set j1 up']))
afterAll(() => rtnl.close())

describe('multicast addresses', () => {
  it('of IPv6 are those that ip(8) reads from /proc', async () => {
    const ours = await rtnl.multicastAddresses.list({ dev: 'j0' })
    const theirs = await ipJson('-6', 'maddr', 'show', 'dev', 'j0')
    const shown = theirs
      .flatMap(({ maddr }) => maddr as { family: string; address: string }[])
      .filter(({ family }) => family === 'inet6')
    expect(new Set(ours.map(({ multicast }) => multicast))).toEqual(
      new Set(shown.map(({ address }) => address))
    )
    expect(ours.map(({ multicast }) => multicast)).toContain('ff02::1')
  })

  it('come in events when an address is made and goes', async () => {
    await using events = rtnl.subscribe(['ipv6-mcaddr'])
    await ip('addr', 'add', '2001:db8::aa:bbcc/64', 'dev', 'j0', 'nodad')
    const told: string[] = []
    for await (const event of events) {
      if (event.type !== 'newmulticast' && event.type !== 'delmulticast') continue
      if (event.address.multicast !== 'ff02::1:ffaa:bbcc') continue
      if (told.push(event.type) === 2) break
      // Joined by a work queue: an address that goes at once is never heard of.
      await ip('addr', 'del', '2001:db8::aa:bbcc/64', 'dev', 'j0')
    }
    expect(told).toEqual(['newmulticast', 'delmulticast'])
  })

  it('are refused by key', async () => {
    await expect(rtnl.multicastAddresses.list({ family: 'mpls' as never })).rejects.toThrow(/^family: /)
    await expect(rtnl.multicastAddresses.list({ dev: 'gone0' })).rejects.toMatchObject({ code: 'ENODEV' })
  })
})

it('lists no anycast addresses where no interface forwards', async () => {
  expect(await rtnl.anycastAddresses.list({ dev: 'j0' })).toEqual([])
})

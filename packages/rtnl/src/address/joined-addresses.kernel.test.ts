import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeFileSync } from 'node:fs'
import {
  background,
  ip,
  ipBatch,
  ipJson,
  kernelHas,
  requires,
  tool
} from '../../../../test/support/kernel.ts'
import { Rtnl } from '../rtnl.ts'

const rtnl = Rtnl.open()
beforeAll(() => ipBatch(['link add j0 type veth peer name j1', 'link set j0 up', 'link set j1 up']))
afterAll(() => rtnl.close())

const ours = async (): Promise<unknown[]> =>
  (await rtnl.multicastAddresses.list({ dev: 'j0' })).map(({ multicast }) => multicast)
const theirs = async (): Promise<unknown[]> =>
  (await ipJson('-6', 'maddr', 'show', 'dev', 'j0'))
    .flatMap(({ maddr }) => maddr as { family: string; address: string }[])
    .filter(({ family }) => family === 'inet6')
    .map(({ address }) => address)

const SINCE_6_15 = kernelHas('events of joined addresses (Linux 6.15)', [
  'sh',
  '-c',
  'ip -o maddr show >/dev/null && [ "$(uname -r | cut -d. -f1-2 | awk -F. \'{ print $1 * 100 + $2 }\')" -ge 615 ]'
])

describe('multicast addresses', () => {
  it('of IPv6 are those that ip(8) reads from /proc', async () => {
    // The kernel joins by a work queue: between two looks there may be one more.
    const differing = async (): Promise<unknown[]> => {
      const [told, shown] = [new Set(await ours()), new Set(await theirs())]
      return [...told, ...shown].filter((group) => !(told.has(group) && shown.has(group)))
    }
    await expect.poll(differing, { timeout: 20_000 }).toEqual([])
    expect(await ours()).toContain('ff02::1')
  })

  it('come in events when an address is made and goes', (context) =>
    requires(SINCE_6_15, async () => {
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
    })(context))

  it('are refused by key', async () => {
    await expect(rtnl.multicastAddresses.list({ family: 'mpls' as never })).rejects.toThrow(/^family: /)
    await expect(rtnl.multicastAddresses.list({ dev: 'gone0' })).rejects.toMatchObject({ code: 'ENODEV' })
  })
})

/** Joins and leaves when it is told to. */
const MEMBER = `
import socket, struct, sys
member = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
group = struct.pack('=4s4si', socket.inet_aton('239.3.3.3'), bytes(4), socket.if_nametoindex('j0'))
for line in sys.stdin:
    member.setsockopt(socket.IPPROTO_IP, 35 if line.strip() == 'join' else 36, group)
`

it(
  'tells of groups of IPv4 that a socket joins and leaves',
  requires([tool('python3'), SINCE_6_15], async () => {
    await using events = rtnl.subscribe(['ipv4-mcaddr'])
    await using member = background('python3', '-c', MEMBER)
    member.write('join\n')
    const told: string[] = []
    for await (const event of events) {
      if (event.type !== 'newmulticast' && event.type !== 'delmulticast') continue
      if (event.address.multicast !== '239.3.3.3') continue
      if (told.push(event.type) === 2) break
      const listed = await rtnl.multicastAddresses.list({ family: 'inet', dev: 'j0' })
      expect(listed.map(({ multicast }) => multicast)).toContain('239.3.3.3')
      member.write('leave\n')
    }
    expect(told).toEqual(['newmulticast', 'delmulticast'])
  })
)

it('lists no anycast addresses where no interface forwards', async () => {
  expect(await rtnl.anycastAddresses.list({ dev: 'j0' })).toEqual([])
})

const tentative = async (): Promise<unknown[]> =>
  (await ipJson('-6', 'addr', 'show', 'dev', 'j1', 'tentative')).flatMap((link) => link['addr_info'] ?? [])

it(
  'tells of anycast addresses that a router has',
  requires(SINCE_6_15, async () => {
    await ip('addr', 'replace', '2001:db8:55::1/64', 'dev', 'j1', 'nodad')
    // The kernel's worker that ends the tentative time joins too, if it forwards by then: it would be joined twice and left once.
    await expect.poll(tentative, { timeout: 20_000 }).toEqual([])
    await using events = rtnl.subscribe(['ipv6-acaddr'])
    writeFileSync('/proc/sys/net/ipv6/conf/j1/forwarding', '1')
    const told: string[] = []
    for await (const event of events) {
      if (event.type !== 'newanycast' && event.type !== 'delanycast') continue
      if (event.address.anycast !== '2001:db8:55::') continue
      if (told.push(event.type) === 2) break
      const listed = await rtnl.anycastAddresses.list({ dev: 'j1' })
      expect(listed.map(({ anycast }) => anycast)).toContain('2001:db8:55::')
      writeFileSync('/proc/sys/net/ipv6/conf/j1/forwarding', '0')
    }
    expect(told).toEqual(['newanycast', 'delanycast'])
  })
)

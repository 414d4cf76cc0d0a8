import { readFileSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ip, ipBatch, run } from '../../../../test/support/kernel.ts'
import { Rtnl } from '../rtnl.ts'

const rtnl = Rtnl.open()
beforeAll(() => ipBatch(['link add n0 type veth peer name n1', 'link set n0 up', 'link set n1 up']))
afterAll(() => rtnl.close())

/** /proc/sys/net is that of the process, and the process of a kernel test is in the namespace. */
const sysctl = (family: string, of: string, name: string): number =>
  Number(readFileSync(`/proc/sys/net/${family}/conf/${of}/${name}`, 'latin1'))

describe('settings', () => {
  it.each(['all', 'default'] as const)('of %s are those of sysctl', async (scope) => {
    expect(await rtnl.netconf.get('inet', { scope })).toMatchObject({
      family: 'inet',
      ifindex: scope === 'all' ? -1 : -2,
      forwarding: sysctl('ipv4', scope, 'forwarding'),
      rpFilter: sysctl('ipv4', scope, 'rp_filter'),
      proxyNeigh: sysctl('ipv4', scope, 'proxy_arp')
    })
    expect(await rtnl.netconf.get('inet6', { scope })).toMatchObject({
      family: 'inet6',
      forwarding: sysctl('ipv6', scope, 'forwarding'),
      proxyNeigh: sysctl('ipv6', scope, 'proxy_ndp')
    })
  })

  it('of an interface follow what a link is told', async () => {
    const { index } = await rtnl.links.get('n0')
    await rtnl.links.change('n0', { afSpec: { inet: { conf: { forwarding: 1, rpFilter: 2 } } } })
    expect(await rtnl.netconf.get('inet', 'n0')).toMatchObject({ ifindex: index, forwarding: 1, rpFilter: 2 })
    expect(await run(['ip', 'netconf', 'show', 'dev', 'n0'])).toMatch(/inet n0 forwarding on rp_filter loose/)
  })

  it('are listed by family, as many as ip(8) shows', async () => {
    for (const [family, option] of [
      ['inet', '-4'],
      ['inet6', '-6']
    ] as const) {
      const all = await rtnl.netconf.list({ family })
      const lines = (await ip(option, 'netconf', 'show')).trim().split('\n')
      expect(all.length).toBe(lines.length)
      expect(new Set(all.map((one) => one.family))).toEqual(new Set([family]))
    }
  })

  it('come in events when they are set', async () => {
    const { index } = await rtnl.links.get('n1')
    await using events = rtnl.subscribe(['ipv4-netconf', 'ipv6-netconf'])
    writeFileSync('/proc/sys/net/ipv4/conf/n1/rp_filter', '2')
    writeFileSync('/proc/sys/net/ipv6/conf/n1/forwarding', '1')
    const told: unknown[] = []
    for await (const event of events) {
      if (event.type !== 'newnetconf' || event.netconf.ifindex !== index) continue
      const { family, rpFilter, forwarding } = event.netconf
      told.push({ family, rpFilter, forwarding })
      if (told.length === 2) break
    }
    expect(told).toEqual([
      { family: 'inet', rpFilter: 2, forwarding: undefined },
      { family: 'inet6', rpFilter: undefined, forwarding: 1 }
    ])
  })

  it('are refused by key, and ENODEV for an interface that is gone', async () => {
    await expect(rtnl.netconf.get('inet', 'gone0')).rejects.toMatchObject({ code: 'ENODEV' })
    await expect(rtnl.netconf.get('x' as never, 'n0')).rejects.toThrow(/^family: /)
    await expect(rtnl.netconf.get('inet', { scope: 'x' } as never)).rejects.toThrow(/^of\.scope: /)
    await expect(rtnl.netconf.get('inet', null as never)).rejects.toThrow(/^of: /)
    await expect(rtnl.netconf.list({ family: 'unix' as never })).rejects.toThrow(/^family: /)
  })
})

import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ip, ipBatch } from '../../../../test/support/kernel.ts'
import { Rtnl } from '../rtnl.ts'

const rtnl = Rtnl.open()
afterAll(() => rtnl.close())
beforeAll(() => ipBatch(['link add t0 type veth peer name t1', 'link set t0 up', 'link set lo up']))

const sysctl = (family: string, dev: string, name: string): number =>
  Number(readFileSync(`/proc/sys/net/${family}/neigh/${dev}/${name}`, 'utf8'))

describe('tables', () => {
  it('are the tool`s, with statistics and what they are like', async () => {
    const tables = await rtnl.neighbourTables.list({ name: 'arp_cache' })
    expect(tables[0]).toMatchObject({
      family: 'inet',
      name: 'arp_cache',
      config: { keyLen: 4 },
      stats: { allocs: expect.any(Number) as number },
      thresh3: expect.any(Number) as number
    })
    const text = await ip('-s', 'ntable', 'show', 'name', 'arp_cache')
    expect(text).toContain(
      `thresh1 ${tables[0]?.thresh1} thresh2 ${tables[0]?.thresh2} thresh3 ${tables[0]?.thresh3}`
    )
    expect(text).toContain(`key_len ${tables[0]?.config?.keyLen} entry_size ${tables[0]?.config?.entrySize}`)
    const names = new Set((await rtnl.neighbourTables.list()).map(({ name }) => name))
    expect(names).toEqual(new Set(['arp_cache', 'ndisc_cache']))
    expect(
      (await rtnl.neighbourTables.list({ family: 'inet6' })).every(({ name }) => name === 'ndisc_cache')
    ).toBe(true)
  })

  it('have parameters of an interface, which are set alone', async () => {
    await rtnl.neighbourTables.set({
      name: 'arp_cache',
      dev: 't0',
      parms: {
        baseReachableTime: 12_000,
        retransTime: 500,
        ucastProbes: 5,
        mcastProbes: 2,
        gcStaletime: 90_000
      }
    })
    expect(sysctl('ipv4', 't0', 'base_reachable_time_ms')).toBe(12_000)
    expect(sysctl('ipv4', 't0', 'retrans_time_ms')).toBe(500)
    expect(sysctl('ipv4', 't0', 'ucast_solicit')).toBe(5)
    expect(sysctl('ipv4', 't1', 'base_reachable_time_ms')).toBe(30_000)
    expect(await ip('ntable', 'show', 'dev', 't0', 'name', 'arp_cache')).toContain('base_reachable 12000')
    const { index } = await rtnl.links.get('t0')
    expect(await rtnl.neighbourTables.list({ dev: 't0', name: 'arp_cache' })).toMatchObject([
      {
        parms: {
          ifindex: index,
          baseReachableTime: 12_000,
          retransTime: 500,
          ucastProbes: 5,
          gcStaletime: 90_000
        }
      }
    ])
  })

  it('read what the tool set', async () => {
    await ip('ntable', 'change', 'name', 'ndisc_cache', 'dev', 't0', 'queue', '17', 'app_probes', '3')
    expect(await rtnl.neighbourTables.list({ dev: 't0', family: 'inet6' })).toMatchObject([
      { parms: { queueLen: 17, appProbes: 3 } }
    ])
  })

  it('are named, or it is an error', async () => {
    await expect(rtnl.neighbourTables.set({ name: 'gone', parms: { ucastProbes: 1 } })).rejects.toMatchObject(
      {
        code: 'ENOENT',
        request: 'RTM_SETNEIGHTBL'
      }
    )
    await expect(rtnl.neighbourTables.set({} as never)).rejects.toThrow(/^name: /)
    await expect(rtnl.neighbourTables.set({ name: 'arp_cache', dev: 'gone0' })).rejects.toMatchObject({
      code: 'ENODEV'
    })
    await expect(rtnl.neighbourTables.set({ name: 'arp_cache', parms: { ucastProbes: -1 } })).rejects.toThrow(
      'parms.ucastProbes: -1 is below 0'
    )
  })
})

import * as fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { ip, ipBatch, ipJson } from '../../../../test/support/kernel.ts'
import { ruleToIproute2 } from '../iproute2/rule.ts'
import { RT_TABLE_DEFAULT, RT_TABLE_MAIN } from '../route/constants.ts'
import { Rtnl } from '../rtnl.ts'
import type { RuleChange } from './rules.ts'

const rtnl = Rtnl.open()
beforeAll(() => ipBatch(['link add r0 type veth peer name r1', 'link set r0 up', 'link set r1 up']))
afterEach(async () => {
  for (const family of ['inet', 'inet6'] as const) {
    for (const rule of await rtnl.rules.list({ family })) {
      const { priority = 0 } = rule
      if (priority > 0 && priority < 32766) await rtnl.rules.delete(rule)
    }
  }
})
afterAll(() => rtnl.close())

const ours = async (family: 'inet' | 'inet6'): Promise<unknown[]> =>
  (await rtnl.rules.list({ family })).map(ruleToIproute2)
const shown = (family: 'inet' | 'inet6'): Promise<unknown[]> =>
  ipJson('-d', family === 'inet' ? '-4' : '-6', 'rule', 'show')

describe('rules that ip(8) makes', () => {
  it('read as it shows them', async () => {
    await ipBatch([
      'rule add from 10.1.0.0/16 table 100 prio 100',
      'rule add from 10.1.2.3 to 10.9.0.0/24 table 70000 prio 101',
      'rule add not fwmark 0x10/0xff table main prio 102',
      'rule add fwmark 7 tos 0x10 iif r0 table 9 prio 103',
      'rule add oif gone0 uidrange 1000-2000 table 9 prio 104',
      'rule add ipproto tcp sport 1000-2000 dport 443 table 9 prio 105',
      'rule add from 10.2.0.0/16 blackhole prio 106',
      'rule add to 10.3.0.0/16 unreachable prio 107',
      'rule add prohibit prio 108',
      'rule add goto 200 prio 109',
      'rule add nop prio 110',
      'rule add from all lookup main suppress_prefixlength 0 prio 111',
      'rule add from all lookup main suppress_ifgroup 3 prio 112 protocol static',
      'rule add l3mdev prio 113',
      'rule add tun_id 77 table 5 prio 114',
      'rule add realms 3/4 table 5 prio 115'
    ])
    await ip('-6', 'rule', 'add', 'from', '2001:db8::/32', 'table', '100', 'prio', '100')
    await ip('-6', 'rule', 'add', 'to', '2001:db8::1', 'iif', 'r1', 'unreachable', 'prio', '101')
    expect(await ours('inet')).toEqual(await shown('inet'))
    expect(await ours('inet6')).toEqual(await shown('inet6'))
    expect(await rtnl.rules.list({ table: 70000 })).toMatchObject([
      { src: '10.1.2.3', srcLen: 32, dst: '10.9.0.0', dstLen: 24, table: 70000, action: 'to-table' }
    ])
    expect((await rtnl.rules.list()).map(({ family }) => family)).toEqual(
      expect.arrayContaining(['inet', 'inet6'])
    )
  })
})

describe('rules of ours', () => {
  it('are shown by ip(8) as asked', async () => {
    await rtnl.rules.add({ src: '10.1.0.0/16', table: 100, priority: 50 })
    await rtnl.rules.add({ dst: '2001:db8::/32', not: true, priority: 51 })
    await rtnl.rules.add({
      fwmark: 0x20,
      fwmask: 0xff,
      iifname: 'r0',
      table: 1000,
      priority: 52,
      protocol: 'static'
    })
    await rtnl.rules.add({ goto: 60, priority: 53 })
    await rtnl.rules.add({ action: 'prohibit', uidRange: { start: 5, end: 5 }, priority: 54 })
    await rtnl.rules.add({ ipProto: 17, dportRange: { start: 53, end: 53 }, table: 9, priority: 55 })
    expect(await shown('inet')).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ priority: 50, src: '10.1.0.0', srclen: 16, table: '100' }),
        expect.objectContaining({
          priority: 52,
          fwmark: '0x20',
          fwmask: '0xff',
          iif: 'r0',
          protocol: 'static'
        }),
        expect.objectContaining({ priority: 53, goto: 60, unresolved: null }),
        expect.objectContaining({ priority: 54, uid_start: 5, uid_end: 5, action: 'prohibit' }),
        expect.objectContaining({ priority: 55, ipproto: 'udp', dport: 53 })
      ])
    )
    expect(await shown('inet6')).toContainEqual(
      expect.objectContaining({ priority: 51, not: null, dst: '2001:db8::', dstlen: 32, table: 'main' })
    )
    await expect(rtnl.rules.add({ src: '10.1.0.0/16', table: 100, priority: 50 })).rejects.toMatchObject({
      code: 'EEXIST'
    })
    await rtnl.rules.delete({ goto: 60 })
    expect(await shown('inet')).not.toContainEqual(expect.objectContaining({ priority: 53 }))
    await rtnl.rules.delete({ src: '10.1.0.0/16', priority: 50 })
    await expect(rtnl.rules.delete({ src: '10.1.0.0/16', priority: 50 })).rejects.toMatchObject({
      code: 'ENOENT'
    })
  })

  it('are of those that can be meant', async () => {
    const port = fc.integer({ min: 1, max: 65534 })
    const range = fc.tuple(port, port).map(([a, b]) => ({ start: Math.min(a, b), end: Math.max(a, b) }))
    const rules = fc.record(
      {
        table: fc.integer({ min: 1, max: 0xffffffff }),
        src: fc.constantFrom('10.0.0.0/8', '10.1.2.3', '192.0.2.128/25'),
        dst: fc.constantFrom('198.51.100.0/24', '203.0.113.7'),
        fwmark: fc.integer({ min: 1, max: 0xffffffff }),
        fwmask: fc.integer({ min: 1, max: 0xffffffff }),
        iifname: fc.constantFrom('r0', 'gone0'),
        oifname: fc.constantFrom('r1', 'gone1'),
        uidRange: range,
        ipProto: fc.constantFrom(1, 6, 17, 132),
        sportRange: range,
        dportRange: range,
        suppressPrefixlen: fc.integer({ min: 0, max: 32 }),
        suppressIfgroup: fc.integer({ min: 1, max: 1000 }),
        tunId: fc.integer({ min: 1, max: 0xffffffff }),
        not: fc.boolean(),
        protocol: fc.constantFrom('static' as const, 'boot' as const, 'bgp' as const)
      },
      { requiredKeys: ['table'] }
    )
    const samples = fc.sample(rules, { numRuns: 60, seed: 7 })
    for (const [i, rule] of samples.entries()) await rtnl.rules.add({ ...rule, priority: 1000 + i })
    expect(await ours('inet')).toEqual(await shown('inet'))
    const ofBgp = samples.filter(({ protocol }) => protocol === 'bgp').length
    expect(ofBgp).toBeGreaterThan(5)
    expect(await rtnl.rules.flush({ protocol: 'bgp' })).toBe(ofBgp)
    expect(await ours('inet')).toEqual(await shown('inet'))
  })

  it('that were told and deleted are where they were when they are added again, of priority 0 too', async () => {
    for (const family of ['inet', 'inet6'] as const) {
      const before = await rtnl.rules.list({ family })
      const [local] = before.filter(({ table }) => table === 255)
      if (local === undefined) throw new Error('the kernel made no rule for its own addresses')
      await rtnl.rules.delete(local)
      expect(await rtnl.rules.list({ family, table: 255 })).toEqual([])
      await rtnl.rules.add(local)
      expect(await rtnl.rules.list({ family })).toEqual(before)
    }
  })

  it('are flushed by what the filter names, and by nothing else', async () => {
    const before = await rtnl.rules.list()
    await rtnl.batch((b) => {
      for (let i = 0; i < 20; i++) b.rules.add({ src: `10.${i}.0.0/16`, table: 77, priority: 300 + i })
    })
    await rtnl.rules.add({ src: '10.99.0.0/16', table: 78, priority: 400 })
    expect(await rtnl.rules.flush({ table: 77 })).toBe(20)
    expect(await rtnl.rules.flush({ table: 77 })).toBe(0)
    expect(await rtnl.rules.list({ family: 'inet', table: 78 })).toHaveLength(1)
    await rtnl.rules.flush({ table: 78 })
    expect(await rtnl.rules.list()).toEqual(before)
    await expect(rtnl.rules.flush({})).rejects.toThrow(/^filter: /)
  })

  it('of one family go but for the first, those of the kernel too, which can be made again', async () => {
    const before = await rtnl.rules.list()
    const own = before.filter(({ family }) => family === 'inet')
    expect(await rtnl.rules.flush({ family: 'inet' })).toBe(own.length - 1)
    expect(await rtnl.rules.list({ family: 'inet' })).toEqual(own.slice(0, 1))
    expect(await rtnl.rules.list({ family: 'inet6' })).toEqual(
      before.filter(({ family }) => family === 'inet6')
    )
    await rtnl.rules.add({ priority: 32_766, table: RT_TABLE_MAIN, protocol: 'kernel' })
    await rtnl.rules.add({ priority: 32_767, table: RT_TABLE_DEFAULT, protocol: 'kernel' })
    expect(await rtnl.rules.list({ family: 'inet' })).toEqual(
      own.filter(({ protocol }) => protocol === 'kernel')
    )
  })

  it('come as events', async () => {
    using events = rtnl.subscribe(['ipv4-rule', 'ipv6-rule'])
    await rtnl.rules.add({ src: '10.7.0.0/16', table: 7, priority: 500 })
    await ip('-6', 'rule', 'add', 'from', '2001:db8::/48', 'table', '8', 'prio', '501')
    await rtnl.rules.delete({ priority: 500 })
    const seen: unknown[] = []
    for await (const event of events) {
      seen.push(event)
      if (seen.length === 3) break
    }
    expect(seen).toMatchObject([
      { type: 'newrule', rule: { family: 'inet', src: '10.7.0.0', srcLen: 16, table: 7, priority: 500 } },
      { type: 'newrule', rule: { family: 'inet6', src: '2001:db8::', table: 8 } },
      { type: 'delrule', rule: { family: 'inet', priority: 500 } }
    ])
  })

  it('of priority 0, which the kernel does not tell, are found by it', async () => {
    const first = await rtnl.rules.list({ family: 'inet', priority: 0 })
    expect(first).toMatchObject([{ family: 'inet', table: 255 }])
    expect(await rtnl.rules.flush({ family: 'inet', priority: 0 })).toBe(1)
    expect(await rtnl.rules.list({ family: 'inet', priority: 0 })).toEqual([])
    await rtnl.rules.add({ priority: 0, table: 255, protocol: 'kernel' })
    expect(await rtnl.rules.list({ family: 'inet', priority: 0 })).toEqual(first)
  })

  it('are refused by key', async () => {
    const refused: [RuleChange, RegExp][] = [
      [{ src: '10.0.0.0/33' }, /^src: /],
      [{ dst: 'nothing' }, /dst/],
      [{ table: -1 }, /table/],
      [{ iifname: 'a-name-that-is-too-long' }, /iifname/],
      [{ sportRange: { start: 1, end: 70000 } }, /sportRange/]
    ]
    for (const [rule, pattern] of refused) await expect(rtnl.rules.add(rule)).rejects.toThrow(pattern)
    await expect(rtnl.rules.add({ sportRange: { start: 9, end: 3 }, priority: 600 })).rejects.toMatchObject({
      code: 'EINVAL'
    })
    await expect(rtnl.rules.add({ action: 'goto', priority: 600 })).rejects.toMatchObject({ code: 'EINVAL' })
  })
})

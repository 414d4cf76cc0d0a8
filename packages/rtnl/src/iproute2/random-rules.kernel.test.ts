/** Random rules of both families, with all that the tool can say, made by either side and printed by both. */
import * as fc from 'fast-check'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { ip, ipBatch, ipJson, run, type Json } from '../../../../test/support/kernel.ts'
import type { RuleChange } from '../rule/rules.ts'
import { Rtnl } from '../rtnl.ts'
import { ruleToIproute2 } from './index.ts'

const SEED = 20_261_128
const RUNS = 60
/** The tool's priorities, and so much more ours; what rules go on with is behind all. */
const FIRST = 1000
const BEHIND = 1000
const LAST = 30_000
const rtnl = Rtnl.open()
beforeAll(() => ipBatch(['link add r0 type veth peer name r1']))
afterAll(() => rtnl.close())
afterEach(async () => {
  for (const family of ['-4', '-6'])
    for (const { priority } of await ipJson(family, 'rule', 'show'))
      if (Number(priority) >= FIRST && Number(priority) <= LAST)
        await ip(family, 'rule', 'delete', 'priority', String(priority))
})

/** The same in ip(8)'s words and ours, without the priority. */
interface Scenario {
  readonly words: string
  readonly change: RuleChange
}
type Part = fc.Arbitrary<Scenario>

const octet = fc.integer({ min: 1, max: 254 })
const word = fc.integer({ min: 1, max: 0xffff }).map((number) => number.toString(16))
const u32 = fc.integer({ min: 1, max: 0xffff_ffff })
const hex = (number: number): string => `0x${number.toString(16)}`
const none: Part = fc.constant({ words: '', change: {} })
const maybe = (part: Part): Part => fc.oneof(none, part)
const all = (...parts: readonly Part[]): Part =>
  fc.tuple(...parts).map((list) => ({
    words: list.map(({ words }) => words).join(''),
    change: Object.assign({}, ...list.map(({ change }) => change)) as RuleChange
  }))

const span = (least: number, most: number): fc.Arbitrary<{ start: number; end: number }> =>
  fc
    .tuple(fc.integer({ min: least, max: most }), fc.integer({ min: least, max: most }))
    .map(([a, b]) => ({ start: Math.min(a, b), end: Math.max(a, b) }))
const spanned = (
  name: string,
  key: 'sportRange' | 'dportRange' | 'uidRange',
  least: number,
  most: number
): Part =>
  span(least, most).map((range) => ({
    words: ` ${name} ${range.start}-${range.end}`,
    change: { [key]: range }
  }))

const prefixes = {
  inet: fc
    .tuple(octet, octet, fc.constantFrom(8, 16, 24, 32))
    .map(
      ([a, b, length]) =>
        `${[10, length > 8 ? a : 0, length > 16 ? b : 0, length > 24 ? 7 : 0].join('.')}/${length}`
    ),
  inet6: fc
    .tuple(word, fc.constantFrom(32, 48, 64, 128))
    .map(([a, length]) => `2001:db8${length > 32 ? `:${a}` : ''}::${length === 128 ? '7' : ''}/${length}`)
}
const prefixed = (family: 'inet' | 'inet6', name: 'from' | 'to'): Part =>
  prefixes[family].map((prefix) => ({
    words: ` ${name} ${prefix}`,
    change: name === 'from' ? { src: prefix } : { dst: prefix }
  }))

/** A table and what of it does not count, or what is done instead. */
const decision: Part = fc.oneof(
  all(
    u32.map((table) => ({ words: ` lookup ${table}`, change: { table } })),
    maybe(
      fc.nat(32).map((suppressPrefixlen) => ({
        words: ` suppress_prefixlength ${suppressPrefixlen}`,
        change: { suppressPrefixlen }
      }))
    ),
    maybe(
      fc.integer({ min: 1, max: 1000 }).map((suppressIfgroup) => ({
        words: ` suppress_ifgroup ${suppressIfgroup}`,
        change: { suppressIfgroup }
      }))
    )
  ),
  fc
    .constantFrom('unreachable' as const, 'prohibit' as const, 'blackhole' as const)
    .map((action) => ({ words: ` ${action}`, change: { action } })),
  fc.constant({ words: ` goto ${LAST}`, change: { goto: LAST } }),
  fc.constant({ words: ' nop', change: { action: 'nop' as const } })
)

const rule = (family: 'inet' | 'inet6'): Part =>
  all(
    fc.boolean().map((not) => (not ? { words: ' not', change: { not } } : { words: '', change: {} })),
    maybe(prefixed(family, 'from')),
    maybe(prefixed(family, 'to')),
    // Of IPv4 some kernels take the three bits of RFC 1349 alone, of IPv6 all take a code point.
    maybe(
      fc.integer({ min: 1, max: family === 'inet' ? 7 : 63 }).map((bits) => ({
        words: ` tos ${hex(bits << 2)}`,
        change: { tos: bits << 2 }
      }))
    ),
    maybe(
      fc.tuple(u32, u32).map(([fwmark, fwmask]) => ({
        words: ` fwmark ${hex(fwmark)}/${hex(fwmask)}`,
        change: { fwmark, fwmask }
      }))
    ),
    maybe(
      fc.constantFrom('r0', 'gone0').map((iifname) => ({ words: ` iif ${iifname}`, change: { iifname } }))
    ),
    maybe(
      fc.constantFrom('r1', 'gone1').map((oifname) => ({ words: ` oif ${oifname}`, change: { oifname } }))
    ),
    maybe(spanned('uidrange', 'uidRange', 0, 0xffff_fffe)),
    maybe(
      fc.constantFrom(1, 6, 17, 132).map((ipProto) => ({ words: ` ipproto ${ipProto}`, change: { ipProto } }))
    ),
    maybe(spanned('sport', 'sportRange', 1, 65_534)),
    maybe(spanned('dport', 'dportRange', 1, 65_534)),
    maybe(u32.map((tunId) => ({ words: ` tun_id ${tunId}`, change: { tunId } }))),
    // Realms are of IPv4.
    family === 'inet6'
      ? none
      : maybe(
          fc.tuple(fc.nat(255), fc.integer({ min: 1, max: 255 })).map(([from, to]) => ({
            words: ` realms ${from}/${to}`,
            change: { flow: ((from << 16) | to) >>> 0 }
          }))
        ),
    // Left out it is unspec to the tool, and boot to this library.
    fc
      .constantFrom('static' as const, 'boot' as const, 'bgp' as const)
      .map((protocol) => ({ words: ` protocol ${protocol}`, change: { protocol } })),
    decision
  )

it.each([
  ['inet', '-4'],
  ['inet6', '-6']
] as const)('rules of %s are read and made alike', async (family, option) => {
  const wanted = fc.sample(rule(family), { seed: SEED, numRuns: RUNS })
  const input = wanted.map(({ words }, at) => `rule add${words} priority ${FIRST + at}\n`).join('')
  await run(['ip', option, '-batch', '-'], { input })
  const results = await rtnl.batch((b) => {
    for (const [at, { change }] of wanted.entries())
      b.rules.add({ ...change, family, priority: FIRST + BEHIND + at })
  })
  expect(results.filter(({ status }) => status !== 'done')).toEqual([])
  await vi.waitFor(
    async () => {
      const shown = await ipJson(option, '-d', 'rule', 'show')
      const ours = (await rtnl.rules.list({ family })).map(ruleToIproute2)
      expect(ours, `seed ${SEED}`).toEqual(shown)
      const settings = (priority: number): Json => {
        const { priority: _, ...rest } = shown.find((row) => row['priority'] === priority) ?? {}
        return rest
      }
      for (const [at, { words }] of wanted.entries()) {
        expect(Object.keys(settings(FIRST + at)).length).toBeGreaterThan(0)
        expect(settings(FIRST + BEHIND + at), `seed ${SEED}: ${words}`).toEqual(settings(FIRST + at))
      }
    },
    { timeout: 15_000, interval: 100 }
  )
})

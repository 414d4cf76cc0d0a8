/** Random objects of the kinds that most kernels have, made by one side and read by both. */
import { Connection, NETLINK_ROUTE } from '@nlkit/core'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ipBatch, kernelHas, requires, run, tc, tcJson, type Json } from '../../../../test/support/kernel.ts'
import { classToIproute2, filterToIproute2, interfacesOf, qdiscToIproute2 } from '../iproute2/index.ts'
import { classToText, spaced } from '../iproute2/tc/text.fixture.ts'
import { Classes } from './classes.ts'
import { Filters } from './filters.ts'
import { interfacesHere, parseClassText } from './kernel.fixture.ts'
import { Qdiscs, type QdiscChange } from './qdiscs.ts'

const connection = Connection.open({ protocol: NETLINK_ROUTE })
const qdiscs = new Qdiscs(connection)
const classes = new Classes(connection)
const filters = new Filters(connection)
let interfaces = interfacesOf([])
afterAll(() => connection.close())
beforeAll(async () => {
  await ipBatch(['link add r0 type veth peer name r1'])
  interfaces = await interfacesHere()
})

/** Without `-s` and `-d`. */
const PLAIN = { statistics: false, details: false }
const SEED = 20_261_127
const sample = <T>(arbitrary: fc.Arbitrary<T>, numRuns: number): T[] =>
  fc.sample(arbitrary, { seed: SEED, numRuns })
const batch = (lines: readonly string[]): Promise<string> =>
  run(['tc', '-batch', '-'], { input: `${lines.join('\n')}\n` })

const handle = fc.integer({ min: 1, max: 0x7fff }).map((major) => `${major.toString(16)}:`)
const mbit = fc.integer({ min: 1, max: 90_000 })
const burst = fc.integer({ min: 2000, max: 9_000_000 })

interface Scenario {
  readonly words: string
  readonly change: QdiscChange
}

/** The same in tc's words and ours. */
const qdisc: fc.Arbitrary<Scenario> = fc.oneof(
  fc
    .tuple(
      handle,
      fc.constantFrom('pfifo' as const, 'bfifo' as const),
      fc.integer({ min: 1, max: 1_000_000 })
    )
    .map(([at, kind, limit]) => ({
      words: `handle ${at} ${kind} limit ${limit}`,
      change: { handle: at, kind, options: { limit } }
    })),
  fc
    .tuple(handle, mbit, burst, fc.integer({ min: 10_000, max: 100_000_000 }))
    .map(([at, rate, size, limit]) => ({
      words: `handle ${at} tbf rate ${rate}mbit burst ${size} limit ${limit}`,
      change: {
        handle: at,
        kind: 'tbf' as const,
        options: { rate: { bitsPerSecond: rate * 1e6 }, burst: size, limit }
      }
    })),
  fc
    .tuple(handle, fc.integer({ min: 0, max: 0xffff }), fc.integer({ min: 1, max: 1000 }))
    .map(([at, defcls, rate2quantum]) => ({
      words: `handle ${at} htb default ${defcls.toString(16)} r2q ${rate2quantum}`,
      change: { handle: at, kind: 'htb' as const, options: { init: { defcls, rate2quantum } } }
    }))
)

/** Without the name of the interface, which the tool leaves out when it was asked for. */
const ours = async (): Promise<Json[]> =>
  (await qdiscs.list({ dev: 'r0' })).map((one) => {
    const { dev: _, ...rest } = qdiscToIproute2(one, interfaces, { details: false })
    return rest
  })
const shown = (): Promise<Json[]> => tcJson('-s', 'qdisc', 'show', 'dev', 'r0')

describe('qdiscs', () => {
  it('made by tc are read alike', async () => {
    for (const { words } of sample(qdisc, 25)) {
      await tc(...`qdisc replace dev r0 root ${words}`.split(' '))
      expect(await ours()).toEqual(await shown())
      await qdiscs.delete({ dev: 'r0', parent: 'root' })
    }
  })

  it('made by us are read alike, and have what was asked for', async () => {
    for (const { change } of sample(qdisc, 25)) {
      await qdiscs.replace({ dev: 'r0', ...change })
      const [theirs] = await shown()
      expect(await ours()).toEqual([theirs])
      expect(theirs).toMatchObject({ kind: change.kind, handle: change.handle })
      await qdiscs.delete({ dev: 'r0', parent: 'root' })
    }
  })
})

const leaf = fc.record({
  rate: fc.integer({ min: 1, max: 999 }),
  ceil: fc.integer({ min: 1000, max: 50_000 }),
  burst: fc.integer({ min: 1600, max: 2_000_000 }),
  cburst: fc.integer({ min: 1600, max: 2_000_000 }),
  prio: fc.nat(7),
  quantum: fc.integer({ min: 1000, max: 200_000 })
})
const tree = fc.array(leaf, { minLength: 1, maxLength: 6 })
const minor = (index: number): string => `1:${(index + 2).toString(16)}`

/** Sorted, since the kernel's order is that of its hash table. */
const ourClasses = async (): Promise<string[]> =>
  (await classes.list({ dev: 'r0', kind: 'htb' }))
    .map((one) => classToText(classToIproute2(one, interfaces, PLAIN)))
    .toSorted()
const theirClasses = async (): Promise<string[]> =>
  (await tc('class', 'show', 'dev', 'r0'))
    .split('\n')
    .map(spaced)
    .filter((line) => line.startsWith('class htb'))
    .toSorted()

describe('trees of htb', () => {
  it('made by tc are read alike', async () => {
    for (const leaves of sample(tree, 12)) {
      await batch([
        'qdisc replace dev r0 root handle 1: htb',
        'class add dev r0 parent 1: classid 1:1 htb rate 90gbit',
        ...leaves.map(
          (one, index) =>
            `class add dev r0 parent 1:1 classid ${minor(index)} htb rate ${one.rate}mbit ceil ${one.ceil}mbit burst ${one.burst} cburst ${one.cburst} prio ${one.prio} quantum ${one.quantum}`
        )
      ])
      expect(await ourClasses()).toEqual(await theirClasses())
      await qdiscs.delete({ dev: 'r0', parent: 'root' })
    }
  })

  it('made by us are read alike, and have what was asked for', async () => {
    for (const leaves of sample(tree, 12)) {
      await qdiscs.replace({ dev: 'r0', handle: '1:', kind: 'htb' })
      await classes.add({
        dev: 'r0',
        parent: '1:',
        handle: '1:1',
        kind: 'htb',
        options: { rate: { bitsPerSecond: 90e9 } }
      })
      for (const [index, one] of leaves.entries()) {
        const options = {
          ...one,
          rate: { bitsPerSecond: one.rate * 1e6 },
          ceil: { bitsPerSecond: one.ceil * 1e6 }
        }
        await classes.add({ dev: 'r0', parent: '1:1', handle: minor(index), kind: 'htb', options })
      }
      const theirs = await theirClasses()
      expect(await ourClasses()).toEqual(theirs)
      for (const [index, { rate, ceil, prio }] of leaves.entries()) {
        const one = theirs.map(parseClassText).find(({ handle: at }) => at === minor(index))
        expect(one).toMatchObject({ rate: rate * 1e6, ceil: ceil * 1e6, prio })
      }
      await qdiscs.delete({ dev: 'r0', parent: 'root' })
    }
  })
})

const word = fc.integer({ min: 0, max: 0xffff_ffff })
const key = fc
  .tuple(word, word, fc.integer({ min: 0, max: 15 }))
  .map(([val, mask, at]) => ({ val: (val & mask) >>> 0, mask, off: at * 4 }))
const u32 = fc.record({
  protocol: fc.constantFrom('all' as const, 'ip' as const, 'ipv6' as const, 'arp' as const),
  // The tool merges keys of one place.
  keys: fc.uniqueArray(key, { minLength: 1, maxLength: 5, selector: ({ off }) => off }),
  classid: fc
    .tuple(fc.integer({ min: 1, max: 0xffff }), fc.integer({ min: 1, max: 0xffff }))
    .map(([major, low]) => `${major.toString(16)}:${low.toString(16)}`)
})
const hex = (number: number): string => `0x${number.toString(16)}`
const theirFilters = (): Promise<Json[]> => tcJson('filter', 'show', 'dev', 'r0', 'ingress')
const ourFilters = async (): Promise<Json[]> =>
  (await filters.list({ dev: 'r0', parent: 'ingress' }, { withHeads: true })).map((one) => {
    const { ingress: _, ...rest } = filterToIproute2(one, interfaces, PLAIN)
    return rest
  })

describe('filters of u32', () => {
  it('made by tc are read alike', async () => {
    await qdiscs.add({ dev: 'r0', kind: 'clsact' })
    await batch(
      sample(u32, 30).map(({ protocol, keys, classid }, index) => {
        const matches = keys.map(({ val, mask, off }) => `match u32 ${hex(val)} ${hex(mask)} at ${off}`)
        return `filter add dev r0 ingress protocol ${protocol} prio ${1 + index * 2000} u32 ${matches.join(' ')} flowid ${classid}`
      })
    )
    expect(await ourFilters()).toEqual(await theirFilters())
    await qdiscs.delete({ dev: 'r0', parent: 'ingress' })
  })

  it('made by us are read alike, and have what was asked for', async () => {
    await qdiscs.add({ dev: 'r0', kind: 'clsact' })
    const wanted = sample(u32, 30).map((one, index) => ({ ...one, prio: index + 1 }))
    for (const { prio, protocol, keys, classid } of wanted) {
      await filters.add({
        dev: 'r0',
        parent: 'ingress',
        prio,
        protocol,
        kind: 'u32',
        options: { classid, sel: { flags: 1, keys } }
      })
    }
    const theirs = await theirFilters()
    expect(await ourFilters()).toEqual(theirs)
    for (const { prio, protocol, keys, classid } of wanted) {
      const { val = 0, mask = 0, off } = keys.at(-1) ?? {}
      const row = theirs.find(
        ({ pref, options }) => pref === prio && (options as Json | undefined)?.['match'] !== undefined
      )
      expect(row).toMatchObject({
        protocol,
        options: { flowid: classid, match: { value: val.toString(16), mask: mask.toString(16), off } }
      })
    }
    await qdiscs.delete({ dev: 'r0', parent: 'ingress' })
  })
})

const octets = (first: number): fc.Arbitrary<string> =>
  fc
    .tuple(fc.integer({ min: 1, max: 255 }), fc.integer({ min: 1, max: 255 }))
    .map(([a, b]) => `${first}.${a}.${b}.1`)
const transportPort = fc.integer({ min: 1, max: 0xffff })
const flower = fc.record({
  protocol: fc.constantFrom('tcp' as const, 'udp' as const, 'sctp' as const),
  dst: octets(10),
  src: octets(172),
  dstPort: transportPort,
  srcPort: transportPort,
  byte: fc.integer({ min: 0, max: 255 }).map((byte) => byte.toString(16).padStart(2, '0')),
  minor: fc.integer({ min: 1, max: 0xffff }).map((low) => low.toString(16))
})
const PORTS = {
  tcp: (dst: number, src: number) => ({ keyTcpDst: dst, keyTcpSrc: src }),
  udp: (dst: number, src: number) => ({ keyUdpDst: dst, keyUdpSrc: src }),
  sctp: (dst: number, src: number) => ({ keySctpDst: dst, keySctpSrc: src })
}
const hasFlower = kernelHas('flower', [
  'sh',
  '-c',
  'tc qdisc add dev lo clsact && tc filter add dev lo ingress protocol ip flower ip_proto tcp classid 1:1'
])

describe('filters of flower', () => {
  it(
    'made by either side are read alike by both, and are the same',
    requires(hasFlower, async () => {
      const wanted = sample(flower, 20)
      await qdiscs.add({ dev: 'r0', kind: 'clsact' })
      await batch(
        wanted.map(
          ({ protocol, dst, src, dstPort, srcPort, byte, minor: low }, index) =>
            `filter add dev r0 ingress protocol ip prio ${index + 1} flower ip_proto ${protocol} dst_ip ${dst} src_ip ${src} dst_port ${dstPort} src_port ${srcPort} dst_mac 02:00:00:00:00:${byte} classid 1:${low}`
        )
      )
      const made = await theirFilters()
      expect(await ourFilters()).toEqual(made)
      await qdiscs.delete({ dev: 'r0', parent: 'ingress' })

      await qdiscs.add({ dev: 'r0', kind: 'clsact' })
      for (const [index, { protocol, dst, src, dstPort, srcPort, byte, minor: low }] of wanted.entries()) {
        await filters.add({
          dev: 'r0',
          parent: 'ingress',
          prio: index + 1,
          protocol: 'ip',
          kind: 'flower',
          options: {
            keyEthType: 'ip',
            keyIpProto: protocol,
            keyIpv4Dst: dst,
            keyIpv4Src: src,
            keyEthDst: `02:00:00:00:00:${byte}`,
            classid: `1:${low}`,
            ...PORTS[protocol](dstPort, srcPort)
          }
        })
      }
      expect(await ourFilters()).toEqual(made)
      expect(await theirFilters()).toEqual(made)
      await qdiscs.delete({ dev: 'r0', parent: 'ingress' })
    })
  )
})

/** Random VNIs of VXLAN devices, made by either side and printed by both. */
import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { bridgeJson, ipBatch, kernelHas, requires, run, type Json } from '../../../../test/support/kernel.ts'
import { Rtnl } from '../rtnl.ts'
import type { VxlanVni } from '../vxlan-vni/codec.ts'
import { interfacesOf, type Interfaces } from './index.ts'

const SEED = 20_261_128
const rtnl = Rtnl.open()
afterAll(() => rtnl.close())

const device = (name: string, port: number): string =>
  `link add ${name} type vxlan external vnifilter dstport ${port}`
const filtering = kernelHas('VNI filter', ['ip', ...device('nlkprobe0', 4789).split(' ')])

const byte = fc.integer({ min: 1, max: 254 })
const remote = fc.oneof(
  byte.map((host) => `10.0.0.${host}`),
  byte.map((host) => `fd00::${host.toString(16)}`),
  fc.constant(undefined)
)
/** Ranges one behind the other, some with nothing between them. */
const ranges = fc
  .array(fc.record({ gap: fc.nat(3), length: fc.integer({ min: 1, max: 9 }), remote }), {
    minLength: 1,
    maxLength: 12
  })
  .chain((list) => fc.nat(0xff_0000).map((first) => placed(first, list)))

interface Range {
  readonly vni: number
  readonly vniEnd: number | undefined
  readonly group: string | undefined
}

function placed(
  first: number,
  list: readonly { readonly gap: number; readonly length: number; readonly remote: string | undefined }[]
): Range[] {
  let next = first + 1
  return list.map(({ gap, length, remote: group }) => {
    const vni = next + gap
    next = vni + length
    return { vni, vniEnd: length === 1 ? undefined : next - 1, group }
  })
}

const wanted = fc.sample(ranges, { seed: SEED, numRuns: 8 })
/** Every third is taken away again: a hole. */
const gone = (list: readonly Range[]): Range[] => list.filter((_, index) => index % 3 === 2)

/** The tool adds to t0, t1, .., this library to u0, u1, ... */
beforeAll(() =>
  ipBatch(wanted.flatMap((_, at) => [device(`t${at}`, 5000 + at), device(`u${at}`, 6000 + at)])).catch(
    () => ''
  )
)

const words = ({ vni, vniEnd, group }: Range): string =>
  `${vni}${vniEnd === undefined ? '' : `-${vniEnd}`}${group === undefined ? '' : ` remote ${group}`}`

/** An object of `bridge -j -s vni show`, or without statistics. */
function vnisJson({ ifindex, entry = [] }: VxlanVni, interfaces: Interfaces): Json {
  return {
    ifname: interfaces.nameOf(ifindex ?? 0),
    vnis: entry.map(({ start, end, group, group6, stats }) => ({
      vni: start,
      vniEnd: end,
      remote: group ?? group6,
      stats: stats && {
        rx_bytes: stats.rxBytes,
        rx_pkts: stats.rxPkts,
        rx_drops: stats.rxDrops,
        rx_errors: stats.rxErrors,
        tx_bytes: stats.txBytes,
        tx_pkts: stats.txPkts,
        tx_drops: stats.txDrops,
        tx_errors: stats.txErrors
      }
    }))
  }
}

it(
  'VNIs are added, deleted and read alike',
  requires(filtering, async () => {
    const lines = wanted.flatMap((list, at) => [
      ...list.map((one) => `vni add vni ${words(one)} dev t${at}`),
      ...gone(list).map((one) => `vni delete vni ${words({ ...one, group: undefined })} dev t${at}`)
    ])
    await run(['bridge', '-batch', '-'], { input: `${lines.join('\n')}\n` })
    await rtnl.batch((b) => {
      for (const [index, list] of wanted.entries()) {
        const dev = `u${index}`
        for (const one of list) b.vxlanVnis.add({ dev, ...one })
        for (const { vni, vniEnd } of gone(list)) b.vxlanVnis.delete({ dev, vni, vniEnd })
      }
    })
    const interfaces = interfacesOf(await rtnl.links.list())
    const shown = await bridgeJson('vni', 'show')
    expect(
      (await rtnl.vxlanVnis.list()).map((one) => vnisJson(one, interfaces)),
      `seed ${SEED}`
    ).toEqual(shown)
    expect((await rtnl.vxlanVnis.list({ stats: true })).map((one) => vnisJson(one, interfaces))).toEqual(
      await bridgeJson('-s', 'vni', 'show')
    )
    const of = (name: string): unknown => shown.find(({ ifname }) => ifname === name)?.['vnis']
    for (const [index, list] of wanted.entries()) {
      expect(of(`u${index}`), `seed ${SEED}`).toEqual(of(`t${index}`))
      const there = list.filter((_, at) => at % 3 !== 2)
      expect(of(`u${index}`)).toHaveLength(there.length)
    }
  })
)

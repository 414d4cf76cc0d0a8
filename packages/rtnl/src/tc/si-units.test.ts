/** Rates and times against what tc of iproute2 6.1 sends for the same words: the captured frames have both. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { wireActions } from './actions/shapes.ts'
import { hfscClass, hfscClassOf } from './classes/hfsc.ts'
import { htbClass, htbClassOf } from './classes/htb.ts'
import { estimator, estimatorOf } from './estimator.ts'
import { police, policerOf } from './police.ts'
import type { PoliceOptions } from './police.codec.ts'
import { nanosecondsOf, parsePsched, ticksOf, transmitted, transmitTime } from './psched.ts'
import type { HfscClassOptions } from './qdiscs/hfsc.codec.ts'
import type { HtbOptions } from './qdiscs/htb.codec.ts'
import type { NetemOptions } from './qdiscs/netem.codec.ts'
import { emulationOf, netem } from './qdiscs/netem.ts'
import { choke } from './qdiscs/choke.ts'
import { gred } from './qdiscs/gred.ts'
import { red } from './qdiscs/red.ts'
import type { TbfOptions } from './qdiscs/tbf.codec.ts'
import { tbf, tokenBucketOf } from './qdiscs/tbf.ts'
import { bytesPerSecond, costOf } from './rate.ts'
import { sizeTable } from './size-table.ts'

interface Frame {
  readonly what: string
  readonly expected: {
    readonly options?: unknown
    readonly stab?: unknown
    readonly rate?: unknown
    readonly tab?: readonly { readonly options: unknown }[]
  }
}
const revive = (_: string, value: unknown): unknown => {
  const hex = typeof value === 'object' && value !== null ? (value as { $bytes?: string }).$bytes : undefined
  return hex === undefined ? value : Uint8Array.from(Buffer.from(hex, 'hex'))
}
const { frames } = JSON.parse(
  readFileSync(join(import.meta.dirname, 'frames.fixture.json'), 'utf8'),
  revive
) as { frames: readonly Frame[] }

function sent(command: string): Frame['expected'] {
  const frame = frames.find(({ what }) => what.startsWith(`tc ${command}`))
  if (frame === undefined) throw new Error(`nothing was captured of ${command}`)
  return frame.expected
}

/** The tool counts in whole microseconds, 15.625 ticks, and rounds down: what it sends is less by up to so many. */
const MICROSECOND = 17

/** What the wire has where nothing is given. */
const zero = (value: unknown): unknown => (value === 'unaware' ? value : 0)

/** A value in which numbers that differ by no more than that are those of the other. */
function snapped(ours: unknown, theirs: unknown): unknown {
  if (typeof ours === 'number' && typeof theirs === 'number') {
    return ours >= theirs && ours - theirs <= MICROSECOND ? theirs : ours
  }
  if (Array.isArray(theirs) && Array.isArray(ours))
    return ours.map((one, index) => snapped(one, theirs[index]))
  if (typeof theirs !== 'object' || theirs === null) return ours
  // What is not given is 0.
  const values = (ours ?? {}) as Readonly<Record<string, unknown>>
  return Object.fromEntries(
    Object.entries(theirs).map(([key, value]) => [
      key,
      values[key] === undefined && typeof value !== 'object' ? zero(value) : snapped(values[key], value)
    ])
  )
}
const mbit = (bits: number): { bitsPerSecond: number } => ({ bitsPerSecond: bits * 1e6 })

describe('ticks', () => {
  it('are 64 ns, as the file says', () => {
    expect(parsePsched('000003e8 00000040 000f4240 3b9aca00\n')).toBe(64)
    expect(parsePsched('000003e8 00000400 000f4240 3b9aca00\n')).toBe(1024)
    // Linux before 2.6.31: a clock of nanoseconds.
    expect(parsePsched('000f4240 000f4240 3b9aca00 000000fa\n')).toBe(1)
    expect(() => parsePsched('')).toThrow(RangeError)
  })

  it('are rounded up, so that a bucket holds what it is for', () => {
    expect(ticksOf(0, 'burst')).toBe(0)
    expect(ticksOf(1, 'burst')).toBe(1)
    expect(ticksOf(64, 'burst')).toBe(1)
    expect(ticksOf(65, 'burst')).toBe(2)
    expect(
      transmitted(nanosecondsOf(ticksOf(transmitTime(1500, 12_500_000), '')), 12_500_000)
    ).toBeGreaterThanOrEqual(1500)
    expect(() => ticksOf(3e11, 'burst')).toThrow(
      /^burst: takes 300 s at its rate, the kernel counts 0 to 274 s/
    )
    expect(() => ticksOf(-1, 'burst')).toThrow(RangeError)
  })
})

describe('rates', () => {
  it('are bytes or bits a second', () => {
    expect(bytesPerSecond({ bytesPerSecond: 125 }, 'rate')).toBe(125)
    expect(bytesPerSecond({ bitsPerSecond: 1001 }, 'rate')).toBe(125)
  })

  it.each([
    [undefined, /^rate: expected \{ bytesPerSecond \} or \{ bitsPerSecond \}, got undefined/],
    [5, /^rate: expected .*got 5/],
    ['1mbit', /^rate: expected .*got 1mbit/],
    [{}, /^rate: expected /],
    [{ bytesPerSecond: 1, bitsPerSecond: 8 }, /^rate: bytesPerSecond and bitsPerSecond exclude/],
    [{ bytesPerSecond: -1 }, /^rate\.bytesPerSecond: -1 is not in 0 to 9007199254740991/],
    [{ bytesPerSecond: Number.NaN }, /^rate\.bytesPerSecond: expected a number, got NaN/],
    [{ bitsPerSecond: '1e6' }, /^rate\.bitsPerSecond: expected a number, got 1e6/],
    [{ bitsPerSecond: -8 }, /^rate\.bitsPerSecond: -8 is not in 0 to /],
    [{ bitsPerSecond: Infinity }, /^rate\.bitsPerSecond: Infinity is not in 0 to 72057594037927930/],
    [{ bitsPerSecond: 7 }, /^rate\.bitsPerSecond: 7 is less than a byte a second/]
  ])('%j is none, and its refusal says so in the unit that was given', (value, message) => {
    expect(() => bytesPerSecond(value as never, 'rate')).toThrow(message)
  })

  it('cost cells where there are cells', () => {
    expect(costOf(48, { linklayer: 'atm' })).toBe(53)
    expect(costOf(49, { linklayer: 'atm' })).toBe(106)
    expect(costOf(10, { mpu: 64 })).toBe(64)
  })
})

describe('what is sent is what tc sends', () => {
  it('for a class of htb', () => {
    const small = htbClass({ rate: mbit(100), ceil: mbit(200), burst: 15 * 1024, cburst: 16 * 1024, prio: 3 })
    expect(snapped(small, sent('class add dev v0 parent 1: classid 1:1 htb').options)).toEqual(
      sent('class add dev v0 parent 1: classid 1:1 htb').options
    )
    const large = htbClass({ rate: mbit(40_000), ceil: mbit(50_000), quantum: 3000 })
    expect(snapped(large, sent('class add dev v0 parent 1:1 classid 1:10 htb').options)).toEqual(
      sent('class add dev v0 parent 1:1 classid 1:10 htb').options
    )
  })

  it('for a token bucket', () => {
    const ours = tbf({
      rate: { bytesPerSecond: 1_250_000 },
      burst: 4096,
      latency: 400_000_000,
      peakrate: { bytesPerSecond: 1_500_000 },
      mtu: 1540
    })
    expect(snapped(ours, sent('qdisc add dev v0 parent 1:10 handle 10: tbf').options)).toEqual(
      sent('qdisc add dev v0 parent 1:10 handle 10: tbf').options
    )
  })

  it('for policers', () => {
    const bytes = police({
      rate: { bytesPerSecond: 625e6 },
      burst: 100 * 1024,
      peakrate: { bytesPerSecond: 6.25e9 },
      mtu: 64 * 1024,
      exceed: 'shot',
      conform: 'pipe'
    })
    expect(snapped(bytes, sent('actions add action police rate').tab?.[0]?.options)).toEqual(
      sent('actions add action police rate').tab?.[0]?.options
    )
    const packets = police({ packetsPerSecond: 1000, packetBurst: 200, exceed: 'shot' })
    expect(snapped(packets, sent('actions add action police pkts_rate').tab?.[0]?.options)).toEqual(
      sent('actions add action police pkts_rate').tab?.[0]?.options
    )
  })

  it('for classes of hfsc', () => {
    const sc = { m2: { bitsPerSecond: 10e6 } }
    const ul = { m1: { bitsPerSecond: 5e6 }, d: 10_000_000, m2: { bitsPerSecond: 8e6 } }
    const ours = hfscClass({ realTime: sc, linkShare: sc, upperLimit: ul })
    expect(ours).toEqual(sent('class add dev v0 parent 1: classid 1:1 hfsc').options)
    expect(hfscClassOf(ours as HfscClassOptions)).toEqual({
      realTime: { m2: { bytesPerSecond: 1_250_000 } },
      linkShare: { m2: { bytesPerSecond: 1_250_000 } },
      upperLimit: { m1: { bytesPerSecond: 625_000 }, d: 10_000_000, m2: { bytesPerSecond: 1_000_000 } }
    })
  })

  it('for an emulation', () => {
    const { options } = sent('qdisc add dev v0 root netem delay')
    const { slot: _, ...theirs } = options as NetemOptions
    const { latency64, jitter64, ...ours } = netem({
      delay: 100_000_000,
      delayJitter: 10_000_000,
      delayCorrelation: 0.25,
      lossProbability: 0.01,
      lossCorrelation: 0.25,
      duplicateProbability: 0.02,
      corruptProbability: 0.001,
      reorderProbability: 0.25,
      reorderCorrelation: 0.5,
      gap: 5,
      rate: { bitsPerSecond: 1e9 },
      limit: 500
    })
    expect([latency64, jitter64]).toEqual([100_000_000, 10_000_000])
    expect(ours).toEqual({ ...theirs, rate: { rate: 125_000_000 } })
  })

  it('for early detection, but for the time that the average takes to fall', () => {
    const { options } = sent('qdisc add dev v0 root red')
    const theirs = options as { parms: { scellLog: number }; maxP: number }
    const ours = red({
      limit: 400_000,
      min: 30_000,
      max: 90_000,
      avpkt: 1000,
      burst: 55,
      bandwidth: { bitsPerSecond: 10e6 },
      ecn: true,
      adaptive: true,
      nodrop: true
    })
    // Together with the last of them the kernel takes the flags in the attribute alone.
    expect(ours.parms).toEqual({ ...theirs.parms, flags: 0, scellLog: 11 })
    expect(ours.flags).toEqual({ value: 13, selector: 15 })
    expect(ours.maxP).toBe(theirs.maxP)
    // It counts in ticks where the kernel counts in microseconds (red_calc_qavg_from_idle_time()).
    expect(theirs.parms.scellLog).toBe(15)
    expect(ours.stab).toHaveLength(256)
    expect([ours.stab?.[0], ours.stab?.[255]]).toEqual([0, 31])
  })

  it('for the early detection of choke and of virtual queues, but for that time', () => {
    const theirs = sent('qdisc add dev v0 root choke').options as { parms: object; maxP: number }
    const bandwidth = { bitsPerSecond: 10e6 }
    const ours = choke({ limit: 1000, min: 100, max: 300, burst: 110, avpkt: 1000, bandwidth, ecn: true })
    expect(ours).toEqual({ ...theirs, parms: { ...theirs.parms, scellLog: 10 }, stab: ours.stab })
    expect(ours.stab).toHaveLength(256)

    const queue = sent('qdisc change dev v0 root gred').options as { parms: [object] }
    const virtual = gred({
      vq: 1,
      prio: 2,
      limit: 60 * 1024,
      min: 15 * 1024,
      max: 25 * 1024,
      burst: 20,
      avpkt: 1000,
      bandwidth
    })
    expect(virtual.parms).toMatchObject([
      { dp: 1, prio: 2, qthMin: 15_360, qthMax: 25_600, wlog: 3, plog: 19 }
    ])
    expect(virtual.maxP).toEqual([85_899_345])
    expect(queue.parms[0]).toMatchObject({ ...virtual.parms?.[0], scellLog: 13 })
    expect(virtual.vqList).toBeUndefined()
    const marked = gred({
      vq: 3,
      limit: 90_000,
      min: 9000,
      max: 20_000,
      avpkt: 1000,
      ecn: true,
      harddrop: false
    })
    expect(marked.vqList).toEqual({ entry: [{ dp: 3, flags: 1 }] })
  })

  it('for size tables and estimators', () => {
    const { stab } = sent('qdisc add dev v0 root stab')
    expect(sizeTable({ mtu: 2048, slots: 512, mpu: 64, overhead: 20, linklayer: 'atm' })).toEqual(stab)
    const { rate } = sent('qdisc add dev v0 root estimator 250ms 1s')
    expect(estimator({ interval: 250_000_000, timeConstant: 1_000_000_000 })).toEqual(rate)
  })
})

describe('what was sent is read back', () => {
  it('as a class of htb', () => {
    const of = {
      rate: { bytesPerSecond: 1_000_000 },
      ceil: { bytesPerSecond: 5e9 },
      burst: 10_000,
      cburst: 640_000,
      prio: 2,
      quantum: 1500,
      overhead: 4,
      mpu: 64,
      linklayer: 'atm' as const
    }
    expect(htbClassOf(htbClass(of) as HtbOptions)).toEqual(of)
  })

  it('as a token bucket', () => {
    const of = { rate: { bytesPerSecond: 1_000_000 }, burst: 10_000, limit: 60_000 }
    const blank = { cellLog: 0, linklayer: 'unaware', overhead: 0, cellAlign: 0, mpu: 0, rate: 0 }
    const read = (options: ReturnType<typeof tbf>): TbfOptions =>
      ({ ...options, parms: { peakrate: blank, mtu: 0, ...options.parms } }) as TbfOptions
    expect(tokenBucketOf(read(tbf(of)))).toEqual({ ...of, latency: 50_000_000 })
    const peak = { ...of, peakrate: { bytesPerSecond: 2_000_000 }, mtu: 1600 }
    expect(tokenBucketOf(read(tbf(peak)))).toEqual({ ...peak, latency: 50_000_000 })
  })

  it('as a policer', () => {
    const of = {
      index: 3,
      rate: { bytesPerSecond: 1_000_000 },
      burst: 10_000,
      mtu: 2000,
      exceed: 'shot' as const,
      conform: 'pipe' as const
    }
    const blank = { cellLog: 0, linklayer: 'unaware', overhead: 0, cellAlign: 0, mpu: 0, rate: 0 }
    const read = (options: ReturnType<typeof police>): PoliceOptions =>
      ({
        ...options,
        tbf: { rate: blank, peakrate: blank, mtu: 0, index: 0, ...options.tbf }
      }) as PoliceOptions
    expect(policerOf(read(police(of)))).toEqual(of)
    expect(policerOf(read(police({ packetsPerSecond: 300, packetBurst: 77 })))).toEqual({
      index: 0,
      exceed: 'reclassify',
      packetsPerSecond: 300,
      packetBurst: 77
    })
  })

  it('as an emulation', () => {
    const of = { limit: 20, delay: 1_000_000, lossProbability: 1, rate: { bytesPerSecond: 6e9 }, ecn: true }
    const read = netem(of) as NetemOptions
    expect(emulationOf(read)).toEqual(of)
    const { latency64: _, jitter64: __, ...old } = netem({ delay: 640, delayJitter: 64 })
    expect(emulationOf(old as NetemOptions)).toEqual({ limit: 1000, delay: 640, delayJitter: 64 })
  })

  it('as an estimator', () => {
    const of = estimatorOf({ interval: -2, ewmaLog: 2 })
    expect(of.interval).toBe(250_000_000)
    expect(estimator({ ...of, timeConstant: of.timeConstant + 1 })).toEqual({ interval: -2, ewmaLog: 2 })
  })
})

describe('what does not go together', () => {
  it.each([
    [() => tbf({ rate: { bytesPerSecond: 1 }, burst: 1 }), 'limit: either limit or latency is needed'],
    [
      () => tbf({ rate: { bytesPerSecond: 1 }, burst: 1, limit: 1, latency: 1 }),
      'limit: either limit or latency is needed'
    ],
    [() => tbf({ rate: { bytesPerSecond: 1 }, burst: 1, limit: 1, mtu: 1 }), 'mtu: goes with peakrate'],
    [() => tbf({ rate: { bytesPerSecond: 0 }, burst: 1, limit: 1 }), 'rate: 0 lets nothing pass'],
    [() => htbClass({ rate: { bytesPerSecond: 0 } }), 'rate: 0 lets nothing pass'],
    [() => police({ rate: { bytesPerSecond: 1 } }), 'burst: goes with rate'],
    [
      () => police({ packetsPerSecond: 1, packetBurst: 1, action: 'ok' } as object),
      'options.action: unknown key'
    ],
    [() => police({ packetsPerSecond: 1 }), 'packetBurst: is needed'],
    [() => police({ peakrate: { bytesPerSecond: 1 } }), 'mtu: is needed with a peak rate'],
    [() => netem({ lossProbability: 1.5 }), 'lossProbability: 1.5 is not in 0 to 1'],
    [() => red({ limit: 1, min: 5, max: 4, avpkt: 1 }), 'max: 4 is not above the minimum, 5'],
    [
      () => red({ limit: 1, min: 5000, max: 9000, avpkt: 100, burst: 1 }),
      'burst: 1 packets of 100 bytes do not reach'
    ],
    [() => sizeTable({ slots: 513 }), 'stab.slots: 513'],
    [() => sizeTable({ mtu: 0 }), 'stab.mtu: 0'],
    [() => estimator({ interval: 9e9, timeConstant: 1e10 }), 'rate.interval: 9000000000 ns'],
    [() => estimator({ interval: 1e9, timeConstant: 1e8 }), 'rate.timeConstant: 100000000 ns']
  ])('is refused (%#)', (make, message) => {
    expect(make).toThrow(message)
  })

  const nope = { nope: 1 }
  const rate = { bytesPerSecond: 1e6 }
  it.each([
    ['options.nope', () => tbf({ rate, burst: 5000, limit: 9000, ...nope })],
    ['options.nope', () => htbClass({ rate, ...nope })],
    ['options.nope', () => hfscClass({ realTime: { m2: rate }, ...nope })],
    ['realTime.nope', () => hfscClass({ realTime: { m2: rate, ...nope } })],
    ['options.nope', () => netem({ delay: 1000, ...nope })],
    ['options.nope', () => red({ limit: 90_000, min: 5000, max: 9000, avpkt: 100, ...nope })],
    ['options.nope', () => choke({ limit: 90, min: 5, max: 9, avpkt: 100, ...nope })],
    ['options.nope', () => gred({ vq: 0, limit: 90_000, min: 5000, max: 9000, avpkt: 100, ...nope })],
    ['stab.nope', () => sizeTable({ overhead: 4, ...nope })],
    ['rate.nope', () => estimator({ interval: 1e9, timeConstant: 4e9, ...nope })],
    [
      'actions[0].options.nope',
      () => wireActions([{ kind: 'mirred', options: { dev: 1, ...nope } }], 'actions')
    ]
  ])('%s, which nobody reads, is refused (%#)', (key, make) => {
    expect(make).toThrow(`${key}: unknown key, there are `)
  })

  it('needs no table where only bytes are added', () => {
    expect(sizeTable({ overhead: 4 })).toEqual({ base: { overhead: 4, linklayer: 'ethernet' } })
  })
})

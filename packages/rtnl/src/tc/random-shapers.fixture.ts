/** Random queueing disciplines that slow packets down, or do worse to them, in tc(8)'s words and ours. */
import * as fc from 'fast-check'
import type { CakeDiffservMode, CakeFlowMode } from './qdiscs/cake.codec.ts'
import { optional } from './random-actions.fixture.ts'
import { bit, count, onOff, type QdiscScenario } from './random-qdiscs.fixture.ts'

const mbit = fc.integer({ min: 1, max: 90_000 })
const linklayer = fc.constantFrom('ethernet' as const, 'atm' as const)
const tbf = fc
  .record(
    {
      rate: mbit,
      burst: fc.integer({ min: 2000, max: 1_000_000 }),
      limit: fc.integer({ min: 10_000, max: 10_000_000 }),
      peak: fc.tuple(fc.integer({ min: 1, max: 9000 }), fc.integer({ min: 2000, max: 9000 })),
      overhead: fc.integer({ min: 1, max: 60 }),
      mpu: fc.integer({ min: 1, max: 120 }),
      linklayer
    },
    { requiredKeys: ['rate', 'burst', 'limit'] }
  )
  .map(({ rate, burst, limit, peak, ...measure }): QdiscScenario => ({
    words: [
      `tbf rate ${rate}mbit burst ${burst} limit ${limit}`,
      peak === undefined ? '' : ` peakrate ${rate + peak[0]}mbit minburst ${peak[1]}`,
      `${optional('overhead', measure.overhead)}${optional('mpu', measure.mpu)}${optional('linklayer', measure.linklayer)}`
    ].join(''),
    change: {
      kind: 'tbf',
      options: {
        rate: { bitsPerSecond: rate * 1e6 },
        burst,
        limit,
        ...(peak === undefined ? {} : { peakrate: { bitsPerSecond: (rate + peak[0]) * 1e6 }, mtu: peak[1] }),
        ...measure
      }
    }
  }))

const DIFFSERV: readonly CakeDiffservMode[] = [
  'diffserv3',
  'diffserv4',
  'diffserv8',
  'besteffort',
  'precedence'
]
const FLOWS: readonly (readonly [string, CakeFlowMode])[] = [
  ['flowblind', 'none'],
  ['srchost', 'src-ip'],
  ['dsthost', 'dst-ip'],
  ['hosts', 'hosts'],
  ['flows', 'flows'],
  ['dual-srchost', 'dual-src'],
  ['dual-dsthost', 'dual-dst'],
  ['triple-isolate', 'triple']
]
const ACKS = [
  ['no-ack-filter', 'none'],
  ['ack-filter', 'filter'],
  ['ack-filter-aggressive', 'aggressive']
] as const
const cake = fc
  .record(
    {
      bandwidth: mbit,
      diffserv: fc.constantFrom(...DIFFSERV),
      flow: fc.constantFrom(...FLOWS),
      ack: fc.constantFrom(...ACKS),
      rtt: fc.integer({ min: 1000, max: 1_000_000 }),
      memory: fc.integer({ min: 100_000, max: 30_000_000 }),
      overhead: fc.integer({ min: -64, max: 256 }),
      mpu: fc.integer({ min: 0, max: 256 }),
      atm: fc.constantFrom(['noatm', 'none'] as const, ['atm', 'atm'] as const, ['ptm', 'ptm'] as const),
      nat: bit,
      wash: bit,
      ingress: bit,
      splitGso: bit,
      fwmark: fc.integer({ min: 1, max: 0xffff_ffff })
    },
    { requiredKeys: ['overhead', 'atm'] }
  )
  .map(({ bandwidth, diffserv, flow, ack, atm, ...rest }): QdiscScenario => {
    const { rtt, memory, overhead, mpu, nat, wash, ingress, splitGso, fwmark } = rest
    return {
      words: [
        `cake${bandwidth === undefined ? '' : ` bandwidth ${bandwidth}mbit`}`,
        diffserv === undefined ? '' : ` ${diffserv}`,
        `${flow === undefined ? '' : ` ${flow[0]}`}${ack === undefined ? '' : ` ${ack[0]}`}`,
        `${rtt === undefined ? '' : ` rtt ${rtt}us`}${optional('memlimit', memory)} ${atm[0]}`,
        `${optional('overhead', overhead)}${optional('mpu', mpu)}${onOff('nat', nat)}${onOff('wash', wash)}`,
        `${ingress === undefined ? '' : ingress === 1 ? ' ingress' : ' egress'}${onOff('split-gso', splitGso, 'no-')}`,
        fwmark === undefined ? '' : ` fwmark 0x${fwmark.toString(16)}`
      ].join(''),
      change: {
        kind: 'cake',
        options: {
          ...rest,
          baseRate64: bandwidth === undefined ? undefined : bandwidth * 125_000,
          diffservMode: diffserv,
          flowMode: flow?.[1],
          ackFilter: ack?.[1],
          atm: atm[1],
          // As the tool has it: a twentieth of the round trip.
          target: rtt === undefined ? undefined : Math.floor(rtt / 20)
        }
      }
    }
  })

const hundredth = fc.integer({ min: 1, max: 9999 })
const percent = (value: number | undefined): string => (value === undefined ? '' : ` ${value / 100}%`)
const part = (value: number | undefined): number | undefined =>
  value === undefined ? undefined : value / 100 / 100
const micro = fc.integer({ min: 1, max: 5_000_000 })
const chance = fc.record({ p: hundredth, correlation: hundredth }, { requiredKeys: ['p'] })
const chanceWords = (word: string, of: { p: number; correlation?: number } | undefined): string =>
  of === undefined ? '' : ` ${word}${percent(of.p)}${percent(of.correlation)}`
const netem = fc
  .record(
    {
      limit: count,
      delay: fc.record({ delay: micro, jitter: micro, correlation: hundredth }, { requiredKeys: ['delay'] }),
      loss: chance,
      duplicate: chance,
      corrupt: chance,
      reorder: chance,
      gap: fc.integer({ min: 1, max: 100 }),
      rate: mbit,
      hasEcn: fc.boolean()
    },
    { requiredKeys: ['limit', 'delay'] }
  )
  .map(({ limit, delay, loss, duplicate, corrupt, reorder, gap, rate, hasEcn }): QdiscScenario => {
    const correlation = delay.jitter === undefined ? undefined : delay.correlation
    const ecn = hasEcn === true && loss !== undefined
    const distance = reorder === undefined ? undefined : gap
    return {
      words: [
        `netem limit ${limit} delay ${delay.delay}us${delay.jitter === undefined ? '' : ` ${delay.jitter}us`}${percent(correlation)}`,
        `${chanceWords('loss', loss)}${ecn ? ' ecn' : ''}${chanceWords('duplicate', duplicate)}`,
        `${chanceWords('corrupt', corrupt)}${chanceWords('reorder', reorder)}${optional('gap', distance)}`,
        rate === undefined ? '' : ` rate ${rate}mbit`
      ].join(''),
      change: {
        kind: 'netem',
        options: {
          limit,
          delay: delay.delay * 1000,
          delayJitter: delay.jitter === undefined ? undefined : delay.jitter * 1000,
          delayCorrelation: part(correlation),
          lossProbability: part(loss?.p),
          lossCorrelation: part(loss?.correlation),
          duplicateProbability: part(duplicate?.p),
          duplicateCorrelation: part(duplicate?.correlation),
          corruptProbability: part(corrupt?.p),
          corruptCorrelation: part(corrupt?.correlation),
          reorderProbability: part(reorder?.p),
          reorderCorrelation: part(reorder?.correlation),
          gap: distance,
          rate: rate === undefined ? undefined : { bitsPerSecond: rate * 1e6 },
          ...(ecn ? { ecn } : {})
        }
      }
    }
  })

/** What the form in SI units has not: cells, and slots. */
const slots = fc
  .record({
    latency: micro,
    rate: mbit,
    packetOverhead: fc.integer({ min: -60, max: 60 }),
    cellSize: fc.integer({ min: 1, max: 200 }),
    cellOverhead: fc.integer({ min: -60, max: 60 }),
    slot: fc.tuple(micro, micro, count, count)
  })
  .map(({ latency, rate, packetOverhead, cellSize, cellOverhead, slot }): QdiscScenario => {
    const [least, more, packets, bytes] = slot
    return {
      words: `netem delay ${latency}us rate ${rate}mbit ${packetOverhead} ${cellSize} ${cellOverhead} slot ${least}us ${least + more}us packets ${packets} bytes ${bytes}`,
      change: {
        kind: 'netem',
        options: {
          latency64: latency * 1000,
          rate: {
            rate: Math.min(rate * 125_000, 0xffff_ffff),
            packetOverhead,
            cellSize,
            cellOverhead
          },
          rate64: rate * 125_000 > 0xffff_ffff ? rate * 125_000 : undefined,
          slot: {
            minDelay: least * 1000,
            maxDelay: (least + more) * 1000,
            maxPackets: packets,
            maxBytes: bytes
          }
        }
      }
    }
  })

export const shapers = { tbf, cake, netem, slots } as const

/** Random queueing disciplines that share among flows and keep queues short, in tc(8)'s words and ours. */
import * as fc from 'fast-check'
import { optional } from './random-actions.fixture.ts'
import type { QdiscChange } from './qdiscs.ts'

/** Settings in both forms; what is ours is left out where only the tool can work it out. */
export interface QdiscScenario {
  readonly words: string
  readonly change?: Pick<QdiscChange, 'kind' | 'options'>
}

export const count = fc.integer({ min: 1, max: 10_000 })
/** Microseconds: 1 ms to 1 s. */
const time = fc.integer({ min: 1000, max: 1_000_000 })
const us = (word: string, value: number | undefined): string =>
  optional(word, value === undefined ? undefined : `${value}us`)
export const bit = fc.constantFrom(0, 1)
/** A switch that tc(8) has as a word, and with `no` before it. */
export const onOff = (word: string, value: number | undefined, no = 'no'): string =>
  value === undefined ? '' : ` ${value === 1 ? '' : no}${word}`

const codel = fc
  .record(
    { limit: count, target: time, interval: time, ceThreshold: time, ecn: bit },
    { requiredKeys: ['limit'] }
  )
  .map((options): QdiscScenario => ({
    words: `codel limit ${options.limit}${us('target', options.target)}${us('interval', options.interval)}${us('ce_threshold', options.ceThreshold)}${onOff('ecn', options.ecn)}`,
    change: { kind: 'codel', options }
  }))

const fqCodel = fc
  .record(
    {
      limit: count,
      flows: fc.integer({ min: 1, max: 4096 }),
      quantum: fc.integer({ min: 256, max: 9000 }),
      target: time,
      interval: time,
      ceThreshold: time,
      // 255 is none to the tool.
      some: fc.tuple(fc.nat(254), fc.integer({ min: 1, max: 255 })),
      memoryLimit: fc.integer({ min: 100_000, max: 30_000_000 }),
      dropBatchSize: fc.integer({ min: 1, max: 256 }),
      ecn: bit
    },
    { requiredKeys: ['limit'] }
  )
  .map(({ some, ...options }): QdiscScenario => ({
    words: [
      `fq_codel limit ${options.limit}${optional('flows', options.flows)}${optional('quantum', options.quantum)}`,
      `${us('target', options.target)}${us('interval', options.interval)}${us('ce_threshold', options.ceThreshold)}`,
      `${optional('memory_limit', options.memoryLimit)}${optional('drop_batch', options.dropBatchSize)}${onOff('ecn', options.ecn)}`,
      some === undefined
        ? ''
        : ` ce_threshold_selector ${some.map((byte) => `0x${byte.toString(16)}`).join('/')}`
    ].join(''),
    change: {
      kind: 'fq_codel',
      options: { ...options, ceThresholdSelector: some?.[0], ceThresholdMask: some?.[1] }
    }
  }))

/** Kilobits a second, in bytes. */
const rate = fc.integer({ min: 8, max: 30_000_000 }).map((kilobits) => kilobits * 125)
const rated = (word: string, bytes: number | undefined): string =>
  optional(word, bytes === undefined ? undefined : `${bytes * 8}bit`)
const fq = fc
  .record(
    {
      plimit: count,
      flowPlimit: count,
      quantum: fc.integer({ min: 1500, max: 50_000 }),
      initialQuantum: fc.integer({ min: 1500, max: 50_000 }),
      flowMaxRate: rate,
      bucketsLog: fc.integer({ min: 1, max: 12 }),
      rateEnable: bit,
      flowRefillDelay: time,
      lowRateThreshold: rate,
      orphanMask: fc.integer({ min: 1, max: 0xffff }),
      ceThreshold: time,
      timerSlack: fc.integer({ min: 1000, max: 1_000_000 }),
      horizon: time,
      horizonDrop: bit
    },
    { requiredKeys: ['plimit'] }
  )
  .map((options): QdiscScenario => ({
    words: [
      `fq limit ${options.plimit}${optional('flow_limit', options.flowPlimit)}${optional('quantum', options.quantum)}`,
      `${optional('initial_quantum', options.initialQuantum)}${rated('maxrate', options.flowMaxRate)}`,
      `${options.bucketsLog === undefined ? '' : ` buckets ${2 ** options.bucketsLog}`}${onOff('pacing', options.rateEnable)}`,
      `${us('refill_delay', options.flowRefillDelay)}${rated('low_rate_threshold', options.lowRateThreshold)}`,
      `${optional('orphan_mask', options.orphanMask)}${us('ce_threshold', options.ceThreshold)}`,
      `${options.timerSlack === undefined ? '' : ` timer_slack ${options.timerSlack}ns`}${us('horizon', options.horizon)}`,
      options.horizonDrop === undefined ? '' : options.horizonDrop === 1 ? ' horizon_drop' : ' horizon_cap'
    ].join(''),
    change: { kind: 'fq', options }
  }))

const weight = fc.integer({ min: 1, max: 32 })
const control = {
  limit: count,
  target: time,
  tupdate: time,
  alpha: weight,
  beta: weight,
  ecn: bit,
  bytemode: bit,
  dqRateEstimator: bit
}
interface Control {
  readonly limit?: number
  readonly target?: number
  readonly tupdate?: number
  readonly alpha?: number
  readonly beta?: number
  readonly ecn?: number
  readonly bytemode?: number
  readonly dqRateEstimator?: number
}
const controlWords = (of: Control): string =>
  [
    `${optional('limit', of.limit)}${us('target', of.target)}${us('tupdate', of.tupdate)}`,
    `${optional('alpha', of.alpha)}${optional('beta', of.beta)}${onOff('ecn', of.ecn)}`,
    `${onOff('bytemode', of.bytemode)}${onOff('dq_rate_estimator', of.dqRateEstimator, 'no_')}`
  ].join('')

const pie = fc.record(control, { requiredKeys: ['limit'] }).map((options): QdiscScenario => ({
  words: `pie${controlWords(options)}`,
  change: { kind: 'pie', options }
}))

const fqPie = fc
  .record(
    {
      ...control,
      flows: fc.integer({ min: 1, max: 4096 }),
      quantum: fc.integer({ min: 256, max: 9000 }),
      memoryLimit: fc.integer({ min: 100_000, max: 30_000_000 }),
      ecnProb: fc.integer({ min: 1, max: 99 })
    },
    { requiredKeys: ['limit'] }
  )
  .map((options): QdiscScenario => ({
    words: [
      `fq_pie${controlWords(options)}${optional('flows', options.flows)}${optional('quantum', options.quantum)}`,
      `${optional('memory_limit', options.memoryLimit)}${optional('ecn_prob', options.ecnProb)}`
    ].join(''),
    change: { kind: 'fq_pie', options }
  }))

const hhf = fc
  .record(
    {
      backlogLimit: count,
      quantum: fc.integer({ min: 256, max: 9000 }),
      hhFlowsLimit: fc.integer({ min: 1, max: 1024 }),
      resetTimeout: time,
      admitBytes: fc.integer({ min: 1000, max: 1_000_000 }),
      evictTimeout: time,
      nonHhWeight: fc.integer({ min: 1, max: 100 })
    },
    { requiredKeys: ['backlogLimit'] }
  )
  .map((options): QdiscScenario => ({
    words: [
      `hhf limit ${options.backlogLimit}${optional('quantum', options.quantum)}${optional('hh_limit', options.hhFlowsLimit)}`,
      `${us('reset_timeout', options.resetTimeout)}${optional('admit_bytes', options.admitBytes)}`,
      `${us('evict_timeout', options.evictTimeout)}${optional('non_hh_weight', options.nonHhWeight)}`
    ].join(''),
    change: { kind: 'hhf', options }
  }))

const sfq = fc
  .record({
    quantum: fc.integer({ min: 1514, max: 9000 }),
    perturbPeriod: fc.integer({ min: 0, max: 3600 }),
    // More than two packets, fewer than there are places: sfq_change().
    limit: fc.integer({ min: 3, max: 127 }),
    divisor: fc.integer({ min: 4, max: 12 }).map((log) => 2 ** log),
    flows: fc.integer({ min: 128, max: 1000 }),
    depth: fc.integer({ min: 2, max: 127 }),
    headdrop: bit
  })
  .map(({ quantum, perturbPeriod, limit, divisor, flows, depth, headdrop }): QdiscScenario => ({
    words: `sfq limit ${limit} perturb ${perturbPeriod} quantum ${quantum} divisor ${divisor} flows ${flows} depth ${depth}${headdrop === 1 ? ' headdrop' : ''}`,
    change: {
      kind: 'sfq',
      options: { v0: { quantum, perturbPeriod, limit, divisor, flows }, depth, headdrop }
    }
  }))

const priomap = (bands: number): fc.Arbitrary<number[]> =>
  fc.array(fc.nat(bands - 1), { minLength: 16, maxLength: 16 })
const prio = fc
  .integer({ min: 2, max: 16 })
  .chain((bands) => priomap(bands).map((map) => ({ bands, priomap: map })))
  .map((options): QdiscScenario => ({
    words: `prio bands ${options.bands} priomap ${options.priomap.join(' ')}`,
    change: { kind: 'prio', options }
  }))

const ets = fc
  .tuple(fc.integer({ min: 2, max: 15 }), fc.nat(14))
  .chain(([bands, most]) =>
    fc.record({
      bands: fc.constant(bands),
      strict: fc.constant(Math.min(most, bands - 1)),
      quanta: fc.array(fc.integer({ min: 100, max: 9000 }), {
        minLength: bands - Math.min(most, bands - 1),
        maxLength: bands - Math.min(most, bands - 1)
      }),
      map: priomap(bands)
    })
  )
  .map(({ bands, strict, quanta, map }): QdiscScenario => ({
    words: `ets bands ${bands} strict ${strict} quanta ${quanta.join(' ')} priomap ${map.join(' ')}`,
    change: {
      kind: 'ets',
      options: {
        nbands: bands,
        nstrict: strict,
        quanta: { quantaBand: quanta },
        priomap: { priomapBand: map }
      }
    }
  }))

const fifo = fc
  .tuple(fc.constantFrom('pfifo' as const, 'bfifo' as const, 'pfifo_head_drop' as const), count)
  .map(([kind, limit]): QdiscScenario => ({
    words: `${kind} limit ${limit}`,
    change: { kind, options: { limit } }
  }))

export const queues = {
  fifo,
  codel,
  fq_codel: fqCodel,
  fq,
  pie,
  fq_pie: fqPie,
  hhf,
  sfq,
  prio,
  ets
} as const

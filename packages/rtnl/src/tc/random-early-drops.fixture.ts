/** Random queueing disciplines that drop packets before they are full, in tc(8)'s words and ours. */
import * as fc from 'fast-check'
import { optional } from './random-actions.fixture.ts'
import { count, type QdiscScenario } from './random-qdiscs.fixture.ts'

/** Not one that adapts: its probability would be another one at the next look. */
const red = fc
  .record({
    min: fc.integer({ min: 10_000, max: 100_000 }),
    factor: fc.integer({ min: 2, max: 5 }),
    avpkt: fc.integer({ min: 100, max: 1500 }),
    bandwidth: fc.integer({ min: 1, max: 1000 }),
    percent: fc.integer({ min: 1, max: 100 }),
    room: fc.nat(1_000_000),
    ecn: fc.boolean(),
    harddrop: fc.boolean(),
    nodrop: fc.boolean()
  })
  .map(({ min, factor, avpkt, bandwidth, percent, room, ...rest }): QdiscScenario => {
    const max = min * factor
    // What is queued rather than dropped could be marked (red_validate_flags()).
    const flags = { ...rest, nodrop: rest.nodrop && rest.ecn }
    const limit = 2 * max + room
    return {
      words: [
        `red limit ${limit} min ${min} max ${max} avpkt ${avpkt} bandwidth ${bandwidth}mbit probability ${percent / 100}`,
        ...Object.entries(flags).flatMap(([word, isOn]) => (isOn ? [word] : []))
      ].join(' '),
      change: {
        kind: 'red',
        options: {
          limit,
          min,
          max,
          avpkt,
          bandwidth: { bitsPerSecond: bandwidth * 1e6 },
          probability: percent / 100,
          ...flags
        }
      }
    }
  })

const choke = fc
  .record({
    min: fc.integer({ min: 10, max: 500 }),
    factor: fc.integer({ min: 2, max: 5 }),
    avpkt: fc.integer({ min: 100, max: 1500 }),
    bandwidth: fc.integer({ min: 1, max: 1000 }),
    percent: fc.integer({ min: 1, max: 100 }),
    ecn: fc.boolean()
  })
  .map(({ min, factor, avpkt, bandwidth, percent, ecn }): QdiscScenario => ({
    words: `choke limit ${2 * min * factor} min ${min} max ${min * factor} avpkt ${avpkt} burst ${2 * min} bandwidth ${bandwidth}mbit probability ${percent / 100}${ecn ? ' ecn' : ''}`
  }))

const gred = fc
  .integer({ min: 1, max: 16 })
  .chain((dps) =>
    fc.record({
      dps: fc.constant(dps),
      defDp: fc.nat(dps - 1),
      isGrio: fc.boolean(),
      limit: fc.integer({ min: 10_000, max: 10_000_000 })
    })
  )
  .map(({ dps, defDp, isGrio, limit }): QdiscScenario => ({
    words: `gred setup DPs ${dps} default ${defDp}${isGrio ? ' grio' : ''} limit ${limit}`,
    change: { kind: 'gred', options: { dps: { dps, defDp, grio: isGrio ? 1 : 0 }, limit } }
  }))

const sfb = fc
  .record(
    {
      rehash: count,
      db: count,
      limit: count,
      max: fc.integer({ min: 1, max: 1000 }),
      target: fc.integer({ min: 1, max: 1000 }),
      penalty_rate: count,
      penalty_burst: count
    },
    { requiredKeys: ['limit'] }
  )
  .map((options): QdiscScenario => ({
    words: `sfb${Object.entries(options)
      .map(([word, value]) => optional(word, value))
      .join('')}`
  }))

export const earlyDrops = { red, choke, gred, sfb } as const

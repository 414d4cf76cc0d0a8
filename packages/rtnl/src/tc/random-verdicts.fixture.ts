/** Random actions that decide where packets go and how many. */
import * as fc from 'fast-check'
import { optional, u8, u16, u32, VERDICTS, verdict, type Scenario } from './random-actions.fixture.ts'

const gact = fc
  .record({
    action: verdict,
    other: verdict,
    every: fc.option(fc.integer({ min: 1, max: 10_000 })),
    ptype: fc.constantFrom('netrand' as const, 'determ' as const)
  })
  .map(({ action, other, every, ptype }): Scenario => ({
    words: `gact ${VERDICTS[action]}${every === null ? '' : ` random ${ptype} ${VERDICTS[other]} ${every}`}`,
    change: (index) => ({
      kind: 'gact',
      options: {
        parms: { index, action },
        ...(every === null ? {} : { prob: { ptype, pval: every, paction: other } })
      }
    })
  }))

const mirred = fc
  .record({
    eaction: fc.constantFrom(
      'egress-redir' as const,
      'egress-mirror' as const,
      'ingress-redir' as const,
      'ingress-mirror' as const
    ),
    dev: fc.constantFrom('r1', 'r2', 'r3')
  })
  .map(({ eaction, dev }): Scenario => {
    const [way = '', what = ''] = eaction.split('-')
    return {
      words: `mirred ${way} ${what === 'redir' ? 'redirect' : what} dev ${dev}`,
      change: (index) => ({ kind: 'mirred', options: { dev, eaction, index } })
    }
  })

const police = fc
  .record({
    rate: fc.integer({ min: 1, max: 10_000 }),
    burst: fc.integer({ min: 2000, max: 1_000_000 }),
    mtu: fc.integer({ min: 1000, max: 60_000 }),
    exceed: verdict
  })
  .map(({ rate, burst, mtu, exceed }): Scenario => ({
    words: `police rate ${rate}mbit burst ${burst} mtu ${mtu} conform-exceed ${VERDICTS[exceed]}`,
    change: (index) => ({
      kind: 'police',
      options: { index, rate: { bitsPerSecond: rate * 1e6 }, burst, mtu, exceed }
    })
  }))

const CLOCKS = { CLOCK_TAI: 11, CLOCK_REALTIME: 0, CLOCK_MONOTONIC: 1, CLOCK_BOOTTIME: 7 } as const

/** They begin in a distant year, so that no timer runs. */
const gate = fc
  .record(
    {
      baseTime: fc.bigInt({ min: 4_000_000_000_000_000_000n, max: 5_000_000_000_000_000_000n }),
      clock: fc.constantFrom(...(Object.keys(CLOCKS) as (keyof typeof CLOCKS)[])),
      priority: fc.integer({ min: 0, max: 15 }),
      cycleTime: fc.integer({ min: 10_000_000_000, max: 20_000_000_000 }),
      cycleTimeExt: fc.integer({ min: 1, max: 1_000_000 }),
      entries: fc.array(
        fc
          .record({
            isOpen: fc.boolean(),
            interval: fc.integer({ min: 100_000_000, max: 1_000_000_000 }),
            ipv: fc.integer({ min: -1, max: 7 }),
            maxOctets: fc.oneof(fc.constant(-1), fc.nat(0x7fff_ffff))
          })
          // Of a gate that is shut the tool sends no more.
          .map((one) => (one.isOpen ? one : { ...one, ipv: -1, maxOctets: -1 })),
        { minLength: 1, maxLength: 5 }
      ),
      action: verdict
    },
    { requiredKeys: ['baseTime', 'clock', 'entries', 'action'] }
  )
  .map(({ baseTime, clock, priority, cycleTime, cycleTimeExt, entries, action }): Scenario => ({
    words: [
      `gate${optional('priority', priority)} base-time ${baseTime}${optional('cycle-time', cycleTime)}`,
      `${optional('cycle-time-ext', cycleTimeExt)} clockid ${clock}`,
      ...entries.map(
        ({ isOpen, interval, ipv, maxOctets }) =>
          ` sched-entry ${isOpen ? 'open' : 'close'} ${interval} ${ipv} ${maxOctets}`
      ),
      ` ${VERDICTS[action]}`
    ].join(''),
    change: (index) => ({
      kind: 'gate',
      options: {
        parms: { index, action },
        priority,
        baseTime,
        clockid: CLOCKS[clock],
        cycleTime,
        cycleTimeExt,
        entryList: {
          oneEntry: entries.map(({ isOpen, ...entry }) => ({ ...entry, ...(isOpen ? { gate: true } : {}) }))
        }
      }
    })
  }))

/** Programs that ask one thing of a packet: `ldh [at]; jeq #k; ret #yes; ret #no`, numbers as bpf_check_classic() takes them. */
const bpf = fc
  .record({ at: u8, k: u16, yes: u32, no: u32, action: verdict })
  .map(({ at, k, yes, no, action }): Scenario => {
    const ops = [
      { code: 0x28, jt: 0, jf: 0, k: at },
      { code: 0x15, jt: 0, jf: 1, k },
      { code: 0x06, jt: 0, jf: 0, k: yes },
      { code: 0x06, jt: 0, jf: 0, k: no }
    ]
    const bytecode = ops.map((op) => `${op.code} ${op.jt} ${op.jf} ${op.k}`).join(',')
    return {
      words: `bpf bytecode "${ops.length},${bytecode}" ${VERDICTS[action]}`,
      change: (index) => ({ kind: 'bpf', options: { parms: { index, action }, ops } })
    }
  })

export const verdicts = { gact, mirred, police, gate, bpf } as const

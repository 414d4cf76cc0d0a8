/** Random shared actions, made by either side and read by both, alone and bound to a filter. */
import { Connection, NETLINK_ROUTE } from '@nlkit/core'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  hostRoot,
  ipBatch,
  kernelHas,
  patience,
  requires,
  run,
  tcJson,
  type Json
} from '../../../../test/support/kernel.ts'
import { actionToIproute2, interfacesOf } from '../iproute2/index.ts'
import type { ActionChange } from './actions/shapes.ts'
import { Actions } from './actions.ts'
import { Filters } from './filters.ts'
import { interfacesHere, still } from './kernel.fixture.ts'
import { Qdiscs } from './qdiscs.ts'

const SEED = 20_261_128
const connection = Connection.open({ protocol: NETLINK_ROUTE })
const actions = new Actions(connection)
const qdiscs = new Qdiscs(connection)
const filters = new Filters(connection)
let interfaces = interfacesOf([])
afterAll(() => connection.close())
beforeAll(async () => {
  await ipBatch(['link add r0 type veth peer name r1', 'link add r2 type veth peer name r3'])
  interfaces = await interfacesHere()
})

/** The same in tc's words and ours, with the number that it is to have. */
interface Scenario {
  readonly words: string
  readonly change: (index: number) => ActionChange
}

const u8 = fc.integer({ min: 1, max: 0xff })
const u16 = fc.integer({ min: 1, max: 0xffff })
const u32 = fc.integer({ min: 1, max: 0xffff_ffff })
const address = fc.tuple(u8, u8, u8).map((rest) => `10.${rest.join('.')}`)
const verdict = fc.constantFrom('pipe' as const, 'ok' as const, 'shot' as const, 'reclassify' as const)
/** tc(8) has other words for two of them. */
const VERDICTS = { pipe: 'pipe', ok: 'pass', shot: 'drop', reclassify: 'reclassify' } as const

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

const skbedit = fc
  .record(
    {
      mark: u32,
      priority: fc.tuple(u16, u16).map(([major, minor]) => `${major.toString(16)}:${minor.toString(16)}`),
      queueMapping: fc.integer({ min: 0, max: 0xfff }),
      ptype: fc.constantFrom(
        'host' as const,
        'broadcast' as const,
        'multicast' as const,
        'otherhost' as const
      )
    },
    { requiredKeys: ['mark'] }
  )
  .map(({ mark, priority, queueMapping, ptype }): Scenario => ({
    words: [
      'skbedit',
      queueMapping === undefined ? '' : `queue_mapping ${queueMapping}`,
      priority === undefined ? '' : `priority ${priority}`,
      `mark ${mark}`,
      ptype === undefined ? '' : `ptype ${ptype}`
    ].join(' '),
    change: (index) => ({
      kind: 'skbedit',
      options: { parms: { index, action: 'pipe' }, mark, priority, queueMapping, ptype }
    })
  }))

const vlan = fc
  .record({
    vAction: fc.constantFrom('push' as const, 'modify' as const, 'pop' as const),
    pushVlanId: fc.integer({ min: 0, max: 0xffe }),
    pushVlanProtocol: fc.constantFrom('8021q' as const, '8021ad' as const),
    pushVlanPriority: fc.integer({ min: 0, max: 7 })
  })
  .map(({ vAction, ...tag }): Scenario => ({
    words:
      vAction === 'pop'
        ? 'vlan pop'
        : `vlan ${vAction} id ${tag.pushVlanId} protocol ${tag.pushVlanProtocol === '8021q' ? '802.1Q' : '802.1ad'} priority ${tag.pushVlanPriority}`,
    change: (index) => ({
      kind: 'vlan',
      options: { parms: { index, action: 'pipe', vAction }, ...(vAction === 'pop' ? {} : tag) }
    })
  }))

/** Four whole bytes are replaced each time, whatever was there. */
const pedit = fc
  .array(fc.tuple(fc.constantFrom('src' as const, 'dst' as const), address), { minLength: 1, maxLength: 3 })
  .map((edits): Scenario => ({
    words: `pedit ex ${edits.map(([field, to]) => `munge ip ${field} set ${to}`).join(' ')}`,
    change: (index) => ({
      kind: 'pedit',
      options: {
        parmsEx: {
          index,
          action: 'ok',
          keys: edits.map(([field, to]) => ({
            mask: 0,
            val: to.split('.').reduce((sum, octet) => ((sum << 8) | Number(octet)) >>> 0, 0),
            off: field === 'src' ? 12 : 16
          }))
        },
        keysEx: { keyEx: edits.map(() => ({ htype: 'ip4' as const, cmd: 'set' as const })) }
      }
    })
  }))

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

const sample = fc
  .record({ rate: u32, psampleGroup: u32, truncSize: fc.integer({ min: 1, max: 0xffff }) })
  .map((options): Scenario => ({
    words: `sample rate ${options.rate} group ${options.psampleGroup} trunc ${options.truncSize}`,
    change: (index) => ({ kind: 'sample', options: { parms: { index, action: 'pipe' }, ...options } })
  }))

const kinds = { gact, mirred, skbedit, vlan, pedit, police, sample } as const
/** Asking for kinds that a kernel lacks takes long, each time: one that has not the usual one is not asked for others. */
const modules = kernelHas('tc action gact', ['tc', 'actions', 'add', 'action', 'gact', 'ok'])
/** This library's are so many numbers behind the tool's. */
const BEHIND = 1000
const RUNS = 10

/** Its place among those of one message: where a message ends, tc(8) begins to count anew. */
const unordered = (rows: readonly Json[]): Json[] =>
  rows.map((row) => {
    const { order: _, ...rest } = row
    return rest
  })

const shown = async (kind: string): Promise<Json[]> => {
  const parts = await tcJson('-s', 'actions', 'list', 'action', kind)
  return unordered(still(parts.flatMap((part) => (part['actions'] ?? []) as Json[])))
}
const ours = async (kind: string): Promise<Json[]> =>
  unordered(
    still((await actions.list(kind)).map((one) => actionToIproute2(one, interfaces, { details: false })))
  )

describe.each(Object.entries(kinds))('actions of %s', (kind, arbitrary) => {
  it(
    'made by either side are read alike by both, and are the same',
    requires(kind === 'mirred' ? hostRoot : [hostRoot, modules], async () => {
      const wanted = fc.sample(arbitrary, { seed: SEED, numRuns: RUNS })
      try {
        await run(['tc', '-batch', '-'], {
          input: wanted.map(({ words }, at) => `actions add action ${words} index ${at + 1}\n`).join('')
        })
        await actions.add(wanted.map(({ change }, at) => change(BEHIND + at + 1)))
        // Every other one of each side's is a filter's too: of a number that is there, the kernel takes that, whatever else is said.
        await qdiscs.add({ dev: 'r0', kind: 'clsact' })
        for (const [at, { change }] of wanted.entries()) {
          if (at % 2 === 1) continue
          for (const index of [at + 1, BEHIND + at + 1])
            await filters.add({
              dev: 'r0',
              parent: 'egress',
              prio: index,
              protocol: 'all',
              kind: 'u32',
              options: { sel: { flags: 1, keys: [{ val: 0, mask: 0, off: 0 }] } },
              actions: [change(index)]
            })
        }
        const made = await shown(kind)
        expect(await ours(kind), `seed ${SEED}`).toEqual(made)
        const plain = (index: number): Json => {
          const { index: _, ...rest } = made.find((row) => row['index'] === index) ?? {}
          return rest
        }
        for (const [at, { words }] of wanted.entries()) {
          expect(plain(BEHIND + at + 1), `seed ${SEED}: ${words}`).toEqual(plain(at + 1))
          expect(plain(at + 1)).toMatchObject({ ref: 1 + ((at + 1) % 2), bind: (at + 1) % 2 })
        }
      } finally {
        // A second try begins with none.
        await qdiscs.delete({ dev: 'r0', parent: 'ingress' }).catch(() => {})
        // The kernel lets go of a filter's actions some time after the filter.
        const flushed = (): Promise<boolean> =>
          actions.flush(kind).then(
            () => true,
            () => false
          )
        await expect.poll(flushed, { timeout: 20_000 * patience }).toBe(true)
      }
    })
  )
})

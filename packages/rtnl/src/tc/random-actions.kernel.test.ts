/** Random shared actions, made by either side and read by both, alone and bound to a filter. */
import { Connection, NETLINK_ROUTE, NetlinkError } from '@nlkit/core'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import {
  hostRoot,
  ipBatch,
  kernelHas,
  patience,
  requires,
  run,
  tc,
  tcJson,
  type Json
} from '../../../../test/support/kernel.ts'
import { actionToIproute2, interfacesOf } from '../iproute2/index.ts'
import { NO_JSON, WRONG_KEYS } from '../iproute2/tc/differences.fixture.ts'
import { spaced } from '../iproute2/tc/text.fixture.ts'
import { Actions } from './actions.ts'
import { Filters } from './filters.ts'
import { interfacesHere, still } from './kernel.fixture.ts'
import { Qdiscs } from './qdiscs.ts'
import type { Scenario } from './random-actions.fixture.ts'
import { connections } from './random-connections.fixture.ts'
import { edits } from './random-edits.fixture.ts'
import { verdicts } from './random-verdicts.fixture.ts'

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

const kinds = { ...verdicts, ...edits, ...connections } as const
/** Asking for kinds that a kernel lacks takes long, each time: one that has not the usual one is not asked for others. */
const modules = kernelHas('tc action gact', ['tc', 'actions', 'add', 'action', 'gact', 'ok'])
/** This library's are so many numbers behind the tool's. */
const BEHIND = 1000
const RUNS = 10
/** Metadata of ife that has no more room in a message of a dump is left out in silence (tcf_ife_dump()). */
const FEW = 5

/** Its place among those of one message: where a message ends, tc(8) begins to count anew. */
const unordered = (rows: readonly Json[]): Json[] =>
  rows.map((row) => {
    const { order: _, ...rest } = row
    return rest
  })

/** The action of a number, without it. */
const plain = (rows: readonly Json[], index: number): Json => {
  const { index: _, ...rest } = rows.find((row) => row['index'] === index) ?? {}
  return rest
}
const listed = async (kind: string): Promise<Json[]> => {
  const parts = await tcJson('-s', 'actions', 'list', 'action', kind)
  return unordered(still(parts.flatMap((part) => (part['actions'] ?? []) as Json[])))
}
/** Of actions that have no JSON, what is said of each. */
const texts = async (kind: string): Promise<string[]> =>
  (await tc('actions', 'list', 'action', kind))
    .replace(/^total acts.*$/gm, '')
    .split(/^\s*action order \d+:/m)
    .slice(1)
    .map(spaced)
const toldOf = (text: string): Json => {
  const [, index = '', ref = '', bind = ''] = /\bindex (\d+) ref (\d+) bind (\d+)/.exec(text) ?? []
  const said = text.replace(/\bindex \d+/, '')
  return { said, index: Number(index), ref: Number(ref), bind: Number(bind) }
}
const read = async (kind: string): Promise<Json[]> =>
  unordered(
    still((await actions.list(kind)).map((one) => actionToIproute2(one, interfaces, { details: false })))
  )
/** Without what the tool's JSON has wrong. */
const compared = (kind: string, rows: readonly Json[]): Json[] => {
  const wrong = WRONG_KEYS[`actions ${kind}`]?.keys ?? []
  return rows.map((row) => Object.fromEntries(Object.entries(row).filter(([key]) => !wrong.includes(key))))
}

/** The modules of metadata come with what puts it in: without any, there is nothing to take out (use_all_metadata()). */
const isLate = ({ words }: Scenario): number => Number(words.startsWith('ife decode'))

describe.each(Object.entries(kinds))('actions of %s', (kind, arbitrary) => {
  it(
    'made by either side are read alike by both, and are the same',
    requires(kind === 'mirred' ? hostRoot : [hostRoot, modules], async () => {
      const wanted = fc
        .sample<Scenario>(arbitrary, { seed: SEED, numRuns: kind === 'ife' ? FEW : RUNS })
        .toSorted((a, b) => isLate(a) - isLate(b))
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
        const hasJson = !(`actions ${kind}` in NO_JSON)
        const made = hasJson ? await listed(kind) : (await texts(kind)).map(toldOf)
        const ours = await read(kind)
        if (hasJson) expect(compared(kind, ours), `seed ${SEED}`).toEqual(compared(kind, made))
        for (const [at, { words }] of wanted.entries()) {
          for (const rows of [made, ours])
            expect(plain(rows, BEHIND + at + 1), `seed ${SEED}: ${words}`).toEqual(plain(rows, at + 1))
          expect(plain(made, at + 1)).toMatchObject({ ref: 1 + ((at + 1) % 2), bind: (at + 1) % 2 })
        }
      } catch (error) {
        // A second try begins with none; what has failed is the cause, whatever this says.
        await clear(kind).catch(() => undefined)
        throw error
      }
      await clear(kind)
    })
  )
})

async function clear(kind: string): Promise<void> {
  await qdiscs.delete({ dev: 'r0', parent: 'ingress' }).catch(() => undefined)
  // The kernel lets go of a filter's actions some time after the filter; until then this is EPERM (tcf_del_walker()).
  await vi.waitFor(
    () =>
      actions.flush(kind).catch((error: unknown) => {
        if (NetlinkError.is(error) && error.code === 'EPERM') throw error
      }),
    { timeout: 20_000 * patience, interval: 50 }
  )
}

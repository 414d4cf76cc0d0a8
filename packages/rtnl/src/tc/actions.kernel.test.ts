import { Connection, NETLINK_ROUTE } from '@nlkit/core'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { hostRoot, ipBatch, tc, tcJson, type Json } from '../../../../test/support/kernel.ts'
import { actionToIproute2, interfacesOf } from '../iproute2/index.ts'
import { actionKinds } from './actions/kinds.ts'
import { Actions } from './actions.ts'
import { Filters } from './filters.ts'
import { interfacesHere, refusal, still } from './kernel.fixture.ts'
import { Qdiscs } from './qdiscs.ts'

const connection = Connection.open({ protocol: NETLINK_ROUTE })
const actions = new Actions(connection)
const qdiscs = new Qdiscs(connection)
const filters = new Filters(connection)
let interfaces = interfacesOf([])
afterAll(() => connection.close())

beforeAll(async () => {
  await ipBatch(['link add a0 type veth peer name a1', 'link add b0 type veth peer name b1'])
  interfaces = await interfacesHere()
  // Adding the first loads its module where that is one; to flush does not (tca_action_flush()).
  if ((await hostRoot()) === undefined) await actions.add({ kind: 'mirred', options: { dev: 'b0' } })
})
beforeEach(async (context) => {
  // Actions can be changed by root of the first user namespace only (tc_ctl_action()).
  const missing = await hostRoot()
  if (missing !== undefined) context.skip(missing)
  await qdiscs.delete({ dev: 'a0', parent: 'ingress' }).catch(() => undefined)
  await flushed()
})

/** Without their order: it counts within a message, and how many fit into one is the reader's affair. */
const unordered = (rows: readonly Json[]): Json[] => still(rows.map((row) => ({ ...row, order: undefined })))
const shown = async (): Promise<Json[]> => {
  const parts = await tcJson('-s', 'actions', 'list', 'action', 'mirred')
  return unordered(parts.flatMap((part) => (part['actions'] ?? []) as Json[]))
}
const ours = async (): Promise<Json[]> =>
  unordered(
    (await actions.list('mirred')).map((action) => actionToIproute2(action, interfaces, { details: false }))
  )
/** Filters give their actions back a grace period after they are gone. */
const flushed = (): Promise<number> =>
  vi.waitFor(() => actions.flush('mirred'), { timeout: 5000, interval: 20 })

describe('shared actions', () => {
  it('are added with a number or without, listed, got and deleted', async () => {
    const [made] = await actions.add({ kind: 'mirred', options: { dev: 'b0', index: 7 } })
    expect(made).toMatchObject({
      kind: 'mirred',
      options: { parms: { index: 7, refcnt: 1, bindcnt: 0, eaction: 'egress-redir' } }
    })
    const [other] = await actions.add({
      kind: 'mirred',
      options: { dev: 'b1', eaction: 'ingress-mirror' },
      cookie: Uint8Array.of(1, 2, 3)
    })
    const index = (other?.options as { parms: { index: number } } | undefined)?.parms.index ?? 0
    expect(index).toBeGreaterThan(0)
    expect(await ours()).toEqual(await shown())
    expect(await actions.get({ kind: 'mirred', index })).toMatchObject({ cookie: Uint8Array.of(1, 2, 3) })
    await actions.delete({ kind: 'mirred', index: 7 })
    expect(await ours()).toEqual(await shown())
    expect((await refusal(actions.get({ kind: 'mirred', index: 7 }))).code).toBe('ENOENT')
    expect((await refusal(actions.delete({ kind: 'mirred', index: 7 }))).code).toBe('ENOENT')
  })

  it('of a number that is there are refused, or replaced', async () => {
    await actions.add({ kind: 'mirred', options: { dev: 'b0', index: 3 } })
    expect((await refusal(actions.add({ kind: 'mirred', options: { dev: 'b1', index: 3 } }))).code).toBe(
      'EEXIST'
    )
    const [replaced] = await actions.replace({
      kind: 'mirred',
      options: { dev: 'b1', index: 3, eaction: 'egress-mirror' }
    })
    expect(replaced).toMatchObject({
      options: { parms: { index: 3, eaction: 'egress-mirror', action: 'pipe' } }
    })
    expect(await ours()).toEqual(await shown())
  })

  it('come many to a message, and many messages to a list', async () => {
    const few = Array.from({ length: 20 }, (_, i) => ({
      kind: 'mirred' as const,
      options: { dev: 'b0', index: i + 1 }
    }))
    await actions.add(few)
    for (let first = 21; first < 300; first += 31) {
      await actions.add(
        Array.from({ length: 31 }, (_, i) => ({
          kind: 'mirred' as const,
          options: { dev: 'b0', index: first + i }
        }))
      )
    }
    expect(await ours()).toEqual(await shown())
    expect(await actions.list('mirred')).toHaveLength(299)
    expect(await actions.list('mirred', { isTerse: true })).toHaveLength(299)
    await actions.delete([1, 2, 3].map((index) => ({ kind: 'mirred', index })))
    expect(await actions.flush('mirred')).toBe(296)
    expect(await actions.flush('mirred')).toBe(0)
  })

  it('are bound to filters, which keeps them from being deleted', async () => {
    await qdiscs.add({ dev: 'a0', kind: 'clsact' })
    await actions.add({ kind: 'mirred', options: { dev: 'b0', index: 4 } })
    await filters.add({
      dev: 'a0',
      parent: 'ingress',
      prio: 1,
      kind: 'u32',
      options: { sel: { flags: 1, keys: [{ val: 0, mask: 0, off: 0 }] } },
      actions: [{ kind: 'mirred', options: { dev: 'b0', index: 4 } }]
    })
    const { options } = await actions.get({ kind: 'mirred', index: 4 })
    expect(options).toMatchObject({ parms: { index: 4, refcnt: 2, bindcnt: 1 } })
    expect(await ours()).toEqual(await shown())
    const deletion = await refusal(actions.delete({ kind: 'mirred', index: 4 }))
    expect(deletion.code).toBe('EPERM')
    const flush = await refusal(actions.flush('mirred'))
    expect(flush).toMatchObject({ code: 'EPERM', request: 'RTM_DELACTION' })
    expect(flush.message).toContain('that no filter uses the action')
    expect(await tc('actions', 'get', 'action', 'mirred', 'index', '4')).toMatch(/ref 2 bind 1/)
    await qdiscs.delete({ dev: 'a0', parent: 'ingress' })
    expect(await flushed()).toBe(1)
  })
})

describe('what the kernel has not', () => {
  it('says so of a kind that nobody knows', async () => {
    const error = await refusal(actions.add({ kind: 'nosuchkind' }))
    expect(error.code).toBe('ENOENT')
    expect(error.extack?.message).toBe('Failed to load TC action module')
  })

  it.each(Object.keys(actionKinds))('makes %s, or passes on why not', async (kind) => {
    try {
      await actions.add({ kind, options: {} } as never)
    } catch (error) {
      const refused = await refusal(Promise.reject(error))
      expect(['ENOENT', 'EINVAL', 'EOPNOTSUPP', 'ENOMEM']).toContain(refused.code)
      expect(refused.request).toBe('RTM_NEWACTION')
      return
    }
    expect((await actions.list(kind)).length).toBeGreaterThan(0)
  })
})

describe('arguments that cannot be meant', () => {
  it('are refused before anything is sent', async () => {
    await expect(actions.list('')).rejects.toThrow('kind: is missing')
    await expect(actions.delete({ kind: 'mirred' } as never)).rejects.toThrow(
      'index: undefined is no number of an action'
    )
    await expect(actions.add({ kind: 'mirred', options: { dev: '' } })).rejects.toThrow(
      /^tab\[0\]\.options\.dev: /
    )
    await expect(actions.add({ kind: 'police', options: { rate: { bytesPerSecond: 5 } } })).rejects.toThrow(
      'burst: goes with rate'
    )
    expect((await refusal(actions.add({ kind: 'mirred', options: { dev: 'gone0' } }))).code).toBe('ENODEV')
  })
})

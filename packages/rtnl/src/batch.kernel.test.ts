import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hostRoot, ipBatch, requires } from '../../../test/support/kernel.ts'
import { Rtnl } from './rtnl.ts'

/** Matches all. */
const sel = { flags: 1, keys: [{ val: 0, mask: 0, off: 0 }] }

const rtnl = Rtnl.open()
afterAll(() => rtnl.close())
beforeAll(() => ipBatch(['link add b0 type veth peer name b1', 'link set b0 up']))

describe('a batch of traffic control', () => {
  it('makes a tree of classes with filters, and takes it down', async () => {
    const made = await rtnl.batch(({ tc }) => {
      tc.qdiscs.add({ dev: 'b0', kind: 'htb', handle: '1:', options: { init: { defcls: 1 } } })
      for (let i = 1; i <= 40; i++) {
        tc.classes.add({
          dev: 'b0',
          kind: 'htb',
          parent: '1:',
          handle: `1:${i.toString(16)}`,
          options: { rate: { bytesPerSecond: 125_000 } }
        })
      }
      tc.qdiscs.add({ dev: 'b0', kind: 'clsact' })
      for (let i = 1; i <= 40; i++)
        tc.filters.add({
          dev: 'b0',
          parent: 'ingress',
          kind: 'u32',
          protocol: 'ip',
          prio: i,
          options: { sel }
        })
      tc.chains.add({ dev: 'b0', parent: 'ingress', chain: 7 })
      tc.classes.add({ dev: 'b0', kind: 'htb', parent: '9:', handle: '9:1', options: {} })
    })
    expect(made.slice(0, -1).filter(({ status }) => status !== 'done')).toEqual([])
    expect(made.at(-1)).toMatchObject({ status: 'failed', error: { request: 'RTM_NEWTCLASS' } })
    expect(await rtnl.tc.classes.list({ dev: 'b0' })).toHaveLength(40)
    const filters = await rtnl.tc.filters.list({ dev: 'b0', parent: 'ingress' })
    expect(new Set(filters.map(({ info }) => info.prio)).size).toBe(40)

    const gone = await rtnl.batch(({ tc }) => {
      for (let i = 1; i <= 40; i++) tc.filters.delete({ dev: 'b0', parent: 'ingress', prio: i })
      tc.chains.delete({ dev: 'b0', parent: 'ingress', chain: 7 })
      tc.qdiscs.delete({ dev: 'b0', parent: 'root' })
    })
    expect(gone.filter(({ status }) => status !== 'done')).toEqual([])
    expect(await rtnl.tc.filters.list({ dev: 'b0', parent: 'ingress' })).toEqual([])
  })

  it(
    'makes and deletes shared actions',
    requires(hostRoot, async () => {
      const results = await rtnl.batch(({ tc }) => {
        for (let i = 1; i <= 10; i++)
          tc.actions.add({ kind: 'mirred', options: { dev: 'b1', index: 4710 + i } })
      })
      expect(results.filter(({ status }) => status !== 'done')).toEqual([])
      expect(await rtnl.tc.actions.get({ kind: 'mirred', index: 4711 })).toMatchObject({ kind: 'mirred' })
      await rtnl.batch(({ tc }) => {
        for (let i = 1; i <= 10; i++) tc.actions.delete({ kind: 'mirred', index: 4710 + i })
      })
      await expect(rtnl.tc.actions.get({ kind: 'mirred', index: 4711 })).rejects.toMatchObject({
        code: 'ENOENT'
      })
    })
  )
})

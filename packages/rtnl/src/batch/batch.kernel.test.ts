import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hostRoot, ipBatch, requires } from '../../../../test/support/kernel.ts'
import { Rtnl } from '../rtnl.ts'

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

describe('interfaces by name', () => {
  it('are looked up when their turn comes: those made before in the batch are found', async () => {
    const results = await rtnl.batch(({ links, addresses, routes }) => {
      links.add({
        ifname: 'n0',
        linkinfo: { kind: 'veth', data: { peer: { ifname: 'n1' } } }
      })
      links.up('n0')
      addresses.add({ dev: 'n0', local: '192.0.2.1/24' })
      links.rename('n1', 'n2')
      links.up('n2')
      routes.add({ dst: '198.51.100.0/24', dev: 'n0' })
    })
    expect(results.map(({ status }) => status)).toEqual(Array.from({ length: 6 }, () => 'done'))
    expect(await rtnl.addresses.list({ dev: 'n0', family: 'inet' })).toMatchObject([{ local: '192.0.2.1' }])
    expect(await rtnl.routes.list({ dev: 'n0', family: 'inet', table: 254 })).toHaveLength(2)
    // The name is another interface's by then.
    const again = await rtnl.batch(({ links }) => {
      links.delete('n0')
      links.add({ ifname: 'n0', linkinfo: { kind: 'veth', data: { peer: { ifname: 'n3' } } } })
      links.change('n0', { mtu: 1280 })
    })
    expect(again.map(({ status }) => status)).toEqual(['done', 'done', 'done'])
    expect(await rtnl.links.get('n0')).toMatchObject({ mtu: 1280 })
    await rtnl.links.delete('n0')
  })

  it('that are not there are the result of the write that names them; the others take effect', async () => {
    const results = await rtnl.batch(({ routes }) => {
      routes.add({ dst: '203.0.113.1', dev: 'b0' })
      routes.add({ dst: '203.0.113.2', dev: 'nope' })
      routes.add({ dst: '203.0.113.3', dev: 'b0' })
    })
    expect(results).toMatchObject([
      { status: 'done' },
      { status: 'failed', error: { code: 'ENODEV', request: "RTM_GETLINK (dev: 'nope')" } },
      { status: 'done' }
    ])
    expect((await rtnl.routes.list({ dev: 'b0', table: 254, family: 'inet' })).map(({ dst }) => dst)).toEqual(
      ['203.0.113.1', '203.0.113.3']
    )
    await rtnl.routes.flush({ dev: 'b0' })
  })

  it('end a batch that stops at its first error, also behind what was sent to look them up', async () => {
    const results = await rtnl.batch(
      ({ links, routes }) => {
        links.down('b1')
        routes.add({ dst: '203.0.113.1', dev: 'nope' })
        links.down('b0')
        routes.add({ dst: '203.0.113.3', dev: 'b0' })
      },
      { stopAtFirstError: true }
    )
    expect(results.map(({ status }) => status)).toEqual(['done', 'failed', 'not-sent', 'not-sent'])
    expect(await rtnl.links.get('b0')).toMatchObject({
      flags: expect.toSatisfy((flags: number) => (flags & 1) === 1) as number
    })
  })

  it('tell what took effect when the batch is given up in between', async () => {
    const { index } = await rtnl.links.get('b0')
    const controller = new AbortController()
    const sending = rtnl.batch(
      ({ links, routes }) => {
        links.change(index, { mtu: 1400 })
        routes.add({ dst: '203.0.113.9', dev: 'b0' })
      },
      { signal: controller.signal }
    )
    controller.abort()
    const [first, second] = await sending
    expect(['done', 'unknown']).toContain(first?.status)
    expect(second).toEqual({ status: 'not-sent' })
  })
})

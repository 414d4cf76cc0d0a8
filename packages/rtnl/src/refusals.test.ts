import { Connection, type DumpOptions } from '@nlkit/core'
import { ScriptedKernel } from '@nlkit/core/testing'
import { inspect } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import { batch, type RtnlBatch } from './batch/batch.ts'
import { RTM_GETLINK, RTM_NEWLINK } from './link/constants.ts'
import { linkWrites } from './link/write-link.ts'
import { Rtnl } from './rtnl.ts'

/** To a kernel that acknowledges all. */
const agreeing = Connection.open({ protocol: 0, transport: new ScriptedKernel((request) => request.ack()) })
afterAll(() => agreeing.close())

const fillLater: (b: RtnlBatch) => unknown = async (b) => {
  await Promise.resolve()
  b.links.up(1)
}

test.each(['blue', null])('%j is no options to open with', (options) => {
  expect(() => Rtnl.open(options as never)).toThrow(new TypeError('options: expected an object'))
})

test.each(['nets', 'Execution'])('%s is no option to open with', (key) => {
  expect(() => Rtnl.open({ [key]: 'blue' })).toThrow(new RegExp(`^options\\.${key}: unknown key`))
})

test.each([{}, { extensions: {} }])(
  'consoles and JSON show an Rtnl by its connection, with %j',
  (options) => {
    using rtnl = Rtnl.open({ ...options, transport: new ScriptedKernel(() => {}) })
    const { portId } = rtnl.connection
    expect(inspect(rtnl)).toBe(`Rtnl { protocol: 'NETLINK_ROUTE', portId: ${portId}, isClosed: false }`)
    expect(JSON.parse(JSON.stringify(rtnl))).toEqual({ protocol: 'NETLINK_ROUTE', portId, isClosed: false })
  }
)

test.each([null, 'no', 0])('up takes a boolean, not %j', (up) => {
  expect(() => linkWrites.change(1, { up: up as never })).toThrow(/^up: expected a boolean/)
})

test('a batch is not filled asynchronously', async () => {
  const filling = batch(agreeing, fillLater)
  await expect(filling).rejects.toThrow(/^fill: must not be asynchronous/)
})

test('nothing is added to a batch that was sent', async () => {
  let kept: RtnlBatch | undefined
  const sent = await batch(agreeing, (b) => {
    kept = b
    b.links.up(1)
  })
  expect(sent).toHaveLength(1)
  expect(() => kept?.links.up(1)).toThrow(/^batch: it has been sent/)
})

test('a write that adds another while it is encoded is refused, and none is said to be done that was not sent', async () => {
  const results = await batch(agreeing, (b) => {
    const metrics = {
      get mtu() {
        b.routes.add({ dst: '192.0.2.0/24', oif: 1 })
        return 1400
      }
    }
    b.routes.add({ dst: '198.51.100.0/24', oif: 1, metrics })
    b.routes.add({ dst: '203.0.113.0/24', oif: 1 })
  })
  expect(results.map(({ status }) => status)).toEqual(['failed', 'done'])
})

test('a write whose interface is another than it says besides is told so, whatever has been sent before', async () => {
  const connection = Connection.open({
    protocol: 0,
    transport: new ScriptedKernel((request) => {
      if (request.type === RTM_GETLINK)
        request.reply(RTM_NEWLINK, Uint8Array.of(0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
      request.ack()
    })
  })
  for (const before of [0, 1]) {
    const results = await batch(connection, (b) => {
      for (let i = 0; i < before; i++) b.links.up(1)
      b.routes.add({ dst: '192.0.2.0/24', dev: 'five', oif: 7 })
      b.routes.add({ dst: '192.0.2.0/24', dev: 'five' })
    })
    expect(results.slice(before)).toMatchObject([
      { status: 'failed', error: expect.any(TypeError) as object },
      { status: 'done' }
    ])
  }
})

test('a batch whose connection closes while it looks a name up tells what took effect before', async () => {
  const kernel = new ScriptedKernel((request) => {
    if (request.type === RTM_GETLINK) setImmediate(() => connection.close())
    else request.ack()
  })
  const connection = Connection.open({ protocol: 0, transport: kernel })
  const results = await batch(connection, (b) => {
    b.links.up(1)
    b.routes.add({ dst: '192.0.2.0/24', dev: 'gone' })
    b.links.up(2)
  })
  expect(results.map(({ status }) => status)).toEqual(['done', 'not-sent', 'not-sent'])
})

const byName: Readonly<Record<string, (rtnl: Rtnl, options: DumpOptions) => Promise<unknown>>> = {
  links: (rtnl, options) => rtnl.links.list({ master: 'br0' }, options),
  'links of another namespace': (rtnl, options) =>
    rtnl.links.list({ master: 'br0', targetNetnsid: 1 }, options),
  addresses: (rtnl, options) => rtnl.addresses.list({ dev: 'v0' }, options),
  multicastAddresses: (rtnl, options) => rtnl.multicastAddresses.list({ dev: 'v0' }, options),
  routes: (rtnl, options) => rtnl.routes.list({ dev: 'v0' }, options),
  multicastRoutes: (rtnl, options) => rtnl.multicastRoutes.list({ iifDev: 'v0' }, options),
  canGateways: (rtnl, options) => rtnl.canGateways.list({ srcDev: 'v0' }, options),
  nexthops: (rtnl, options) => rtnl.nexthops.list({ dev: 'v0' }, options),
  neighbours: (rtnl, options) => rtnl.neighbours.list({ dev: 'v0' }, options),
  neighbourTables: (rtnl, options) => rtnl.neighbourTables.list({ dev: 'v0' }, options),
  fdb: (rtnl, options) => rtnl.fdb.list({ dev: 'v0' }, options),
  mdb: (rtnl, options) => rtnl.mdb.list({ dev: 'v0' }, options),
  bridgeVlans: (rtnl, options) => rtnl.bridgeVlans.list({ dev: 'v0' }, options),
  vxlanVnis: (rtnl, options) => rtnl.vxlanVnis.list({ dev: 'v0' }, options),
  'tc.qdiscs': (rtnl, options) => rtnl.tc.qdiscs.list({ dev: 'v0' }, options),
  'tc.classes': (rtnl, options) => rtnl.tc.classes.list({ dev: 'v0' }, options),
  'tc.filters': (rtnl, options) => rtnl.tc.filters.list({ dev: 'v0' }, options),
  'tc.chains': (rtnl, options) => rtnl.tc.chains.list({ dev: 'v0' }, options)
}

test.each(Object.entries(byName))(
  '%s of an interface that is looked up by its name are waited for no longer than the options say',
  async (_, list) => {
    const controller = new AbortController()
    const asked: number[] = []
    const kernel = new ScriptedKernel((request) => {
      asked.push(request.type)
      setImmediate(() => controller.abort())
    })
    using rtnl = Rtnl.open({ transport: kernel })
    await expect(list(rtnl, { signal: controller.signal })).rejects.toMatchObject({ name: 'AbortError' })
    expect(asked).toEqual([RTM_GETLINK])
  }
)

test('nothing is deleted where nothing is said of it, or all that is said is undefined', async () => {
  const kernel = new ScriptedKernel((request) => expect.unreachable(`type ${request.type} was sent`))
  using rtnl = Rtnl.open({ transport: kernel })
  for (const nothing of [
    {},
    { family: 'inet6' },
    { src: undefined, table: undefined },
    { not: false }
  ] as const) {
    await expect(rtnl.rules.delete(nothing as never)).rejects.toThrow('rule: say which is to be deleted')
    if (!('not' in nothing))
      await expect(rtnl.routes.delete(nothing as never)).rejects.toThrow('route: say which is to be deleted')
  }
})

const flushes: Readonly<Record<string, (rtnl: Rtnl, filter: never) => Promise<number>>> = {
  links: (rtnl, filter) => rtnl.links.flush(filter),
  addresses: (rtnl, filter) => rtnl.addresses.flush(filter),
  routes: (rtnl, filter) => rtnl.routes.flush(filter),
  multicastRoutes: (rtnl, filter) => rtnl.multicastRoutes.flush(filter),
  canGateways: (rtnl, filter) => rtnl.canGateways.flush(filter),
  rules: (rtnl, filter) => rtnl.rules.flush(filter),
  nexthops: (rtnl, filter) => rtnl.nexthops.flush(filter),
  neighbours: (rtnl, filter) => rtnl.neighbours.flush(filter),
  'tc.filters': (rtnl, filter) => rtnl.tc.filters.flush(filter)
}

test.each(Object.entries(flushes))(
  '%s are not flushed by what is no filter, and nothing is sent',
  async (_, flush) => {
    const kernel = new ScriptedKernel((request) => expect.unreachable(`type ${request.type} was sent`))
    using rtnl = Rtnl.open({ transport: kernel })
    for (const filter of [{ gruop: 7 }, { Dev: 'v0' }, { family: null }, { dev: 1, handel: 3 }, 'v0', null]) {
      await expect(flush(rtnl, filter as never)).rejects.toThrow(/^filter/)
    }
  }
)

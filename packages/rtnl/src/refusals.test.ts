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

test.each(['nets', 'Execution', 'protocol', 'batchAck', 'end'])('%s is no option to open with', (key) => {
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

test.each([
  { ifalias: 'x' },
  { propList: { altIfname: ['x'] } },
  { afSpec: { inet6: { addrGenMode: 'none' } } },
  { protoDown: 1 },
  { carrier: 0 },
  { xdp: { fd: 3 } }
] as const)(
  '%j is refused of a link that is to be made: the kernel would leave it out and say nothing',
  async (later) => {
    const link = { ifname: 'x0', linkinfo: { kind: 'dummy' }, ...later } as const
    const message = new RegExp(`^${Object.keys(later)[0]}: .* change\\(\\) the link afterwards$`)
    using rtnl = Rtnl.open({ transport: new ScriptedKernel(() => {}) })
    await expect(rtnl.links.add(link)).rejects.toThrow(message)
    expect(() => linkWrites.add(link)).toThrow(message)
    expect(() => linkWrites.change('x0', { ...link, linkinfo: undefined })).not.toThrow()
  }
)

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
    { iifname: undefined, table: undefined },
    { not: false }
  ] as const) {
    await expect(rtnl.rules.delete(nothing as never)).rejects.toThrow('rule: say which is to be deleted')
    if (!('not' in nothing))
      await expect(rtnl.routes.delete(nothing as never)).rejects.toThrow('route: say which is to be deleted')
  }
})

/** Sends nothing, whatever it is asked. */
const silent = (): Rtnl =>
  Rtnl.open({
    transport: new ScriptedKernel((request) => expect.unreachable(`type ${request.type} was sent`))
  })

test.each([
  { src: 'default' },
  { dst: '0.0.0.0/0' },
  { family: 'inet6', src: '::/0' },
  { src: '10.0.0.0', srcLen: 0 },
  { table: 0 },
  { action: 'unspec', protocol: 0 },
  { fwmark: 0, tos: 0, tunId: 0, iifname: '' },
  { suppressPrefixlen: -1 },
  { flags: 2 },
  { not: true },
  { family: 'inet6', flow: 1 }
] as const)('%j is said of any rule, of which the kernel would delete the first', async (rule) => {
  using rtnl = silent()
  await expect(rtnl.rules.delete(rule)).rejects.toThrow(/^rule: say which is to be deleted/)
})

test.each([{ priority: 0 }, { suppressPrefixlen: 0 }, { dscp: 0 }, { src: '10.0.0.0/8' }, { flow: 1 }])(
  '%j names a rule',
  async (rule) => {
    using rtnl = Rtnl.open({ transport: new ScriptedKernel((request) => request.ack()) })
    await expect(rtnl.rules.delete(rule)).resolves.toBeUndefined()
  }
)

test('a rule of a prefix that is said twice and otherwise is refused', async () => {
  using rtnl = silent()
  await expect(rtnl.rules.add({ src: '10.0.0.0/8', srcLen: 0, table: 7 })).rejects.toThrow(
    /^srcLen: 0, but src/
  )
  await expect(rtnl.rules.add({ family: 'inet6', dst: '10.0.0.0/8' })).rejects.toThrow(
    /^family: inet6, but dst/
  )
})

test('a destination or source that turned out undefined is not any', async () => {
  using rtnl = silent()
  const nowhere = { dst: undefined as unknown as string, gateway: '192.0.2.1' }
  for (const verb of ['add', 'replace', 'change', 'append', 'prepend', 'delete'] as const)
    await expect(rtnl.routes[verb](nowhere)).rejects.toThrow(/^dst: is undefined; leave it out/)
  await expect(rtnl.rules.add({ src: undefined as never, table: 7 })).rejects.toThrow(/^src: is undefined/)
  await expect(rtnl.rules.delete({ dst: undefined as never, table: 7 })).rejects.toThrow(/^dst: is undefined/)
})

test('a route of IPv4 has no source prefix, at which the kernel would not look', async () => {
  using rtnl = silent()
  await expect(rtnl.routes.add({ dst: '10.0.0.0/8', src: '10.1.0.0/16', dev: 1 })).rejects.toThrow(
    /^src: '10\.1\.0\.0\/16', but routes of IPv4/
  )
})

const ofOneLink: Readonly<Record<string, (rtnl: Rtnl, device: never) => Promise<unknown>>> = {
  change: (rtnl, device) => rtnl.links.change(device, { group: 0, mtu: 1400 }),
  rename: (rtnl, device) => rtnl.links.rename(device, 'v0'),
  up: (rtnl, device) => rtnl.links.up(device),
  setFlags: (rtnl, device) => rtnl.links.setFlags(device, { set: 1 }),
  move: (rtnl, device) => rtnl.links.move(device, { pid: 1 }),
  batch: (rtnl, device) => rtnl.batch((b) => b.links.change(device, { group: 0, up: false }))
}

test.each(Object.entries(ofOneLink))(
  '%s of a device that turned out undefined takes no other, by its name or its group',
  async (_, verb) => {
    using rtnl = silent()
    await expect(verb(rtnl, undefined as never)).rejects.toThrow(
      /^device: expected an interface's name or index/
    )
  }
)

const twice: Readonly<Record<string, (rtnl: Rtnl) => Promise<unknown>>> = {
  'links.change': (rtnl) => rtnl.links.change(1, { index: 2, mtu: 1400 }),
  'neighbours.delete': (rtnl) => rtnl.neighbours.delete({ dev: 1, ifindex: 2, dst: '10.0.0.1' }),
  'fdb.delete': (rtnl) => rtnl.fdb.delete({ dev: 1, ifindex: 2, lladdr: '02:00:00:00:00:01' }),
  'fdb.add': (rtnl) => rtnl.fdb.add({ dev: 1, via: 1, viaIfindex: 2, lladdr: '02:00:00:00:00:01' }),
  'nexthops.add': (rtnl) => rtnl.nexthops.add({ id: 1, dev: 1, oif: 2 }),
  'multicastRoutes.replace': (rtnl) =>
    rtnl.multicastRoutes.replace({ src: '10.0.0.1', dst: '224.1.1.1', iifDev: 1, iif: 2 }),
  'tc.qdiscs.delete': (rtnl) => rtnl.tc.qdiscs.delete({ dev: 1, ifindex: 2, parent: 'root' }),
  'tc.classes.delete': (rtnl) => rtnl.tc.classes.delete({ dev: 1, ifindex: 2, handle: '1:1' }),
  'tc.filters.delete': (rtnl) => rtnl.tc.filters.delete({ dev: 1, ifindex: 2, prio: 1 }),
  'tc.chains.delete': (rtnl) => rtnl.tc.chains.delete({ dev: 1, ifindex: 2, chain: 1 })
}

test.each(Object.entries(twice))('%s of two interfaces at once is refused', async (_, verb) => {
  using rtnl = silent()
  await expect(verb(rtnl)).rejects.toThrow(/: 2 is another interface than '\w+', 1$/)
})

const flags: Readonly<Record<string, (rtnl: Rtnl, flag: never) => Promise<unknown>>> = {
  not: (rtnl, not) => rtnl.rules.add({ src: '10.0.0.0/8', not }),
  proxy: (rtnl, proxy) => rtnl.neighbours.delete({ dev: 1, dst: '10.0.0.1', proxy }),
  fibMatch: (rtnl, fibMatch) => rtnl.routes.get({ dst: '10.0.0.1', fibMatch }),
  self: (rtnl, self) => rtnl.bridgeVlans.add({ dev: 1, vid: 5, self }),
  pvid: (rtnl, pvid) => rtnl.bridgeVlans.add({ dev: 1, vid: 5, pvid }),
  ifNoexist: (rtnl, ifNoexist) => rtnl.links.attachXdp(1, { fd: 3, ifNoexist }),
  ecn: (rtnl, ecn) =>
    rtnl.tc.qdiscs.add({
      dev: 1,
      kind: 'red',
      options: { limit: 60000, min: 5000, max: 15000, avpkt: 1000, ecn }
    })
}

test.each(Object.entries(flags))('what looks like a yes is none: %s', async (key, verb) => {
  using rtnl = silent()
  for (const flag of [1, 'yes', null])
    await expect(verb(rtnl, flag as never)).rejects.toThrow(new RegExp(`(^|\\.)${key}: expected a boolean`))
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

const narrowed: Readonly<
  Record<string, readonly [flush: (rtnl: Rtnl, filter: never) => Promise<number>, filter: object]>
> = {
  links: [(rtnl, filter) => rtnl.links.flush(filter), { kind: 'veth', master: undefined }],
  addresses: [(rtnl, filter) => rtnl.addresses.flush(filter), { family: 'inet', dev: undefined }],
  routes: [(rtnl, filter) => rtnl.routes.flush(filter), { table: 254, dst: undefined }],
  rules: [(rtnl, filter) => rtnl.rules.flush(filter), { table: 254, priority: undefined }],
  fdb: [(rtnl, filter) => rtnl.fdb.flush(filter), { dev: 1, vlan: undefined }],
  mdb: [(rtnl, filter) => rtnl.mdb.flush(filter), { dev: 1, port: undefined }],
  'tc.filters': [(rtnl, filter) => rtnl.tc.filters.flush(filter), { dev: 1, handle: undefined }]
}

test.each(Object.entries(narrowed))(
  'a key of a flush of %s that turned out undefined does not make it one of more',
  async (_, [flush, filter]) => {
    using rtnl = silent()
    await expect(flush(rtnl, filter as never)).rejects.toThrow(
      /^filter\.\w+: is undefined, which would delete any/
    )
  }
)

test('a flush does not take 0 for any', async () => {
  using rtnl = silent()
  await expect(rtnl.fdb.flush({ dev: 1, state: 0 })).rejects.toThrow(/^state: 0 is any without ndmStateMask/)
  await expect(rtnl.mdb.flush({ dev: 1, vid: 0 })).rejects.toThrow(/^vid: 0 is any/)
})

test('a rate of a policer that is none is said to be none', async () => {
  using rtnl = silent()
  for (const rate of [1e6, '1mbit', { bitsPerSecnd: 1 }]) {
    const options = { rate, burst: 10_000, exceed: 'shot' }
    await expect(rtnl.tc.actions.add({ kind: 'police', options } as never)).rejects.toThrow(
      /rate: expected \{ bytesPerSecond \} or \{ bitsPerSecond \}/
    )
  }
})

test('sources of a group are a list, and groups to join are some', async () => {
  using rtnl = silent()
  const entry = { dev: 1, port: 2, group: '239.1.1.1', srcList: '10.0.0.1' }
  await expect(rtnl.mdb.add(entry as never)).rejects.toThrow('srcList: expected an array of addresses')
  expect(() => rtnl.subscribe([])).toThrow('groups: expected an array of group names')
})

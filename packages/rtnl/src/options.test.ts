/** Options that there are none of: each verb refuses them and names the key, before anything is sent. */
import { NLM_F_DUMP, TimeoutError } from '@nlkit/core'
import { ScriptedKernel } from '@nlkit/core/testing'
import { expect, test } from 'vitest'
import { RTM_GETLINK, RTM_NEWLINK } from './link/constants.ts'
import { Rtnl } from './rtnl.ts'

/** What the verbs of each object are passed in front of their options. */
const ARGUMENTS: Readonly<Record<string, Readonly<Record<string, readonly unknown[]>>>> = {
  links: {
    get: [1],
    list: [{}],
    dump: [{}],
    altNames: [1],
    getBridgePort: [1],
    listBridgePorts: [{}],
    add: [{ ifname: 'x' }],
    replace: [{ ifname: 'x' }],
    change: [1, { mtu: 1500 }],
    changeGroup: [7, { mtu: 1500 }],
    rename: [1, 'y'],
    up: [1],
    down: [1],
    setFlags: [1, { set: 1 }],
    move: [1, { pid: 1 }, {}],
    addAltNames: [1, 'z'],
    deleteAltNames: [1, 'z'],
    attachXdp: [1, { fd: 3 }],
    detachXdp: [1, {}],
    setBridgePort: [1, { learning: true }],
    setBridgeSpec: [1, { mode: 'veb' }],
    deleteBridgeSpec: [1, { mode: 'veb' }],
    setVf: [1, 0, { trust: true }],
    setVfPort: [1, 0, { profile: 'x' }],
    delete: [1],
    flush: [{ group: 1 }]
  },
  addresses: {
    ...verbs(['add', 'replace', 'change', 'delete'], { dev: 1, local: '10.0.0.1/8' }),
    get: [{ dev: 1, local: '::1' }],
    flush: [{ dev: 1 }]
  },
  routes: {
    ...verbs(['add', 'replace', 'change', 'append', 'prepend', 'delete'], { dst: '10.0.0.0/8', oif: 1 }),
    get: ['10.0.0.1'],
    flush: [{ table: 5 }]
  },
  multicastRoutes: {
    ...verbs(['replace', 'delete', 'get'], { src: '10.0.0.1', dst: '224.1.1.1', iif: 1 }),
    list: [{}],
    tables: [],
    flush: [{ table: 5 }]
  },
  canGateways: {
    ...verbs(['add', 'delete'], { srcDev: 1, dstDev: 2 }),
    flush: [{ gwtype: 'can-can' }]
  },
  nexthops: {
    ...verbs(['add', 'replace'], { id: 1, blackhole: true }),
    get: [1],
    bucket: [1, 0],
    buckets: [{}],
    delete: [1],
    flush: [{ fdb: true }]
  },
  rules: { ...verbs(['add', 'delete'], { priority: 1 }), flush: [{ table: 5 }] },
  neighbours: {
    ...verbs(['get', 'add', 'replace', 'change', 'append', 'delete'], { dev: 1, dst: '10.0.0.1' }),
    flush: [{ dev: 1 }]
  },
  neighbourTables: { list: [{}], set: [{ family: 'inet', name: 'arp_cache', gcInterval: 1000 }] },
  bridgeVlans: {
    ...verbs(['add', 'delete', 'set', 'setGlobal'], { dev: 1, vid: 5 }),
    listGlobal: [{}]
  },
  vxlanVnis: verbs(['add', 'delete'], { dev: 1, vni: 5 }),
  mdb: {
    ...verbs(['get', 'add', 'replace', 'delete'], { dev: 1, port: 2, group: '224.1.1.1' }),
    entries: [{}],
    routers: [{}],
    flush: [{ dev: 1 }]
  },
  fdb: {
    ...verbs(['get', 'add', 'replace', 'append', 'delete'], { dev: 1, lladdr: '02:00:00:00:00:01' }),
    flush: [{ dev: 1 }]
  },
  nsids: { get: [{ pid: 1 }], list: [{}], set: [{ pid: 1 }, 5] },
  netconf: { get: ['inet', 1], list: [{}] },
  stats: { list: [{}], dump: [{}], get: [1, {}], setL3: [1, true] },
  dcb: { get: [1, 'ieee-get', {}], set: [1, 'ieee-set', {}] },
  addressLabels: {
    ...verbs(['add', 'replace', 'delete'], { prefix: '::/0', label: 1 }),
    get: ['::1'],
    list: [],
    flush: [{ label: 1 }]
  },
  multicastAddresses: { list: [{}] },
  anycastAddresses: { list: [{}] },
  'tc.qdiscs': verbs(['get', 'add', 'replace', 'change', 'link', 'delete'], {
    dev: 1,
    parent: 'root',
    kind: 'pfifo'
  }),
  'tc.classes': {
    ...verbs(['get', 'add', 'replace', 'change', 'delete'], { dev: 1, handle: '1:1', kind: 'htb' }),
    list: [{ dev: 1 }],
    dump: [{ dev: 1 }]
  },
  'tc.filters': {
    ...verbs(['get', 'add', 'replace', 'change', 'delete'], { dev: 1, kind: 'u32', prio: 1, protocol: 'ip' }),
    list: [{ dev: 1 }],
    dump: [{ dev: 1 }],
    flush: [{ dev: 1 }]
  },
  'tc.chains': {
    ...verbs(['get', 'add', 'delete'], { dev: 1, chain: 1 }),
    list: [{ dev: 1 }],
    dump: [{ dev: 1 }]
  },
  'tc.actions': {
    ...verbs(['get', 'add', 'replace', 'delete'], { kind: 'gact', index: 1 }),
    list: ['gact', {}],
    dump: ['gact', {}],
    flush: ['gact']
  }
}

function verbs(names: readonly string[], of: object): Record<string, readonly unknown[]> {
  return { list: [{}], dump: [{}], ...Object.fromEntries(names.map((name) => [name, [of]])) }
}

/** The objects of an Rtnl by name, traffic control's as `tc.qdiscs`. */
function* objectsOf(rtnl: Rtnl): Generator<[string, object]> {
  for (const [name, object] of Object.entries(rtnl) as [string, object][]) {
    if (name === 'tc') for (const [inner, one] of Object.entries(object)) yield [`tc.${inner}`, one as object]
    else if (name !== 'connection') yield [name, object]
  }
}

const verbsOf = (object: object): string[] =>
  Object.getOwnPropertyNames(Object.getPrototypeOf(object)).filter((name) => name !== 'constructor')

/** An Rtnl whose kernel has nothing to list, and the types of what it was asked for beside that. */
function scene(): { rtnl: Rtnl; sent: number[] } & Disposable {
  const sent: number[] = []
  const transport = new ScriptedKernel((request) => {
    if ((request.flags & NLM_F_DUMP) === NLM_F_DUMP) {
      request.done()
    } else {
      // An interface that is asked for is there.
      if (request.type === RTM_GETLINK) request.reply(RTM_NEWLINK, new Uint8Array(16))
      else sent.push(request.type)
      request.ack()
    }
  })
  const rtnl = Rtnl.open({ transport })
  return { rtnl, sent, [Symbol.dispose]: () => rtnl.close() }
}

/** Calls every verb of every object with what `change` makes of its arguments, and tells of those that do not refuse it. */
async function notRefused(
  change: (args: readonly unknown[]) => unknown[][],
  message: RegExp
): Promise<Record<string, unknown>> {
  using kernel = scene()
  const { rtnl, sent } = kernel
  const wrong: Record<string, unknown> = {}
  for (const [name, object] of objectsOf(rtnl)) {
    for (const verb of verbsOf(object)) {
      const call = Reflect.get(object, verb) as (...args: unknown[]) => unknown
      const known = ARGUMENTS[name]?.[verb]
      if (known === undefined) wrong[`${name}.${verb}`] = 'this test knows nothing of it'
      for (const args of change(known ?? [])) {
        let outcome: unknown
        let returned: unknown
        try {
          returned = call.apply(object, args)
          outcome = await returned
        } catch (error) {
          outcome = error
        }
        // What is iterated is refused where it is called, what is awaited where it is awaited.
        if (verb !== 'dump' && !(returned instanceof Promise)) wrong[`${name}.${verb}`] = 'no promise'
        if (!message.test(String(outcome)) || sent.length > 0)
          wrong[`${name}.${verb}(${JSON.stringify(args).slice(1, -1)})`] = [
            String(outcome),
            ...sent.splice(0)
          ]
      }
    }
  }
  return wrong
}

const withOption = (args: readonly unknown[]): unknown[][] => [[...args, { singal: 1 }]]

test('every verb refuses an option that there is none of', async () => {
  expect(await notRefused(withOption, /^TypeError: options\.singal: unknown key, there are signal/)).toEqual(
    {}
  )
})

/** The arguments with a key too many in each object among them. */
const withKey = (args: readonly unknown[]): unknown[][] =>
  args.flatMap((argument, i) =>
    typeof argument === 'object' && !Array.isArray(argument) ? [args.with(i, { ...argument, nope: 1 })] : []
  )

test('every verb refuses a key that there is none of', async () => {
  expect(await notRefused(withKey, /^TypeError: ([\w.[\]]+\.)?nope: unknown key/)).toEqual({})
})

test('every verb refuses null and a symbol for any of its arguments', async () => {
  for (const wrong of [null, Symbol('x')])
    expect(
      await notRefused((args) => args.map((_, i) => args.with(i, wrong)), /^(Type|Range)Error: ./)
    ).toEqual({})
})

test('what was listed is a name as it is', async () => {
  using kernel = scene()
  const { rtnl } = kernel
  const action = { kind: 'gact', index: 1, stats: {}, hwStats: { value: 0, selector: 0 } }
  await rtnl.tc.actions.delete([action])
  const filter = {
    family: 'unspec',
    ifindex: 1,
    parent: '1:',
    kind: 'u32',
    chain: 0,
    info: {},
    prio: 1
  } as const
  await rtnl.tc.filters.delete(filter)
  expect(kernel.sent).toHaveLength(2)
})

test('so do batches, subscriptions and watches', async () => {
  using kernel = scene()
  const { rtnl } = kernel
  const options = { singal: 1 } as object
  await expect(rtnl.batch(() => {}, options)).rejects.toThrow(/^options\.singal: unknown key/)
  expect(() => rtnl.subscribe(['link'], options)).toThrow(/^options\.singal: unknown key/)
  expect(() => rtnl.watch(['links'], options)).toThrow(/^options\.singal: unknown key/)
  expect(() => rtnl.subscribe(['link'], null as never)).toThrow(/^options: expected an object/)
  expect(() => rtnl.subscribe(['link'], { decode: () => undefined } as object)).toThrow(/^options\.decode: /)
})

test('what is known is taken, and what is undefined was not passed', async () => {
  using kernel = scene()
  const { rtnl } = kernel
  const options = { signal: undefined, timeout: 1000, retries: 1, singal: undefined }
  expect(await rtnl.links.list({}, options)).toEqual([])
  expect(await rtnl.tc.filters.list({ dev: 1 }, { ...options, isTerse: true, withHeads: false })).toEqual([])
  expect(await rtnl.tc.filters.flush({ dev: 1 }, options)).toBe(0)
})

test.each([
  ['getBridgePort', (rtnl: Rtnl) => rtnl.links.getBridgePort('v0', { timeout: 20 })],
  ['listBridgePorts', (rtnl: Rtnl) => rtnl.links.listBridgePorts({ master: 'br0' }, { timeout: 20 })]
])('%s waits no longer for a name than for what it is about', async (_, verb) => {
  using rtnl = Rtnl.open({ transport: new ScriptedKernel(() => {}) })
  await expect(verb(rtnl)).rejects.toThrow(TimeoutError)
})

/** What nobody has type-checked, handed to the verbs: a TypeError or RangeError that names the key, and nothing is sent. */
import { ScriptedKernel } from '@nlkit/core/testing'
import { describe, expect, it, test } from 'vitest'
import { Rtnl } from './rtnl.ts'

/** The error that came of it, or that something was sent. */
async function outcomeOf(act: (rtnl: Rtnl) => unknown): Promise<string> {
  let sent = 0
  const transport = new ScriptedKernel((request) => {
    sent++
    request.ack()
  })
  using rtnl = Rtnl.open({ transport })
  try {
    await act(rtnl)
  } catch (error) {
    if (sent === 0) return String(error)
  }
  return `${sent} sent`
}

const verbs: Readonly<Record<string, (rtnl: Rtnl, object: never) => unknown>> = {
  link: (rtnl, object) => rtnl.links.add(object),
  'link, changed': (rtnl, object) => rtnl.links.change(1, object),
  'port of a bridge': (rtnl, object) => rtnl.links.setBridgePort(1, object),
  address: (rtnl, object) => rtnl.addresses.add(object),
  route: (rtnl, object) => rtnl.routes.add(object),
  'multicast route': (rtnl, object) => rtnl.multicastRoutes.replace(object),
  gateway: (rtnl, object) => rtnl.canGateways.add(object),
  nexthop: (rtnl, object) => rtnl.nexthops.add(object),
  rule: (rtnl, object) => rtnl.rules.add(object),
  neighbour: (rtnl, object) => rtnl.neighbours.add(object),
  'fdb entry': (rtnl, object) => rtnl.fdb.add(object),
  'mdb entry': (rtnl, object) => rtnl.mdb.add(object),
  vlan: (rtnl, object) => rtnl.bridgeVlans.add(object),
  'vlan, set': (rtnl, object) => rtnl.bridgeVlans.set(object),
  'vlan of a bridge': (rtnl, object) => rtnl.bridgeVlans.setGlobal(object),
  vni: (rtnl, object) => rtnl.vxlanVnis.add(object),
  label: (rtnl, object) => rtnl.addressLabels.add(object),
  'lookup of a route': (rtnl, object) => rtnl.routes.get(object),
  qdisc: (rtnl, object) => rtnl.tc.qdiscs.add(object),
  class: (rtnl, object) => rtnl.tc.classes.add(object),
  filter: (rtnl, object) => rtnl.tc.filters.add(object),
  chain: (rtnl, object) => rtnl.tc.chains.add(object)
}

describe.each(Object.entries(verbs))('a %s', (_what, verb) => {
  it.each([null, undefined, 5, true, [[]]])('is not %j', async (object) => {
    expect(await outcomeOf((rtnl) => verb(rtnl, object as never))).toMatch(
      /^TypeError: [a-z]+: expected an object$/
    )
  })
})

/** Each key of some objects, which takes a number, a name, text or an object. */
const keys: Readonly<Record<string, (rtnl: Rtnl, value: never) => unknown>> = {
  priority: (rtnl, priority) => rtnl.routes.add({ dst: '10.0.0.0/8', oif: 1, priority }),
  table: (rtnl, table) => rtnl.routes.add({ dst: '10.0.0.0/8', oif: 1, table }),
  type: (rtnl, type) => rtnl.routes.add({ dst: '10.0.0.0/8', oif: 1, type }),
  scope: (rtnl, scope) => rtnl.routes.add({ dst: '10.0.0.0/8', oif: 1, scope }),
  protocol: (rtnl, protocol) => rtnl.routes.add({ dst: '10.0.0.0/8', oif: 1, protocol }),
  gateway: (rtnl, gateway) => rtnl.routes.add({ dst: '10.0.0.0/8', gateway }),
  multipath: (rtnl, multipath) => rtnl.routes.add({ dst: '10.0.0.0/8', multipath }),
  metrics: (rtnl, metrics) => rtnl.routes.add({ dst: '10.0.0.0/8', oif: 1, metrics }),
  mtu: (rtnl, mtu) => rtnl.links.add({ ifname: 'x', mtu }),
  ifname: (rtnl, ifname) => rtnl.links.change(1, { ifname }),
  address: (rtnl, address) => rtnl.links.change(1, { address }),
  linkinfo: (rtnl, linkinfo) => rtnl.links.add({ ifname: 'x', linkinfo }),
  local: (rtnl, local) => rtnl.addresses.add({ dev: 1, local }),
  fwmark: (rtnl, fwmark) => rtnl.rules.add({ fwmark }),
  lladdr: (rtnl, lladdr) => rtnl.neighbours.add({ dev: 1, dst: '10.0.0.1', lladdr }),
  id: (rtnl, id) => rtnl.nexthops.add({ id, blackhole: true })
}

describe.each(Object.entries(keys))('%s', (key, set) => {
  it.each([null, 5n, Number.NaN, 1.5, () => 1, true])('is not %s', async (value) => {
    expect(await outcomeOf((rtnl) => set(rtnl, value as never))).toMatch(
      new RegExp(`^(Type|Range)Error: (\\S+\\.)?${key}\\b`)
    )
  })
})

test.each<[string, (rtnl: Rtnl) => unknown, RegExp]>([
  [
    'length of a route',
    ({ routes }) => routes.add({ dst: '10.0.0.0/8', dstLen: 16, oif: 1 }),
    /^TypeError: dstLen: 16, but dst/
  ],
  [
    'family of a route',
    ({ routes }) => routes.add({ dst: '10.0.0.0/8', family: 'inet6', oif: 1 }),
    /^TypeError: family: inet6/
  ],
  [
    'interface of a route',
    ({ routes }) => routes.add({ dst: '10.0.0.0/8', dev: 1, oif: 2 }),
    /^TypeError: oif: 2 is another/
  ],
  [
    'length of an address',
    ({ addresses }) => addresses.add({ dev: 1, local: '10.0.0.1/24', prefixlen: 16 }),
    /^TypeError: prefixlen: 16, but local/
  ],
  [
    'family of an address',
    ({ addresses }) => addresses.add({ dev: 1, local: '10.0.0.1/24', family: 'inet6' }),
    /^TypeError: family: inet6/
  ],
  [
    'interface of an address',
    ({ addresses }) => addresses.add({ dev: 1, index: 3, local: '10.0.0.1/24' }),
    /^TypeError: index: 3 is another/
  ]
])('the %s is not said twice in two ways', async (_what, act, text) => {
  expect(await outcomeOf(act)).toMatch(text)
})

test.each<[(rtnl: Rtnl) => unknown, RegExp]>([
  [
    ({ addresses }) => addresses.add({ dev: 1, local: '10.0.0.500/24' }),
    /^TypeError: local: '10\.0\.0\.500' is not an IP address/
  ],
  [
    ({ addresses }) => addresses.delete({ dev: 1, address: 'fe80:::1' }),
    /^TypeError: address: 'fe80:::1' is not an IP address/
  ],
  [
    ({ addresses }) => addresses.add({ dev: 1, local: '10.0.0.1', address: '10.0.0' }),
    /^TypeError: address: '10\.0\.0' is not/
  ],
  [
    ({ routes }) => routes.add({ multipath: [{ dev: 1 }, { dev: '' }] }),
    /^RangeError: multipath\[1\]\.dev: '' is not/
  ],
  [
    ({ routes }) => routes.add({ multipath: [{ dev: 1, ifindex: 2 }] }),
    /^TypeError: multipath\[0\]\.ifindex: 2 is another/
  ],
  [
    ({ tc }) => tc.filters.add({ dev: 1, kind: 'matchall', actions: [null as never] }),
    /^TypeError: actions\[0\]: expected an object/
  ],
  [({ routes }) => routes.add({ multipath: [null as never] }), /^TypeError: multipath\[0\]: null is not/]
])('%s names the key that was passed', async (act, text) => {
  expect(await outcomeOf(act)).toMatch(text)
})

const verdict = (action: string): Parameters<Rtnl['tc']['actions']['add']>[0] => ({
  kind: 'gact',
  options: { parms: { action: action as 'shot' } }
})

test.each<[(rtnl: Rtnl) => unknown, string]>([
  [({ tc }) => tc.actions.add(verdict('drop')), 'shot'],
  [({ tc }) => tc.actions.add(verdict('pass')), 'ok'],
  [({ tc }) => tc.actions.add(verdict('continue')), 'unspec'],
  [({ tc }) => tc.actions.add(verdict('troop')), 'trap'],
  [({ rules }) => rules.add({ priority: 1, action: 'lookup' as never }), 'to-table'],
  [({ routes }) => routes.add({ dst: '10.0.0.0/8', oif: 1, scope: 'global' as never }), 'universe']
])('what the tools call a value is answered by what it is called here (%#)', async (act, meant) => {
  expect(await outcomeOf(act)).toMatch(new RegExp(` is not known, did you mean '${meant}'\\?$`))
})

test('what is said twice alike is taken', async () => {
  expect(
    await outcomeOf(({ routes }) =>
      routes.add({ dst: '10.0.0.0/8', dstLen: 8, family: 'inet', dev: 1, oif: 1 })
    )
  ).toBe('1 sent')
  expect(
    await outcomeOf(({ addresses }) => addresses.add({ dev: 1, index: 1, local: '10.0.0.1', prefixlen: 24 }))
  ).toBe('1 sent')
})

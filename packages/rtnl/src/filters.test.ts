import { ScriptedKernel } from '@nlkit/core/testing'
import { describe, expect, test } from 'vitest'
import { checkFlush } from './flush.ts'
import { Rtnl } from './rtnl.ts'

const keys = { dev: 'device', table: 'number', up: 'boolean', protocol: 'name' } as const
const check = (filter: unknown) => () => checkFlush(filter as object, 'things', keys)

test.each([
  [null, 'filter: expected an object'],
  ['eth0', 'filter: expected an object'],
  [['eth0'], 'filter: expected an object'],
  [{ tabel: 5 }, 'filter.tabel: unknown key'],
  [{ table: 5, Dev: 'v0' }, 'filter.Dev: unknown key'],
  [{ toString: 1 }, 'filter.toString: unknown key'],
  [{ table: null }, 'filter.table: null is no number'],
  [{ table: '5' }, 'filter.table: 5 is no number'],
  [{ up: 0 }, 'filter.up: 0 is no boolean'],
  [{ dev: 0 }, 'filter.dev: 0 is no device'],
  [{}, 'filter: say which things'],
  [{ table: undefined, up: false }, 'filter: say which things']
])('a flush refuses %j', (filter, message) => {
  expect(check(filter)).toThrow(TypeError)
  expect(check(filter)).toThrow(message)
})

test('a flush takes what names something', () => {
  expect(check({ table: 5, protocol: 'static' })).not.toThrow()
  expect(check({ dev: 'v0', up: false })).not.toThrow()
})

/** Each list with a filter, called by somebody who does not type-check. */
type Lists = Readonly<Record<string, (rtnl: Rtnl, filter: never) => unknown>>

const lists: Lists = {
  'links.list': (rtnl, filter) => rtnl.links.list(filter),
  'links.listBridgePorts': (rtnl, filter) => rtnl.links.listBridgePorts(filter),
  'addresses.list': (rtnl, filter) => rtnl.addresses.list(filter),
  'multicastAddresses.list': (rtnl, filter) => rtnl.multicastAddresses.list(filter),
  'anycastAddresses.list': (rtnl, filter) => rtnl.anycastAddresses.list(filter),
  'routes.list': (rtnl, filter) => rtnl.routes.list(filter),
  'multicastRoutes.list': (rtnl, filter) => rtnl.multicastRoutes.list(filter),
  'canGateways.list': (rtnl, filter) => rtnl.canGateways.list(filter),
  'nexthops.list': (rtnl, filter) => rtnl.nexthops.list(filter),
  'nexthops.buckets': (rtnl, filter) => rtnl.nexthops.buckets(filter),
  'rules.list': (rtnl, filter) => rtnl.rules.list(filter),
  'neighbours.list': (rtnl, filter) => rtnl.neighbours.list(filter),
  'neighbourTables.list': (rtnl, filter) => rtnl.neighbourTables.list(filter),
  'fdb.list': (rtnl, filter) => rtnl.fdb.list(filter),
  'mdb.list': (rtnl, filter) => rtnl.mdb.list(filter),
  'mdb.entries': (rtnl, filter) => rtnl.mdb.entries(filter),
  'bridgeVlans.list': (rtnl, filter) => rtnl.bridgeVlans.list(filter),
  'bridgeVlans.listGlobal': (rtnl, filter) => rtnl.bridgeVlans.listGlobal(filter),
  'vxlanVnis.list': (rtnl, filter) => rtnl.vxlanVnis.list(filter),
  'nsids.list': (rtnl, filter) => rtnl.nsids.list(filter),
  'netconf.list': (rtnl, filter) => rtnl.netconf.list(filter),
  'stats.list': (rtnl, filter) => rtnl.stats.list(filter),
  'tc.qdiscs.list': (rtnl, filter) => rtnl.tc.qdiscs.list(filter),
  'tc.classes.list': (rtnl, filter) => rtnl.tc.classes.list(filter),
  'tc.filters.list': (rtnl, filter) => rtnl.tc.filters.list(filter),
  'tc.chains.list': (rtnl, filter) => rtnl.tc.chains.list(filter),
  'tc.actions.list': (rtnl, filter) => rtnl.tc.actions.list('gact', filter)
}

describe.each(Object.entries(lists))('%s', (_name, list) => {
  const outcome = async (filter: unknown): Promise<unknown> => {
    let sent = 0
    using rtnl = Rtnl.open({ transport: new ScriptedKernel(() => void sent++) })
    const result = await Promise.resolve()
      .then(() => list(rtnl, filter as never))
      .then(
        () => 'listed',
        (error: unknown) => error
      )
    return sent === 0 ? result : 'sent'
  }

  test.each([
    [{ noSuchKey: 1 }, 'filter.noSuchKey: unknown key, there are '],
    [{ dev: 'lo', Table: 7 }, 'filter.Table: unknown key'],
    [null, 'filter: expected an object'],
    ['lo', 'filter: expected an object']
  ])('refuses %j, and sends nothing', async (filter, message) => {
    const error = await outcome(filter)
    expect(error).toBeInstanceOf(TypeError)
    expect((error as TypeError).message).toMatch(
      // Where it has no such key at all that one may be named.
      filter !== null && typeof filter === 'object' && 'dev' in filter
        ? /^filter\.(Table|dev): unknown key/
        : message
    )
  })
})

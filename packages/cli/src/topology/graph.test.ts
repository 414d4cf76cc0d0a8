import type { Address, Link } from '@nlkit/rtnl'
import { expect, it } from 'vitest'
import { buildGraph, type NamespaceSnapshot } from './graph.ts'
import { addressOf, linkOf, snapshotOf } from './snapshot.fixture.ts'

const edges = (...snapshots: NamespaceSnapshot[]): string[] =>
  buildGraph(snapshots).edges.map(({ type, from, to }) => `${from} ${type} ${to}`)

it('ties ports to their masters, and links to those that they are made on', () => {
  const links = [
    linkOf(1, 'br0', 'bridge'),
    linkOf(2, 'eth0', undefined, { master: 1 }),
    linkOf(3, 'eth0.10', 'vlan', { link: 2, linkinfo: { kind: 'vlan', data: { id: 10 } } }),
    linkOf(4, 'vx0', 'vxlan', { linkinfo: { kind: 'vxlan', data: { id: 7, link: 2 } } }),
    linkOf(5, 'gre0', 'gre', { link: 0 }),
    linkOf(6, 'odd0', undefined, { link: 6 })
  ]
  expect(edges(snapshotOf('a', links))).toEqual(['a/2 master a/1', 'a/3 lower a/2', 'a/4 lower a/2'])
})

it('tells a pair once, and finds its other end by the namespace id', () => {
  const here = snapshotOf('a', [linkOf(2, 'v0', 'veth', { link: 2, linkNetnsid: 5 })], {
    nsids: new Map([[5, 'b']])
  })
  const there = snapshotOf('b', [linkOf(2, 'v1', 'veth', { link: 2, linkNetnsid: 0 })], {
    isCurrent: false,
    nsids: new Map([[0, 'a']])
  })
  expect(edges(here, there)).toEqual(['a/2 peer b/2'])
  expect(
    edges(snapshotOf('a', [linkOf(1, 'v0', 'veth', { link: 2 }), linkOf(2, 'v1', 'veth', { link: 1 })]))
  ).toEqual(['a/1 peer a/2'])
})

it('shows of a namespace that is only referenced what links lead to', () => {
  const here = snapshotOf('a', [linkOf(2, 'v0', 'veth', { link: 9, linkNetnsid: 0 })], {
    nsids: new Map([[0, 'b']])
  })
  const there = snapshotOf('b', [linkOf(9, 'v1', 'veth'), linkOf(1, 'lo', undefined)], {
    isCurrent: false,
    shown: 'referenced'
  })
  const untied = snapshotOf('c', [linkOf(1, 'lo', undefined)], { isCurrent: false, shown: 'referenced' })
  const graph = buildGraph([here, there, untied])
  expect(graph.namespaces.map(({ name }) => name)).toEqual(['a', 'b'])
  expect(graph.links.map(({ name }) => name)).toEqual(['v0', 'v1'])
})

it('has a node for the end of a pair in a namespace that nobody knows', () => {
  const snapshot = snapshotOf('a', [
    linkOf(2, 'v0', 'veth', { link: 9, linkNetnsid: 3 }),
    linkOf(3, 'v1', 'veth', { link: 9, linkNetnsid: -1 })
  ])
  const graph = buildGraph([snapshot])
  expect(graph.namespaces.map(({ name }) => name)).toEqual(['a', 'nsid 3 of a', 'unknown to a'])
  expect(graph.links.filter(({ state }) => state === 'unseen')).toMatchObject([
    { name: 'if9', namespace: 'a:nsid 3' },
    { name: 'if9', namespace: 'a:nsid -1' }
  ])
})

it('says of a link its kind and what matters of it, its state and its addresses', () => {
  const links: Link[] = [
    linkOf(1, 'lo', undefined, {
      type: 'loopback',
      operstate: 'unknown',
      address: '00:00:00:00:00:00',
      mtu: 65536
    }),
    linkOf(2, 'bond0', 'bond', {
      flags: 0,
      operstate: 'up',
      ifalias: 'to "b"',
      linkinfo: { kind: 'bond', data: { mode: 'activebackup' } }
    })
  ]
  const addresses: Address[] = [
    addressOf(1, '127.0.0.1', 8),
    addressOf(2, '10.0.0.1', 32, { address: '10.0.0.2' }),
    addressOf(2, '2001:db8::1', 64)
  ]
  expect(buildGraph([snapshotOf('a', links, { addresses })]).links).toEqual([
    {
      id: 'a/1',
      namespace: 'a',
      index: 1,
      name: 'lo',
      kind: 'loopback',
      state: 'up',
      mtu: 65536,
      addresses: ['127.0.0.1/8']
    },
    {
      id: 'a/2',
      namespace: 'a',
      index: 2,
      name: 'bond0',
      kind: 'bond',
      detail: 'mode activebackup',
      state: 'down',
      alias: 'to "b"',
      addresses: ['10.0.0.1 peer 10.0.0.2/32', '2001:db8::1/64']
    }
  ])
})

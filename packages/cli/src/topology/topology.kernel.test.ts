import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  type TestNamespace,
  ip,
  ipBatch,
  kernelHas,
  namespace,
  requires
} from '../../../../test/support/kernel.ts'
import { nlkit, outcomeOf } from '../shared/command.fixture.ts'
import type { Graph } from './graph.ts'

let blue: TestNamespace
let red: TestNamespace

beforeAll(async () => {
  ;[blue, red] = [await namespace(), await namespace()]
  await ipBatch([
    'link add br0 type bridge',
    `link add v-blue type veth peer name eth0 netns ${blue.name}`,
    'link set v-blue master br0 up',
    'link add port0 type veth peer name port1',
    'link set port0 master br0',
    'link set br0 up',
    'addr add 10.0.0.1/24 dev br0',
    'link add link port1 name mv0 type macvlan mode bridge',
    `link set mv0 netns ${red.name}`,
    'link add vx7 type vxlan id 7 dev port1 dstport 4789'
  ])
  await blue.ip('addr', 'add', '10.0.0.2/24', 'dev', 'eth0')
  await blue.ip('link', 'set', 'eth0', 'up')
})

afterAll(async () => {
  await blue.delete()
  await red.delete()
})

const output = (...args: string[]): Promise<string> => nlkit('topology', ...args)

/** Edges with names in the place of ids. */
async function ties(...args: string[]): Promise<string[]> {
  const { namespaces, links, edges } = JSON.parse(await output('--json', ...args)) as Graph
  const namespaceName = new Map(namespaces.map(({ id, name }) => [id, name]))
  const name = new Map(links.map((link) => [link.id, `${namespaceName.get(link.namespace)}/${link.name}`]))
  return edges.map(({ type, from, to }) => `${name.get(from)} ${type} ${name.get(to)}`)
}

it('finds masters, lower links and the ends of pairs, in other namespaces, too', async () => {
  const found = await ties()
  expect(found).toHaveLength(5)
  expect(found).toEqual(
    expect.arrayContaining([
      'network/port0 master network/br0',
      'network/v-blue master network/br0',
      `network/v-blue peer ${blue.name}/eth0`,
      // Which end of a pair comes first is the kernel's choice.
      expect.stringMatching(/^network\/port[01] peer network\/port[01]$/),
      'network/vx7 lower network/port1'
    ])
  )
})

it('shows all namespaces when they are asked for, links over their borders among them', async () => {
  const found = await ties('--all-netns')
  expect(found).toContain(`${red.name}/mv0 lower network/port1`)
  expect(found).toContain(`network/v-blue peer ${blue.name}/eth0`)
  const text = await output('--all-netns')
  expect(text).toMatch(new RegExp(`^${blue.name}\\n  lo +up +loopback .*127\\.0\\.0\\.1/8`, 'm'))
  expect(text).toMatch(new RegExp(`^  mv0 +down +macvlan mode bridge +on port1 in network$`, 'm'))
})

it('looks from the namespace that it is told', async () => {
  expect(await ties('--netns', blue.name)).toEqual([expect.stringMatching(`^${blue.name}/eth0 peer `)])
})

it('draws what is there, in each format', async () => {
  expect(await output()).toMatch(/^ {2}br0 .*10\.0\.0\.1\/24.*\n {2}├─ (v-blue|port0) /m)
  expect(await output('-f', 'tree')).toMatch(new RegExp(`v-blue .*<-> eth0 in ${blue.name}$`, 'm'))
  expect(await output('-f', 'mermaid')).toMatch(/^flowchart LR\n.*<b>v-blue<\/b>/s)
  expect(await output('-f', 'dot')).toMatch(/^digraph topology \{\n.*label="v-blue\\nveth/s)
  expect(await output('-f', 'svg')).toMatch(/^<svg .*>v-blue<\/text>.*<\/svg>\n$/s)
})

const vlans = kernelHas('VLAN links', [
  'sh',
  '-c',
  'ip link add v0 type veth peer name v1 && ip link add link v0 name v2 type vlan id 10'
])

it(
  'shows VLANs below what they are made on',
  requires(vlans, async () => {
    await ip('link', 'add', 'link', 'port1', 'name', 'port1.10', 'type', 'vlan', 'id', '10')
    expect(await output()).toMatch(/^ {2}[├└]─ port1\.10 +down +vlan id 10$/m)
  })
)

it('ends with 2 for what cannot be meant, with 1 for a namespace that is not there', async () => {
  expect(await outcomeOf('topology', '-f', 'ascii')).toMatchObject({ status: 2 })
  expect(await outcomeOf('topology', '-f', 'svg', '--json')).toMatchObject({ status: 2 })
  expect(await outcomeOf('topology', '--netns', 'no-such-namespace')).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/ENOENT: network namespace/) as string
  })
})

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { kernelHas, requires, type Json } from '../../../../test/support/kernel.ts'
import { nlkit, nlkitJson, outcomeOf } from '../shared/command.fixture.ts'
import { twoNamespaces, type TwoNamespaces } from '../shared/two-namespaces.fixture.ts'

const filtering = kernelHas(
  'bridge VLAN filtering',
  'ip link add nlkprobe0 type bridge vlan_filtering 1 vlan_default_pvid 1'.split(' ')
)

const LINKS = [
  'link add br0 type bridge vlan_filtering 1 mcast_snooping 1 mcast_vlan_snooping 1 vlan_stats_enabled 1',
  'link add p0 type veth peer name q0',
  'link add p1 type veth peer name q1',
  'link add vx0 type vxlan external dstport 4789',
  ...['p0', 'p1', 'vx0'].map((name) => `link set ${name} master br0`),
  'link set vx0 type bridge_slave vlan_tunnel on'
]

const TOLD = [
  'vlan add vid 10-20 dev p0',
  'vlan add vid 30 dev p0 pvid untagged',
  'vlan add dev p1 vid 40 untagged master',
  'vlan add vid 30 dev br0 self',
  'vlan del vid 12-13 dev p0',
  'vlan set vid 15 dev p0 state blocking',
  'vlan set vid 16-17 dev p0 state learning',
  'vlan set vid 30 dev p0 mcast_router 2',
  'vlan global set vid 30 dev br0 mcast_igmp_version 3 mcast_querier 1 mcast_query_interval 12000',
  'vlan add vid 100-105 dev vx0',
  'vlan add vid 100-105 dev vx0 tunnel_info id 1000-1005',
  'vlan add vid 110 dev vx0',
  'vlan add vid 110 dev vx0 tunnel_info id 77',
  'vlan add vid 111 dev vx0',
  'vlan add vid 111 dev vx0 tunnel_info id 78',
  'vlan del vid 111 dev vx0 tunnel_info id 78'
]

let both: TwoNamespaces | undefined
beforeAll(async () => {
  if ((await filtering()) !== undefined) return
  both = await twoNamespaces(LINKS)
  await both.tell(TOLD)
})
afterAll(() => both?.[Symbol.asyncDispose]())

const sides = (): TwoNamespaces => {
  if (both === undefined) throw new Error('there are no namespaces')
  return both
}
const list = (...words: readonly string[]): Promise<Json[]> =>
  nlkitJson('--netns', sides().ours.name, 'vlan', ...words)

describe('what nlkit vlan writes is what bridge vlan makes of the same words', () => {
  it.for([
    ['-d', 'vlan', 'show'],
    ['vlan', 'tunnelshow'],
    ['-d', 'vlan', 'global', 'show']
  ])('as bridge %j prints', (args, context) =>
    requires(filtering, async () => {
      const { theirs, ours } = await sides().shown(...args)
      expect(ours).toEqual(theirs)
      expect(ours.length).toBeGreaterThan(0)
    })(context)
  )
})

describe('nlkit vlan list', () => {
  it.for<[string[], string[]]>([
    [['-d', 'vlan', 'show'], []],
    [
      ['-d', 'vlan', 'show', 'dev', 'p0'],
      ['list', 'dev', 'p0']
    ],
    [['vlan', 'tunnelshow'], ['tunnels']],
    [
      ['-d', 'vlan', 'global', 'show'],
      ['global', 'show']
    ],
    [
      ['-d', 'vlan', 'global', 'show', 'dev', 'br0'],
      ['global', 'dev', 'br0']
    ]
  ])('--json is what bridge %j prints', ([theirs, ours], context) =>
    requires(filtering, async () => {
      const expected = (await sides().shown(...theirs)).ours
      expect(expected.length).toBeGreaterThan(0)
      expect(await list(...ours)).toEqual(expected)
    })(context)
  )

  it(
    'filters by VLANs, counts, and is a table',
    requires(filtering, async () => {
      const [p0, ...more] = await list('list', 'vid', '14-15')
      expect(more).toEqual([])
      expect(p0).toMatchObject({ ifname: 'p0', vlans: [{ vlan: 14 }, { vlan: 15, state: 'blocking' }] })
      const [counted] = await list('list', 'dev', 'p0', '--stats')
      expect(counted).toMatchObject({
        vlans: expect.arrayContaining([expect.objectContaining({ rx_packets: 0 })]) as unknown
      })
      const on = ['--netns', sides().ours.name, 'vlan'] as const
      expect(await nlkit(...on)).toMatch(/^p0 +30 +pvid untagged +forwarding$/m)
      expect(await nlkit(...on, 'tunnels')).toMatch(/^vx0 +100-105 +forwarding +1000$/m)
      expect(await nlkit(...on, 'global', 'list', 'vid', '30')).toMatch(/^br0 +30 +1 +1 +3 +\d$/m)
    })
  )
})

describe('what is wrong', () => {
  it.each([
    ['vlan add vid 10', 2, /'dev' and 'vid' are needed/],
    ['vlan add vid x dev lo', 2, /vid: expected a number or a range, got 'x'/],
    ['vlan add vid 5000 dev lo', 2, /vid: 5000 is not in 1 to 4094/],
    ['vlan add vid 20-10 dev lo', 2, /vidEnd: 10 is not behind 20/],
    ['vlan add vid 10-20 dev lo pvid', 2, /pvid: a range has none/],
    ['vlan add vid 10-12 dev lo tunnel_info id 5-9', 2, /as many tunnels as VLANs/],
    ['vlan add vid 10 dev nonesuch', 1, /ENODEV/],
    ['vlan set vid 10 dev lo state odd', 2, /state: expected one of disabled/],
    ['vlan global set vid 10 dev lo mcast 5', 2, /'mcast': expected one of/],
    ['vlan list port lo', 2, /'port': expected one of/]
  ])('%s: status %i and why', async (text, status, stderr) => {
    const outcome = await outcomeOf(...text.split(' '))
    expect(outcome).toMatchObject({ status, stdout: '' })
    expect(outcome.stderr).toMatch(stderr)
  })
})

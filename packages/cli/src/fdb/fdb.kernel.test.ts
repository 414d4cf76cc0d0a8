import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Json } from '../../../../test/support/kernel.ts'
import { nlkit, nlkitJson, outcomeOf } from '../shared/command.fixture.ts'
import { twoNamespaces, type TwoNamespaces } from '../shared/two-namespaces.fixture.ts'

const LINKS = [
  // No VLAN, or where the kernel filters VLANs each entry is there once more, in VLAN 1.
  'link add br0 address 02:00:00:00:00:10 type bridge vlan_default_pvid 0',
  'link add p0 address 02:00:00:00:00:11 type veth peer name q0 address 02:00:00:00:00:12',
  'link add p1 address 02:00:00:00:00:13 type veth peer name q1 address 02:00:00:00:00:14',
  'link set p0 master br0',
  'link set p1 master br0',
  'link add vx0 address 02:00:00:00:00:15 type vxlan id 42 dstport 4789',
  'link add vx1 address 02:00:00:00:00:16 type vxlan external dstport 4788',
  'nexthop add id 1 via 10.0.0.5 fdb',
  'nexthop add id 2 group 1 fdb'
]

const TOLD = [
  'fdb add 02:00:00:00:01:01 dev p0 master static',
  'fdb add 2:0:0:0:1:2 dev p0 master temp',
  'fdb add 02:00:00:00:01:03 dev p1 master local',
  'fdb add 02:00:00:00:01:04 dev p1 master permanent',
  'fdb add 02:00:00:00:01:05 dev p1 master temp sticky',
  'fdb add 02:00:00:00:01:06 dev p1 master extern_learn',
  'fdb add 02:00:00:00:01:07 dev br0 self',
  'fdb add to 33:33:00:00:01:08 dev p0 self',
  'fdb add 02:00:00:00:01:09 dev vx0 dst 10.0.0.3',
  'fdb replace 02:00:00:00:01:09 dev vx0 dst 10.0.0.4 port 4790 vni 7 via p0',
  'fdb append 00:00:00:00:00:00 dev vx0 dst 10.0.0.6',
  'fdb append 00:00:00:00:00:00 dev vx0 dst 10.0.0.7',
  'fdb append 00:00:00:00:00:00 dev vx0 dst 10.0.0.8 dynamic router',
  'fdb del 00:00:00:00:00:00 dev vx0 dst 10.0.0.6',
  'fdb add 02:00:00:00:01:0a dev vx0 nhid 2',
  'fdb add 02:00:00:00:01:0b dev vx1 dst 10.0.0.9 src_vni 100 vni 200',
  'fdb add 02:00:00:00:01:0c dev p0 master static',
  'fdb replace 02:00:00:00:01:0c dev p1 master static',
  'fdb add 02:00:00:00:01:0d dev p0 master static',
  'fdb delete 02:00:00:00:01:0d dev p0 master'
]

let both: TwoNamespaces
beforeAll(async () => {
  both = await twoNamespaces(LINKS)
  await both.tell(TOLD)
})
afterAll(() => both[Symbol.asyncDispose]())

/** Tables are hashed with a key of their own. */
const sorted = (list: readonly Json[]): string[] => list.map((entry) => JSON.stringify(entry)).toSorted()
const keys = (entry: Json): string[] => Object.keys(entry).toSorted()
const list = (...words: readonly string[]): Promise<Json[]> =>
  nlkitJson('--netns', both.ours.name, 'fdb', ...words)

it('what nlkit fdb writes is what bridge fdb makes of the same words', async () => {
  const { theirs, ours } = await both.shown('fdb', 'show')
  expect(sorted(ours)).toEqual(sorted(theirs))
  expect(ours.length).toBeGreaterThan(TOLD.length - 8)
})

describe('nlkit fdb list', () => {
  it.each([
    [['show'], []],
    [['show'], ['show']],
    [
      ['show', 'br', 'br0'],
      ['list', 'br', 'br0']
    ],
    [
      ['show', 'dev', 'vx0'],
      ['list', 'dev', 'vx0']
    ],
    [
      ['show', 'brport', 'p1'],
      ['list', 'brport', 'p1']
    ],
    [
      ['show', 'state', 'static'],
      ['list', 'state', 'static']
    ],
    [
      ['show', 'dynamic'],
      ['list', 'dynamic']
    ]
  ])('--json is what bridge fdb %j prints', async (theirs, ours) => {
    const expected = (await both.shown('fdb', ...theirs)).ours
    expect(expected.length).toBeGreaterThan(0)
    const found = await list(...ours)
    expect(found).toEqual(expected)
  })

  it('tells ages with statistics only', async () => {
    const theirs = (await both.shown('-s', 'fdb', 'show', 'br', 'br0')).ours
    const counted = await list('list', 'br', 'br0', '--stats')
    expect(counted.map(keys)).toEqual(theirs.map(keys))
    expect(counted.map(({ used }) => used)).toContainEqual(expect.any(Number))
    for (const entry of await list('list', 'br', 'br0')) expect(entry).not.toHaveProperty('used')
  })

  it('is a table, too', async () => {
    const table = await nlkit('--netns', both.ours.name, 'fdb')
    expect(table).toMatch(/^02:00:00:00:01:01 +p0 +br0 +static$/m)
    expect(table).toMatch(/^00:00:00:00:00:00 +vx0 +learned +10\.0\.0\.8 +/m)
    expect(table).toMatch(/^02:00:00:00:01:09 +vx0 +permanent +10\.0\.0\.4 port 4790 vni 7 via p0 +self$/m)
    expect(await nlkit('--netns', both.ours.name, 'fdb', '-s')).toMatch(/\d s +\d+ s$/m)
  })

  it('gets one entry', async () => {
    expect(await list('get', '02:00:00:00:01:01', 'br', 'br0')).toMatchObject([
      { ifname: 'p0', master: 'br0', state: 'static' }
    ])
    expect(await list('get', '02:00:00:00:01:01', 'brport', 'p0', 'master')).toHaveLength(1)
    expect(
      (await outcomeOf('--netns', both.ours.name, 'fdb', 'get', '02:00:00:00:09:09', 'br', 'br0')).stderr
    ).toMatch(/ENOENT/)
  })
})

const flush = (...words: string[]): Promise<string> =>
  nlkit('--netns', both.ours.name, 'fdb', 'flush', 'dev', 'br0', ...words)

it('nlkit fdb flush takes what it names, and says how many', async () => {
  expect(await flush('brport', 'p1', 'sticky')).toBe('1 entries removed\n')
  expect(await flush('static', 'nopermanent')).toBe('3 entries removed\n')
  const left = (await list('list', 'br', 'br0')).filter(({ state }) => state === 'static')
  expect(left).toEqual([])
})

it('takes the library’s objects', async () => {
  const object = '{"dev":"p0","lladdr":"02:00:00:00:02:01","flags":4}'
  await nlkit('--netns', both.ours.name, 'fdb', 'add', '--object', object)
  expect(await list('get', '02:00:00:00:02:01', 'br', 'br0')).toMatchObject([{ ifname: 'p0' }])
})

describe('what is wrong', () => {
  it.each([
    ['fdb add dev lo', 2, /a hardware address is missing/],
    ['fdb add 02:00:00:00:00:01', 2, /'dev' is missing/],
    ['fdb add 02:00:00:00:00:01 dev nonesuch', 1, /ENODEV/],
    ['fdb add 02:00:00:00:00:01 dev lo', 1, /EINVAL|EOPNOTSUPP/],
    ['fdb add 02:00:00:00:00:01 dev lo dst nowhere', 2, /dst: 'nowhere' is not an address/],
    ['fdb add 02:00:00:00:00:01 dev lo vlan 5000', 2, /vlan: expected a whole number/],
    ['fdb add to lo dev lo', 2, /to: 'lo' is not a hardware address/],
    ['fdb add 02:00:00:00:00:01 dev lo speed 5', 2, /'speed': expected a hardware address or one of/],
    ['fdb list state odd', 2, /state: expected one of permanent/],
    ['fdb get 02:00:00:00:00:01', 2, /dev: an entry is asked for/],
    ['fdb get dev lo', 2, /a hardware address is missing/],
    ['fdb flush', 2, /'dev' is missing/]
  ])('%s: status %i and why', async (text, status, stderr) => {
    const outcome = await outcomeOf(...text.split(' '))
    expect(outcome).toMatchObject({ status, stdout: '' })
    expect(outcome.stderr).toMatch(stderr)
  })
})

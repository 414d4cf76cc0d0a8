import { beforeAll, describe, expect, it } from 'vitest'
import { TestNamespace, ip, ipBatch, ipJson } from '../../../../test/support/kernel.ts'
import { interfacesOf, Rtnl } from '@nlkit/rtnl'
import { nlkit, nlkitJson, outcomeOf } from '../shared/command.fixture.ts'
import { routeJson } from './route-json.ts'
import { routeTexts } from './route-text.ts'

beforeAll(async () => {
  await ipBatch([
    'link set lo up',
    'link add d0 type veth peer name p0',
    'link add d1 type veth peer name p1',
    'link set d0 addrgenmode none up',
    'link set p0 addrgenmode none up',
    'link set p1 addrgenmode none up',
    'link set d1 addrgenmode none up',
    'addr add 10.1.0.1/24 dev d0',
    'addr add 2001:db8::1/64 dev d0 nodad',
    'route add 10.2.0.0/16 via 10.1.0.2 metric 5 mtu 1300',
    'route add blackhole 10.3.0.0/16',
    'route add 10.4.0.0/16 table 100 dev d1',
    'route add 10.5.0.0/16 nexthop via 10.1.0.3 weight 2 nexthop dev d1',
    'nexthop add id 1 via 10.1.0.4 dev d0',
    'nexthop add id 2 group 1',
    'route add 10.6.0.0/16 nhid 1',
    'route add 10.7.0.0/16 nhid 2'
  ])
})

describe('nlkit route list', () => {
  it.each([
    [
      ['route', 'show'],
      ['route', 'list']
    ],
    [
      ['-6', 'route', 'show'],
      ['route', 'list', '-6']
    ],
    [
      ['route', 'show', 'table', 'all'],
      ['route', 'show', 'table', 'all']
    ],
    [
      ['route', 'show', 'table', '100'],
      ['r', 'ls', 'table', '100']
    ],
    [
      ['route', 'show', 'dev', 'd0', 'proto', 'kernel'],
      ['route', 'list', 'dev', 'd0', 'proto', 'kernel']
    ],
    [
      ['route', 'show', 'type', 'blackhole'],
      ['route', 'list', 'type', 'blackhole']
    ],
    [
      ['route', 'show', 'exact', '10.2.0.0/16'],
      ['route', 'list', '10.2.0.0/16']
    ],
    [
      ['route', 'show', 'via', '10.1.0.2'],
      ['route', 'list', 'via', '10.1.0.2']
    ],
    ...[
      'route show dev d0',
      'route show dev d1 table 100',
      'route show root 10.0.0.0/14',
      'route show match 10.2.3.4',
      'route show to match 10.2.3.4',
      'route show to exact 10.3.0.0/16',
      'route show metric 5',
      'route show table all src 10.1.0.1',
      'route show table local scope host',
      '-6 route show root 2001:db8::/16'
    ].map((words): [string[], string[]] => [words.split(' '), words.split(' ')]),
    ...['10.2.1.1', '10.2.1.1 fibmatch', '10.1.0.1', '10.6.1.1 fibmatch', '2001:db8::5'].map(
      (words): [string[], string[]] => [
        ['route', 'get', ...words.split(' ')],
        ['route', 'get', ...words.split(' ')]
      ]
    )
  ])('--json is what ip -d %j prints', async (theirs, ours) => {
    const expected = await ipJson('-d', ...theirs)
    expect(expected.length).toBeGreaterThan(0)
    expect(await nlkitJson(...ours)).toEqual(expected)
  })

  it('is a table, streams lines, or gives the library’s own objects', async () => {
    expect(await nlkit('route')).toMatch(/^10\.2\.0\.0\/16 +10\.1\.0\.2 +d0 +main +boot +5$/m)
    const lines = (await nlkit('route', '--ndjson')).trim().split('\n')
    expect(lines.map((line) => (JSON.parse(line) as { dst: string }).dst)).toContain('10.3.0.0/16')
    const raw = JSON.parse(await nlkit('--raw-json', 'route', 'list', '10.2.0.0/16')) as unknown[]
    expect(raw).toMatchObject([{ dst: '10.2.0.0', dstLen: 16, priority: 5, metrics: { mtu: 1300 } }])
    expect(await nlkit('route', 'list', '10.99.0.0/16', '--json')).toBe('[]\n')
  })
})

it('where the kernel has no table of IPv4 yet, nothing is in the main one, and others are refused', async () => {
  await using empty = new TestNamespace(`nlkit-${process.pid}-empty`)
  await ip('netns', 'add', empty.name)
  const netns = ['--netns', empty.name]
  expect(await empty.ipJson('route', 'show')).toEqual([])
  expect(await nlkit(...netns, 'route', '--json')).toBe('[]\n')
  expect(await nlkit(...netns, 'route', 'show', 'table', 'main', '--ndjson')).toBe('')
  expect(await outcomeOf(...netns, 'route', 'show', 'table', '4242')).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('ENOENT: ipv4: FIB table does not exist') as string
  })
})

const all = (flags: readonly string[]): Promise<unknown[]> =>
  ipJson(...flags, '-d', 'route', 'show', 'table', 'all')

it('text that is put together by hand is what the conversion makes', async () => {
  using rtnl = Rtnl.open()
  const interfaces = interfacesOf(await rtnl.links.list())
  const routes = await rtnl.routes.list()
  expect(routes.length).toBeGreaterThan(10)
  for (const said of [[], ['table'], ['table', 'dev', 'protocol', 'scope', 'metric', 'gateway', 'prefsrc']]) {
    const json = routeJson(interfaces, [], new Set(said))
    const text = routeTexts(interfaces, json, new Set(said))
    for (const route of routes) expect(text(route)).toBe(JSON.stringify(json(route)))
  }
})

describe('what nlkit route writes is shown by ip as asked', () => {
  it.each([
    '10.20.0.0/16 via 10.1.0.9 dev d0 metric 7 proto static',
    '10.21.0.0/16 dev d1 scope link src 10.1.0.1 table 77',
    'unreachable 10.22.0.0/16 metric 3',
    '10.23.0.0/16 via 10.1.0.9 mtu lock 1400 advmss 1300 initcwnd 20 congctl cubic',
    '10.24.0.0/16 nexthop via 10.1.0.7 weight 3 nexthop via 10.1.0.8 dev d0 weight 1',
    '10.25.0.0/16 via inet6 fe80::9 dev d0',
    '2001:db8:1::/48 via 2001:db8::2 metric 9 pref high',
    'default via 10.1.0.254 onlink dev d1 metric 1000'
  ])('%s', async (text) => {
    const words = text.split(' ')
    const flags = text.includes('db8:1') ? ['-6'] : []
    await ip('route', 'add', ...words)
    const theirs = await all(flags)
    await ip('route', 'delete', ...words)
    const without = await all(flags)
    expect(without).toHaveLength(theirs.length - 1)
    await nlkit('route', 'add', ...words)
    expect(await all(flags)).toEqual(theirs)
    await nlkit('route', 'del', ...words)
    expect(await all(flags)).toEqual(without)
  })

  it('also from one of the library’s objects', async () => {
    await nlkit('route', 'replace', '--object', '{"dst":"10.30.0.0/16","dev":"d1","priority":6}')
    expect(await ipJson('route', 'show', '10.30.0.0/16')).toMatchObject([{ dev: 'd1', metric: 6 }])
  })
})

describe('nlkit route flush', () => {
  it('deletes what is named, and no more', async () => {
    await ipBatch([
      'route add 10.60.0.0/16 dev d0 proto 77',
      'route add 10.61.0.0/16 dev d0 proto 77 table 61'
    ])
    const others = await ipJson('route', 'show', 'table', 'all')
    expect(await nlkit('route', 'flush', 'proto', '77')).toMatch(/^1 /)
    expect(await ipJson('route', 'show', 'table', 'all')).toEqual(
      others.filter(({ dst }) => dst !== '10.60.0.0/16')
    )
    expect(await nlkit('route', 'flush', 'table', '61')).toMatch(/^1 /)
    expect(await nlkit('route', 'flush', 'table', '61')).toMatch(/^0 /)
  })
})

async function routesNow(): Promise<string[]> {
  const routes = [
    ...(await ipJson('route', 'show', 'table', 'all')),
    ...(await ipJson('-6', 'route', 'show'))
  ]
  return routes.map(({ dst, table }) => `${String(dst)} ${String(table)}`)
}

describe('nlkit route flush of a prefix or a gateway', () => {
  it.each([
    ['via 10.1.0.62', ['10.62.0.0/16', '10.63.0.0/16']],
    ['10.62.0.0/16', ['10.62.0.0/16']],
    ['exact 10.63.0.0/16 via 10.1.0.62', ['10.63.0.0/16']],
    ['10.62.0.0/15', []],
    ['10.64.0.0/16 via 10.1.0.62', []],
    ['-6 via 2001:db8::62', ['2001:db8:62::/48']],
    ['2001:db8:62::/48', ['2001:db8:62::/48']],
    ['root 10.62.0.0/15', ['10.62.0.0/16', '10.63.0.0/16']],
    ['root 10.62.0.0/15 via 10.1.0.62', ['10.62.0.0/16', '10.63.0.0/16']],
    ['root 10.62.0.0/17', []],
    ['to match 10.62.1.1 proto boot', ['10.62.0.0/16']],
    ['metric 7', ['10.67.0.0/16']],
    ['metric 8', []],
    ['src 10.1.0.1 metric 7', ['10.67.0.0/16']],
    ['root 2001:db8:62::/47', ['2001:db8:62::/48']]
  ])('%s deletes %j', async (words, gone) => {
    await ipBatch([
      'route replace 10.62.0.0/16 via 10.1.0.62',
      'route replace 10.63.0.0/16 via 10.1.0.62',
      'route replace 10.64.0.0/16 via 10.1.0.63',
      'route replace 10.65.0.0/16 via 10.1.0.62 table 62',
      'route replace 10.66.0.0/16 nexthop via 10.1.0.62 nexthop via 10.1.0.63',
      'route replace 10.67.0.0/16 via 10.1.0.63 metric 7 src 10.1.0.1',
      'route replace 2001:db8:62::/48 via 2001:db8::62'
    ])
    const before = await routesNow()
    const isGone = (name: string): boolean => gone.some((dst) => name === `${dst} undefined`)
    const output = await nlkit('route', 'flush', ...words.split(' '))
    expect(output.startsWith(`${gone.length} `)).toBe(true)
    const after = await routesNow()
    expect(new Set(after)).toEqual(new Set(before.filter((name) => !isGone(name))))
  })

  it.each(['root 10.0.0.0/8 root 10.1.0.0/16', 'metric 5 metric 5', '10.2.0.0/16 10.3.0.0/16'])(
    '%s is refused',
    async (words) => {
      expect(await outcomeOf('route', 'flush', ...words.split(' '))).toMatchObject({ status: 2, stdout: '' })
    }
  )
})

describe('what is wrong', () => {
  it.each([
    ['route add 10.0.0.0/8 dev nonesuch', 1, /ENODEV/],
    ['route add blackhole 10.3.0.0/16', 1, /EEXIST/],
    ['route list table 4711', 1, /ENOENT/],
    ['route add 10.0.0.0/99 dev d0', 2, /length/],
    ['route add via 10.0.0.1', 2, /prefix is missing/],
    ['route add 10.0.0.0/8 metric x', 2, /metric: expected a whole number/],
    ['route add 10.0.0.0/8 speed 5', 2, /'speed': expected a prefix or one of/],
    ['route add 10.0.0.0/8 nexthop weight 3', 2, /needs 'via' or 'dev'/],
    ['route get', 2, /address is missing/],
    ['route add --object []', 2, /expected a JSON object/],
    ['route add --object {"dst":1}', 2, /dst/],
    ['route frobnicate', 2, /'frobnicate'/]
  ])('%s: status %i and why', async (text, status, stderr) => {
    const outcome = await outcomeOf(...text.split(' '))
    expect(outcome).toMatchObject({ status, stdout: '' })
    expect(outcome.stderr).toMatch(stderr)
  })
})

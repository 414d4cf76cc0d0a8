import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Json } from '../../../../test/support/kernel.ts'
import { nlkit, nlkitJson, outcomeOf } from '../shared/command.fixture.ts'
import { twoNamespaces, type TwoNamespaces } from '../shared/two-namespaces.fixture.ts'

const LINKS = [
  'link add br0 type bridge mcast_igmp_version 3 mcast_mld_version 2',
  'link add p0 type veth peer name q0',
  'link add p1 type veth peer name q1',
  'link set p0 master br0',
  'link set p1 master br0',
  'link set p1 type bridge_slave mcast_router 2',
  ...['br0', 'p0', 'p1', 'q0', 'q1'].map((name) => `link set ${name} up`)
]

const TOLD = [
  'mdb add dev br0 port p0 grp 239.1.1.1 permanent',
  'mdb add dev br0 port p1 grp 239.1.1.1 permanent',
  'mdb add dev br0 port p0 grp 239.1.1.2 temp',
  'mdb add dev br0 port p0 grp ff05::1:1 permanent',
  'mdb add dev br0 port p0 grp 239.1.1.3 src 10.0.0.1 permanent',
  'mdb add dev br0 port p1 grp ff05::1:2 src 2001:db8::1 permanent',
  'mdb add dev br0 port p0 grp 01:00:5e:00:00:99 permanent',
  'mdb add dev br0 port br0 grp 239.1.1.4 temp',
  'mdb add dev br0 port p0 grp 239.1.1.5 permanent',
  'mdb del dev br0 port p0 grp 239.1.1.5'
]

let both: TwoNamespaces
beforeAll(async () => {
  both = await twoNamespaces(LINKS)
  await both.tell(TOLD)
})
afterAll(() => both[Symbol.asyncDispose]())

const entriesOf = (all: Json | undefined): Json[] => (all?.['mdb'] ?? []) as Json[]
const keys = ([all]: readonly Json[]): string[] =>
  [...new Set(entriesOf(all).flatMap((entry) => Object.keys(entry)))].toSorted()
/** What was told, without the groups that the host is in by itself; the tool's order is its own. */
const told = ([all]: readonly Json[]): string[] =>
  entriesOf(all)
    .filter(({ grp }) => /^(239\.1\.|ff05::1:|01:00:5e:00:00:99)/.test(String(grp)))
    .map((entry) => JSON.stringify(entry, Object.keys(entry).toSorted()))
    .toSorted()
const list = (...words: readonly string[]): Promise<Json[]> =>
  nlkitJson('--netns', both.ours.name, 'mdb', ...words)

it('what nlkit mdb writes is what bridge mdb makes of the same words', async () => {
  const { theirs, ours } = await both.shown('-d', 'mdb', 'show')
  expect(told(ours)).toEqual(told(theirs))
  expect(told(ours)).toHaveLength(8)
})

describe('nlkit mdb list', () => {
  it('--json is what bridge -d prints', async () => {
    const { ours } = await both.shown('-d', 'mdb', 'show')
    const found = await list()
    expect(found).toHaveLength(1)
    expect(told(found)).toEqual(told(ours))
    expect(found[0]?.['router']).toEqual(ours[0]?.['router'])
  })

  it('tells timers with statistics only', async () => {
    const theirs = await both.shown('-d', '-s', 'mdb', 'show')
    expect(keys(await list('--stats'))).toEqual(keys(theirs.ours))
    expect(keys(await list())).not.toContain('timer')
    const [counted] = await list('--stats')
    expect(counted?.['router']).toMatchObject({ br0: [{ port: 'p1', type: 'permanent' }] })
  })

  it('is a table, lines, or the library’s own objects', async () => {
    const on = ['--netns', both.ours.name, 'mdb'] as const
    expect(await nlkit(...on, 'list', 'dev', 'br0')).toMatch(
      /^br0 +p0 +239\.1\.1\.3 +10\.0\.0\.1 +permanent/m
    )
    const lines = (await nlkit(...on, '--ndjson')).trim().split('\n')
    expect(lines.map((line) => (JSON.parse(line) as Json)['grp'])).toContain('239.1.1.1')
    expect(JSON.parse(await nlkit(...on, '--raw-json'))).toMatchObject([
      { mdb: { entry: expect.any(Array) as unknown } }
    ])
    expect(await nlkitJson(...on, 'list', 'vid', '7')).toMatchObject([{ mdb: [] }])
  })
})

describe('words that later tools have', () => {
  it('say sources and who made an entry', async () => {
    const on = ['--netns', both.ours.name] as const
    const entry =
      'mdb replace dev br0 port p0 grp 239.2.2.2 permanent filter_mode include source_list 10.0.0.1,10.0.0.2 proto zebra'
    const { status, stderr } = await outcomeOf(...on, ...entry.split(' '))
    if (stderr.includes('Unknown attribute type')) {
      // Before Linux 6.2: it says so and makes no entry.
      expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining('EINVAL') as string })
      expect(await nlkit(...on, 'mdb')).not.toContain('239.2.2.2')
      return
    }
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    const shown = entriesOf((await list())[0])
    expect(shown.filter(({ grp, src }) => grp === '239.2.2.2' && src === undefined)).toMatchObject([
      {
        filter_mode: 'include',
        protocol: 'zebra',
        source_list: [{ address: '10.0.0.2' }, { address: '10.0.0.1' }]
      }
    ])
    expect(await nlkit(...on, 'mdb')).toMatch(/239\.2\.2\.2 .*include 10\.0\.0\.[12] 10\.0\.0\.[12] +zebra/)
  })
})

describe('what is wrong', () => {
  it.each([
    ['mdb add dev lo grp 239.1.1.1', 2, /'dev', 'port' and 'grp' are needed/],
    ['mdb add dev nonesuch port lo grp 239.1.1.1', 1, /ENODEV/],
    ['mdb add dev lo port lo grp 239.1.1.1', 1, /EOPNOTSUPP|EINVAL/],
    ['mdb add dev lo port lo grp nowhere', 2, /'nowhere' is not a group's address/],
    ['mdb add dev lo port lo grp 239.1.1.1 src x', 2, /src: 'x' is not an address/],
    ['mdb add dev lo port lo grp 239.1.1.1 source_list 10.0.0.1,x', 2, /source_list: 'x'/],
    ['mdb add dev lo port lo grp 239.1.1.1 filter_mode all', 2, /filter_mode: expected one of/],
    ['mdb add dev lo port lo grp 239.1.1.1 vid 0', 2, /vid: expected a whole number/],
    ['mdb get dev lo', 2, /'dev' and 'grp' are needed/],
    ['mdb flush', 2, /'dev' is missing/],
    ['mdb list speed', 2, /'speed': expected one of/]
  ])('%s: status %i and why', async (text, status, stderr) => {
    const outcome = await outcomeOf(...text.split(' '))
    expect(outcome).toMatchObject({ status, stdout: '' })
    expect(outcome.stderr).toMatch(stderr)
  })
})

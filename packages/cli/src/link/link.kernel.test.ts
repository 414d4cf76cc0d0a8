import { beforeAll, describe, expect, it } from 'vitest'
import { ip, ipBatch, ipJson, namespace, type Json } from '../../../../test/support/kernel.ts'
import { nlkit, nlkitJson, outcomeOf } from '../shared/command.fixture.ts'

beforeAll(() =>
  ipBatch([
    'link add br0 type bridge',
    'link add p0 group 7 type veth peer name q0',
    'link set p0 master br0 alias "first port"',
    'link set p0 up',
    'link property add dev p0 altname a-longer-name-of-p0',
    'link add x0 address 02:00:00:00:00:01 type ifb',
    'link add m0 link x0 type macvlan mode bridge',
    'link set x0 up'
  ])
)

/** The tool prints empty objects for what its filter leaves out. */
const shown = async (...args: string[]): Promise<Json[]> =>
  (await ipJson(...args)).filter(({ ifname }) => ifname !== undefined)
const names = (list: readonly Json[]): unknown[] => list.map(({ ifname }) => ifname)

/** Timers run, and states follow the carrier. */
const moving = (link: Json | undefined): Json => ({
  flags: link?.['flags'],
  operstate: link?.['operstate'],
  linkinfo: link?.['linkinfo'],
  qdisc: link?.['qdisc']
})

const counters = (link: Json | undefined): unknown =>
  Object.entries(link?.['stats64'] as Record<string, Json>).map(([way, counts]) => [way, Object.keys(counts)])

describe('nlkit link list', () => {
  it.each([
    ['link show', 'link'],
    ['link show dev p0', 'link list p0'],
    ['link show dev a-longer-name-of-p0', 'link show dev a-longer-name-of-p0'],
    ['link show master br0', 'l ls master br0'],
    ['link show nomaster', 'link list nomaster'],
    ['link show type veth', 'link list type veth'],
    ['link show type bridge_slave', 'link list type bridge_slave'],
    ['link show group 7', 'link list group 7'],
    ['link show group default up', 'link list group default up'],
    ['link show dev m0', 'link get m0']
  ])('--json is what ip -d %s prints', async (theirs, ours) => {
    const expected = await shown('-d', ...theirs.split(' '))
    expect(expected.length).toBeGreaterThan(0)
    const found = await nlkitJson(...ours.split(' '))
    expect(names(found)).toEqual(names(expected))
    for (const [at, link] of expected.entries()) expect({ ...found[at], ...moving(link) }).toEqual(link)
  })

  it('has statistics where they are asked for', async () => {
    const [lo] = await ipJson('-d', '-s', 'link', 'show', 'dev', 'x0')
    const [found] = await nlkitJson('link', 'list', 'x0', '--stats')
    expect(counters(found)).toEqual(counters(lo))
    expect(await nlkit('link', '-s')).toMatch(/rx bytes +rx packets/)
    expect(await nlkitJson('link', 'list', 'x0')).not.toHaveProperty('0.stats64')
  })

  it('is a table, lines, or the library’s own objects', async () => {
    const table = await nlkit('link')
    expect(table).toMatch(/^index +name +state +mtu +address +kind +master +link +group +alias$/m)
    expect(table).toMatch(/^\d+ +p0 +.* +veth +br0 +q0 +7 +first port$/m)
    const lines = (await nlkit('link', '--ndjson', 'list', 'type', 'veth')).trim().split('\n')
    expect(lines.map((line) => (JSON.parse(line) as Json)['ifname'])).toEqual(
      expect.arrayContaining(['p0', 'q0'])
    )
    const raw = JSON.parse(await nlkit('link', 'list', 'x0', '--raw-json')) as unknown[]
    expect(raw).toMatchObject([{ ifname: 'x0', linkinfo: { kind: 'ifb' } }])
  })

  it('shows no control characters of others', async () => {
    await ip('link', 'add', 'evil', 'type', 'ifb')
    await ip('link', 'set', 'evil', 'alias', 'red\u001b[31m')
    expect(await nlkit('link', 'list', 'evil')).toContain('red\\x1b[31m')
    await nlkit('link', 'delete', 'evil')
    expect((await outcomeOf('link', 'get', 'evil')).stderr).toMatch(/ENODEV/)
  })
})

describe('links go elsewhere', () => {
  it('when they are made, with the other end, and later', async () => {
    await using other = await namespace()
    await nlkit('link', 'add', 'n0', 'netns', other.name, 'type', 'ifb')
    await nlkit('link', 'add', 'n1', 'type', 'veth', 'peer', 'name', 'n2', 'netns', other.path)
    await nlkit('link', 'add', 'n3', 'type', 'ifb')
    await nlkit('link', 'set', 'n3', 'netns', other.name, 'name', 'n4', 'alias', 'moved')
    const there = (await other.ipJson('link', 'show')).map(({ ifname }) => ifname)
    expect(there).toEqual(expect.arrayContaining(['n0', 'n2', 'n4']))
    await nlkit('--netns', other.name, 'link', 'set', 'n4', 'netns', String(process.pid))
    expect(await ipJson('link', 'show', 'n4')).toMatchObject([{ ifalias: 'moved' }])
    expect(await nlkit('link', 'list', 'n1')).toMatch(/in namespace \d/)
  })
})

describe('groups', () => {
  it('are changed, deleted and flushed as a whole', async () => {
    await ipBatch(['link add g0 group 50 type ifb', 'link add g1 group 50 type ifb'])
    await nlkit('link', 'set', 'group', '50', 'mtu', '1234', 'up')
    const changed = await shown('link', 'show', 'group', '50')
    expect(changed).toMatchObject([{ mtu: 1234 }, { mtu: 1234 }])
    await nlkit('link', 'set', 'g1', 'group', '51')
    await nlkit('link', 'delete', 'group', '50')
    expect(await shown('link', 'show', 'group', '50')).toEqual([])
    expect(await nlkit('link', 'flush', 'group', '51')).toBe('1 links removed\n')
  })
})

it('the library’s objects make and change links, too', async () => {
  await nlkit('link', 'add', '--object', '{"ifname":"o0","mtu":1300,"linkinfo":{"kind":"ifb"}}')
  await nlkit('link', 'set', '--object', '{"device":"o0","ifalias":"by object"}')
  await nlkit('link', 'replace', 'o0', 'mtu', '1301', 'type', 'ifb')
  expect(await ipJson('link', 'show', 'o0')).toMatchObject([{ mtu: 1301, ifalias: 'by object' }])
  await nlkit('link', 'flush', '--object', '{"group":0,"kind":"ifb","up":false}')
})

describe('what is wrong', () => {
  it.each([
    ['link get nonesuch', 1, /ENODEV/],
    ['link set nonesuch up', 1, /ENODEV/],
    ['link delete nonesuch', 1, /ENODEV/],
    ['link list master nonesuch', 1, /ENODEV/],
    ['link add p0 type ifb', 1, /EEXIST/],
    ['link add y0 link nonesuch type macvlan', 1, /link: ENODEV: there is no interface 'nonesuch'/],
    ['link add y0 type vxlan id 5 dev nonesuch', 1, /dev: ENODEV: there is no interface 'nonesuch'/],
    ['link add y0 type veth peer name y1 master nonesuch', 1, /master: ENODEV/],
    ['link add y0 type nonesuch', 1, /EOPNOTSUPP/],
    ['link add y0', 2, /'type' is missing/],
    ['link add a-name-that-is-too-long type ifb', 2, /ifname/],
    ['link add y0 address 02 type ifb', 1, /EINVAL/],
    ['link set p0', 2, /nothing to change/],
    ['link set p0 speed 5', 2, /'speed': expected one of/],
    ['link set p0 promisc maybe', 2, /promisc: expected one of on, off/],
    ['link set p0 type bridge_slave hairpin 1', 2, /hairpin: expected one of on, off/],
    ['link set', 2, /an interface is missing/],
    ['link set --object {"mtu":5}', 2, /device is missing/],
    ['link flush', 2, /is missing/],
    ['link property add p0', 2, /names/],
    ['link property add p0 name x', 2, /expected 'altname'/],
    ['link get p0 q0', 2, /'q0' is too much/]
  ])('%s: status %i and why', async (text, status, stderr) => {
    const outcome = await outcomeOf(...text.split(' '))
    expect(outcome).toMatchObject({ status, stdout: '' })
    expect(outcome.stderr).toMatch(stderr)
  })
})

import { beforeAll, describe, expect, it } from 'vitest'
import { ip, ipBatch, ipJson } from '../../../../test/support/kernel.ts'
import { nlkit, nlkitJson, outcomeOf } from '../shared/command.fixture.ts'

beforeAll(async () => {
  await ipBatch([
    'link set lo up',
    'link add a0 type veth peer name a1',
    'link set a0 addrgenmode none up',
    'link set a1 addrgenmode none up',
    'link add b0 type bridge',
    'link add a2 type veth peer name a3',
    'link set a2 addrgenmode none master b0',
    'link set a3 addrgenmode none group 7',
    'link set b0 addrgenmode none',
    'addr add 10.1.0.1/24 brd + dev a0 label a0:x',
    'addr add 10.1.0.2/24 dev a0',
    'addr add 2001:db8::1/64 dev a0 nodad valid_lft 3000 preferred_lft 2000',
    'addr add 10.2.0.1 peer 10.2.0.2/32 dev a1 noprefixroute'
  ])
})

/** Lifetimes run down between two looks. */
const still = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (key, one: unknown) =>
      key.endsWith('_life_time') && one !== 0xffffffff ? '' : one
    )
  )

const filled = (value: unknown): unknown =>
  Array.isArray(still(value))
    ? (still(value) as unknown[]).filter((one) => JSON.stringify(one) !== '{}').map(filled)
    : typeof value === 'object' && value !== null
      ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, filled(one)]))
      : value

const lists = (links: readonly Record<string, unknown>[]): unknown[] =>
  links.map(({ addr_info: list }) => list)

describe('nlkit addr list --json is what ip -d prints', () => {
  it.each([
    'addr show',
    'addr show dev a0',
    'addr show a1',
    'addr show up',
    'addr show scope global',
    'addr show label a0:x',
    'addr show permanent',
    '-4 addr show',
    '-6 addr show',
    '-6 addr show dev a0',
    '-6 addr show scope global',
    '-4 addr show scope global',
    'addr show to 10.1.0.0/24',
    'addr show type veth',
    'addr show master b0',
    'addr show nomaster group 7',
    '-s addr show dev a2'
  ])('%s', async (text) => {
    const words = text.split(' ')
    // The tool leaves an empty object where a filter leaves out a link or an address.
    const expected = filled(await ipJson('-d', ...words)) as Record<string, unknown>[]
    expect(expected.length).toBeGreaterThan(0)
    const found = (await nlkitJson(...words)).map(still) as Record<string, unknown>[]
    // By labels it leaves out what it knows of the link.
    if (words.includes('label')) expect(lists(found)).toEqual(lists(expected))
    else expect(found).toEqual(expected)
  })

  it('as a table, and as the library’s own objects', async () => {
    expect(await nlkit('addr')).toMatch(/^a0 +10\.1\.0\.1\/24 +global +a0:x +permanent$/m)
    const raw = JSON.parse(await nlkit('--raw-json', 'addr', 'list', 'a1', '-4')) as unknown[]
    expect(raw).toMatchObject([{ local: '10.2.0.1', address: '10.2.0.2' }])
  })
})

const all = (): Promise<unknown> => ipJson('-d', 'addr', 'show', 'dev', 'a1').then(still)

describe('what nlkit addr writes is shown by ip as asked', () => {
  it.each([
    '10.20.0.1/24 brd + label a1:y',
    '10.21.0.1/31 brd +',
    '10.22.0.1/24 brd 10.22.0.77 scope link metric 9',
    '10.23.0.1 peer 10.24.0.1/24 noprefixroute',
    '10.25.0.1/8 valid_lft 500 preferred_lft 400',
    '127.9.0.1/8',
    '2001:db8:9::1/64 nodad home',
    '2001:db8:9::2/64 nodad preferred_lft 0',
    '2001:db8:9::3/64 nodad mngtmpaddr noprefixroute valid_lft forever preferred_lft 50'
  ])('%s', async (text) => {
    const words = [...text.split(' '), 'dev', 'a1']
    const before = await all()
    await ip('addr', 'add', ...words)
    const theirs = await all()
    await ip('addr', 'delete', ...words)
    expect(await all()).toEqual(before)
    await nlkit('addr', 'add', ...words)
    expect(await all()).toEqual(theirs)
    await nlkit('addr', 'del', ...words)
    expect(await all()).toEqual(before)
  })

  it('flushes what it is told, and says how many', async () => {
    await ipBatch(['addr add 10.30.0.1/24 dev a1 scope link', 'addr add 10.31.0.1/24 dev a1 scope link'])
    expect(await nlkit('addr', 'flush', 'dev', 'a1', 'scope', 'link', '-4')).toBe('2 addresses removed\n')
    expect(await nlkitJson('addr', 'show', 'a1', '-4')).toMatchObject([
      { addr_info: [{ local: '10.2.0.1' }] }
    ])
  })
})

describe('what is wrong', () => {
  it.each([
    ['addr add 10.0.0.1/24 dev nonesuch', 1, /ENODEV/],
    ['addr add 10.1.0.1/24 dev a0', 1, /EEXIST/],
    ['addr del 10.99.0.1/24 dev a0', 1, /EADDRNOTAVAIL/],
    ['addr add 10.0.0.1/24', 2, /'dev' and an interface/],
    ['addr add dev a0', 2, /an address is missing/],
    ['addr add 10.0.0.300/24 dev a0', 2, /'10.0.0.300\/24'/],
    ['addr flush', 2, /filter/],
    ['addr flush to 10.0.0.0/8', 2, /goes by/],
    ['addr list dev a0 a1', 2, /'a1'/],
    ['-4 -6 addr', 2, /cannot be used with/]
  ])('%s: status %i and why', async (text, status, stderr) => {
    const outcome = await outcomeOf(...text.split(' '))
    expect(outcome).toMatchObject({ status, stdout: '' })
    expect(outcome.stderr).toMatch(stderr)
  })
})

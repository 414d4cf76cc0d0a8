import { beforeAll, describe, expect, it } from 'vitest'
import { ip, ipBatch, ipJson } from '../../../../test/support/kernel.ts'
import { nlkit, nlkitJson, outcomeOf } from '../shared/command.fixture.ts'

const all = (): Promise<unknown[]> => ipJson('-d', 'nexthop', 'show')

beforeAll(async () => {
  await ipBatch([
    'link add x0 type veth peer name x1',
    'link set x0 addrgenmode none up',
    'link set x1 addrgenmode none up',
    'addr add 10.1.0.1/24 dev x0',
    'nexthop add id 1 via 10.1.0.2 dev x0',
    'nexthop add id 2 via 10.1.0.3 dev x0 protocol static'
  ])
})

describe('nlkit nexthop', () => {
  it.each([
    'id 10 via 10.1.0.9 dev x0 onlink',
    'id 11 blackhole',
    'id 12 dev x1',
    'id 13 group 1,2/2',
    'id 14 group 1/2 type resilient buckets 8 idle_timer 60 unbalanced_timer 0',
    'id 15 via fe80::1 dev x0 protocol bgp'
  ])('%s: ip shows it as asked, and its JSON is the same', async (text) => {
    const words = text.split(' ')
    const before = await all()
    await ip('nexthop', 'add', ...words)
    const theirs = await all()
    // A resilient group out of balance counts the seconds.
    expect(await nlkitJson('nexthop')).toEqual(theirs)
    await nlkit('nexthop', 'del', 'id', words[1] ?? '')
    expect(await all()).toEqual(before)
    await nlkit('nexthop', 'add', ...words)
    expect(await all()).toEqual(theirs)
    await nlkit('nexthop', 'del', 'id', words[1] ?? '')
  })

  it('is a table, gets one, filters and flushes', async () => {
    expect(await nlkit('nexthop')).toMatch(/^1 +10\.1\.0\.2 +x0/m)
    expect(await nlkitJson('nexthop', 'get', 'id', '2')).toMatchObject([{ id: 2, protocol: 'static' }])
    expect(await nlkitJson('nexthop', 'list', 'proto', 'static')).toHaveLength(1)
    expect(await nlkit('nexthop', 'flush', 'proto', 'static')).toBe('1 next hops removed\n')
  })

  it.each([
    ['nexthop get id 99', 1, /ENOENT/],
    ['nexthop add id 1 via 10.1.0.2 dev x0', 1, /EEXIST/],
    ['nexthop add id 0 dev x0', 2, /id: expected a whole number from 1/],
    ['nexthop add id 20 group 1,2,3', 2, /group: expected ID or ID,WEIGHT/],
    ['nexthop del', 2, /'id' and a number/]
  ])('%s: status %i and why', async (text, status, stderr) => {
    const outcome = await outcomeOf(...text.split(' '))
    expect(outcome).toMatchObject({ status, stdout: '' })
    expect(outcome.stderr).toMatch(stderr)
  })
})

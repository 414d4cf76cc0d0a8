import { beforeAll, describe, expect, it } from 'vitest'
import { ip, ipBatch, ipJson } from '../../../../test/support/kernel.ts'
import { nlkit, nlkitJson, outcomeOf } from '../shared/command.fixture.ts'

beforeAll(async () => {
  await ipBatch([
    'link add n0 type veth peer name n1',
    'link set n0 addrgenmode none up',
    'link set n1 addrgenmode none up',
    'neigh add 10.1.0.9 lladdr 02:00:00:00:00:09 dev n0',
    'neigh add 10.1.0.8 lladdr 02:00:00:00:00:08 dev n0 nud noarp',
    'neigh add proxy 10.1.0.7 dev n0'
  ])
})

/** What does not move by itself: the host's own multicast neighbours come and go. */
const stable = (list: Record<string, unknown>[]): unknown[] =>
  list.filter(({ dst }) => String(dst).startsWith('10.') || String(dst).startsWith('2001:'))

const all = async (): Promise<unknown> => [
  ...stable(await ipJson('-d', 'neigh', 'show', 'nud', 'all')),
  ...stable(await ipJson('-d', 'neigh', 'show', 'proxy'))
]

describe('nlkit neigh', () => {
  it.each([
    'neigh show',
    'neigh show dev n0',
    'neigh show nud all',
    'neigh show nud noarp',
    'neigh show proxy',
    'neigh show 10.1.0.9',
    '-4 neigh show to 10.1.0.0/24'
  ])('%s --json is what ip -d prints', async (text) => {
    const words = text.split(' ')
    const theirs = stable(await ipJson('-d', ...words)) as object[]
    const ours = stable(await nlkitJson(...words))
    expect(theirs.length).toBeGreaterThan(0)
    expect(ours).toEqual(theirs)
  })

  it.each([
    '10.2.0.1 lladdr 02:00:00:00:01:01 dev n0',
    '10.2.0.2 lladdr 02:00:00:00:01:02 dev n0 nud stale router protocol static',
    '10.2.0.3 lladdr 02:00:00:00:01:03 dev n0 extern_learn nud reachable',
    '2001:db8::9 lladdr 02:00:00:00:01:04 dev n1',
    'proxy 10.2.0.4 dev n1'
  ])('%s: ip shows it as asked', async (text) => {
    const words = text.split(' ')
    const ours = text.startsWith('proxy ') ? [...words.slice(1), 'proxy'] : words
    await ip('neigh', 'add', ...words)
    const theirs = await all()
    await nlkit('neigh', 'del', ...ours)
    expect(await all()).not.toEqual(theirs)
    await nlkit('neigh', 'add', ...ours)
    expect(await all()).toEqual(theirs)
    await nlkit('neigh', 'del', ...ours)
  })

  it('is a table, gets one, tells ages with --stats, and flushes', async () => {
    expect(await nlkit('neigh')).toMatch(/^10\.1\.0\.9 +n0 +02:00:00:00:00:09 +PERMANENT$/m)
    const [one] = await nlkitJson('-s', 'neigh', 'get', '10.1.0.9', 'dev', 'n0')
    expect(one).toMatchObject({ dst: '10.1.0.9', dev: 'n0', state: ['PERMANENT'] })
    expect(one).toHaveProperty('updated')
    await nlkit('neigh', 'add', '10.3.0.1', 'lladdr', '02:00:00:00:03:01', 'dev', 'n1')
    expect(await nlkit('neigh', 'flush', 'dev', 'n1', 'nud', 'permanent')).toBe('1 neighbours removed\n')
  })

  it.each([
    ['neigh del 10.9.0.9 dev n0', 1, /ENOENT/],
    ['neigh add 10.9.0.9 lladdr 02:00:00:00:00:09', 2, /interface/],
    ['neigh add dev n0', 2, /an address is missing/],
    ['neigh add 10.9.0.9 dev n0 lladdr xx', 2, /lladdr/],
    ['neigh show nud asleep', 2, /nud: expected one of/],
    ['neigh flush', 2, /filter/]
  ])('%s: status %i and why', async (text, status, stderr) => {
    const outcome = await outcomeOf(...text.split(' '))
    expect(outcome).toMatchObject({ status, stdout: '' })
    expect(outcome.stderr).toMatch(stderr)
  })
})

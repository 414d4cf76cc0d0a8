import { beforeAll, describe, expect, it } from 'vitest'
import { ipBatch, run } from '../../../../test/support/kernel.ts'
import { nlkit, nlkitJson, outcomeOf } from '../shared/command.fixture.ts'

// Without addresses of their own, so that the kernel sends nothing, which qdiscs would count.
beforeAll(() =>
  ipBatch([
    'link add t0 type veth peer name t1',
    'link set t0 addrgenmode none',
    'link set t1 addrgenmode none',
    'link set t0 up',
    'link set t1 up'
  ])
)

const tc = (...args: readonly string[]): Promise<string> => run(['tc', ...args])
const tcJson = async (...args: readonly string[]): Promise<unknown[]> =>
  JSON.parse((await tc('-j', '-d', ...args)) || '[]') as unknown[]

/** What the kernel counts or numbers by itself. */
const still = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (key, one: unknown) =>
      ['installed', 'last_used', 'first_used', 'index', 'handle'].includes(key) ? undefined : one
    )
  )

/** What tc says of a kind that this kernel has not got. */
const UNKNOWN = /unknown|not found|No such file|not load|not supported/i

const QDISCS = [
  'root handle 1: fq_codel limit 500 target 10ms interval 200ms noecn flows 512 quantum 1000',
  'root handle 1: tbf rate 10mbit burst 32k latency 50ms',
  'root handle 1: netem delay 10ms 2ms loss 1% duplicate 2% limit 200',
  'root handle 1: htb default 30 r2q 20',
  'root handle 1: sfq perturb 10 limit 64',
  'root handle 1: prio bands 4',
  'root handle 1: pfifo limit 100',
  'root handle 1: bfifo limit 15k',
  'root handle 1: fq limit 2000 flow_limit 50',
  'root handle 1: codel target 7ms ecn',
  'ingress',
  'clsact'
]

describe('nlkit tc qdisc', () => {
  it.each(QDISCS)('%s: tc shows it as asked, and its JSON is the same', async (text) => {
    const words = text.split(' ')
    const kind =
      words.find((word) => /^(fq|[a-z_]{4,})$/.test(word) && word !== 'root' && word !== 'handle') ?? ''
    try {
      await tc('qdisc', 'add', 'dev', 't0', ...words)
    } catch (error) {
      // This kernel has not got the kind: that is what both are told.
      expect(String(error)).toMatch(UNKNOWN)
      expect(await outcomeOf('tc', 'qdisc', 'add', 'dev', 't0', ...words)).toMatchObject({ status: 1 })
      return
    }
    const theirs = await tcJson('qdisc', 'show', 'dev', 't0')
    expect(JSON.stringify(theirs)).toContain(kind)
    const at = text.startsWith('root') ? ['root'] : [kind]
    await nlkit('tc', 'qdisc', 'del', 'dev', 't0', ...at)
    await nlkit('tc', 'qdisc', 'add', 'dev', 't0', ...words)
    expect(await tcJson('qdisc', 'show', 'dev', 't0')).toEqual(theirs)
    const own = (await nlkitJson('tc', 'qdisc', 'list', 'dev', 't0')) as { kind?: string }[]
    for (const [i, qdisc] of theirs.entries())
      expect(own[i]).toMatchObject({ kind: (qdisc as { kind: string }).kind })
    await tc('qdisc', 'del', 'dev', 't0', ...at)
  })
})

describe('classes, filters, chains and actions', () => {
  it('classes of htb', async () => {
    await nlkit('tc', 'qdisc', 'add', 'dev', 't1', 'root', 'handle', '1:', 'htb')
    const words = 'dev t1 parent 1: classid 1:10 htb rate 10mbit ceil 20mbit prio 3'.split(' ')
    await tc('class', 'add', ...words)
    const theirs = await tc('-d', 'class', 'show', 'dev', 't1')
    await nlkit('tc', 'class', 'del', 'dev', 't1', 'classid', '1:10')
    await nlkit('tc', 'class', 'add', ...words)
    expect(await tc('-d', 'class', 'show', 'dev', 't1')).toBe(theirs)
    expect(await nlkit('tc', 'class', 'list', 'dev', 't1')).toMatch(/^t1 +htb +1:10/m)
    await nlkit('tc', 'qdisc', 'del', 'dev', 't1', 'root')
  })

  it.each([
    'protocol ip prio 5 flower dst_ip 10.0.0.0/8 ip_proto tcp dst_port 80 action drop',
    'protocol ipv6 prio 6 flower src_ip 2001:db8::/32 action pass',
    'protocol all prio 7 matchall action mirred egress redirect dev t1',
    'protocol all prio 8 matchall action police rate 1mbit burst 10k drop'
  ])('filter %s', async (text) => {
    const words = text.split(' ')
    const at = ['dev', 't0', 'ingress']
    await tc('qdisc', 'replace', 'dev', 't0', 'clsact')
    try {
      await tc('filter', 'add', ...at, ...words)
    } catch (error) {
      expect(String(error)).toMatch(UNKNOWN)
      expect(await outcomeOf('tc', 'filter', 'add', ...at, ...words)).toMatchObject({ status: 1 })
      return
    }
    const theirs = still(await tcJson('filter', 'show', ...at))
    const prio = words[3] ?? ''
    await nlkit('tc', 'filter', 'del', ...at, 'prio', prio, 'protocol', words[1] ?? '')
    await nlkit('tc', 'filter', 'add', ...at, ...words)
    expect(still(await tcJson('filter', 'show', ...at))).toEqual(theirs)
    expect(await nlkit('tc', 'filter', 'list', ...at)).toMatch(new RegExp(`^t0 +ingress +${prio} `, 'm'))
    await tc('filter', 'del', ...at)
  })

  it('a chain, and an action that stands by itself', async () => {
    await tc('qdisc', 'replace', 'dev', 't0', 'clsact')
    await nlkit('tc', 'chain', 'add', 'dev', 't0', 'ingress', 'chain', '7')
    expect(await nlkit('tc', 'chain', 'list', 'dev', 't0', 'ingress')).toMatch(/^t0 +(ingress|ffff:) +7/m)
    await nlkit('tc', 'chain', 'del', 'dev', 't0', 'ingress', 'chain', '7')
    const added = await outcomeOf('tc', 'action', 'add', 'drop')
    if (added.status === 0) {
      expect(await nlkit('tc', 'action', 'list', 'gact')).toMatch(/^gact .*action shot/m)
    } else {
      // The kernel has no gact.
      expect(added.stderr).toMatch(/ENOENT|EOPNOTSUPP/)
    }
  })
})

describe('what is wrong', () => {
  it.each([
    ['tc qdisc add dev nonesuch root pfifo', 1, /ENODEV/],
    ['tc qdisc add dev t0 root tbf rate fast', 2, /rate: expected a rate such as/],
    ['tc qdisc add dev t0 root', 2, /kind: missing/],
    ['tc qdisc add dev t0 root cake speed 5', 2, /--object/],
    ['tc qdisc add dev t0 root mq speed 5', 2, /mq has no settings/],
    ['tc class list', 2, /dev/],
    ['tc filter del dev t0 ingress', 2, /'prio' and a number/],
    ['tc filter add dev t0 ingress flower dst_port 5', 2, /go with ip_proto/],
    ['tc action add explode', 2, /'explode'/]
  ])('%s: status %i and why', async (text, status, stderr) => {
    const outcome = await outcomeOf(...text.split(' '))
    expect(outcome).toMatchObject({ status, stdout: '' })
    expect(outcome.stderr).toMatch(stderr)
  })
})

import { beforeAll, expect, it, vi } from 'vitest'
import { ip, ipBatch, namespace } from '../../../../test/support/kernel.ts'
import { outcomeOf } from '../shared/command.fixture.ts'
import { followEvents, type FollowOptions } from './follow.ts'

beforeAll(() =>
  ipBatch([
    'link add m0 type veth peer name m1',
    'link set m0 addrgenmode none up',
    'link set m1 addrgenmode none up',
    'addr add 10.2.0.1/24 dev m0'
  ])
)

/**
 * The lines that are told of what is done meanwhile, up to one that matches. Others may be among them: the kernel changes
 * links and routes of its own, later than what was the reason.
 */
async function told(
  options: Partial<FollowOptions>,
  last: RegExp,
  change: () => Promise<unknown>
): Promise<string[]> {
  const ending = new AbortController()
  let text = ''
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((part) => {
    text += String(part)
    if (last.test(text)) ending.abort()
    return true
  })
  const defaults = { netns: undefined, objects: [], isJson: false, hasTime: false, count: undefined }
  try {
    // Joined when this returns: before it waits for the first time.
    const following = followEvents({ ...defaults, ...options, signal: ending.signal })
    await change()
    await following
    return text.trimEnd().split('\n')
  } finally {
    spy.mockRestore()
  }
}

it('tells addresses that come and go', async () => {
  const lines = await told({ objects: ['address'] }, /^- addr .*10\.1\.0\.1/m, async () => {
    await ip('addr', 'add', '10.1.0.1/24', 'dev', 'm0')
    await ip('addr', 'del', '10.1.0.1/24', 'dev', 'm0')
  })
  expect(lines).toContain('+ addr dev m0 10.1.0.1/24 scope universe label m0')
  expect(lines).toContain('- addr dev m0 10.1.0.1/24 scope universe label m0')
})

it('tells routes, rules and neighbours, and nothing else where they are named', async () => {
  const lines = await told({ objects: ['route', 'rule', 'neigh'] }, /^- route 10\.9\./m, () =>
    ipBatch([
      'link set m0 mtu 1450',
      'route add 10.9.0.0/16 via 10.2.0.2 metric 7',
      'rule add from 10.8.0.0/16 table 100 priority 50',
      'neigh add 10.2.0.3 lladdr 02:00:00:00:00:01 dev m0 nud permanent',
      'route del 10.9.0.0/16 via 10.2.0.2 metric 7'
    ])
  )
  expect(lines.filter((line) => / (10\.|50:)/.test(line))).toEqual([
    expect.stringMatching(/^\+ route 10\.9\.0\.0\/16 .*gateway 10\.2\.0\.2 dev m0 .*metric 7\b/),
    expect.stringMatching(/^\+ rule 50: .*10\.8\.0\.0.* table 100\b/),
    expect.stringMatching(/^\+ neigh 10\.2\.0\.3 dev m0 lladdr 02:00:00:00:00:01 .*PERMANENT/),
    expect.stringMatching(/^- route 10\.9\.0\.0\/16 .*gateway 10\.2\.0\.2/)
  ])
  expect(lines.filter((line) => line.startsWith('+ link'))).toEqual([])
})

it('tells links, by names that cannot be commands to the terminal', async () => {
  const lines = await told({ objects: ['link'] }, /^- link .*31m/m, async () => {
    await ip('link', 'add', 'e\u001b[31m', 'type', 'bridge')
    await ip('link', 'del', 'e\u001b[31m')
  })
  expect(lines).toContainEqual(
    expect.stringMatching(/^\+ link \d+: e\\x1b\[31m down mtu 1500 kind bridge address /)
  )
})

it('tells all there is where nothing is named', async () => {
  const lines = await told({}, /^- rule .*10\.7/m, async () => {
    await ip('neigh', 'replace', '10.2.0.4', 'lladdr', '02:00:00:00:00:02', 'dev', 'm0', 'nud', 'permanent')
    await ip('rule', 'add', 'from', '10.7.0.0/16', 'table', '9', 'priority', '9')
    await ip('rule', 'del', 'from', '10.7.0.0/16', 'table', '9', 'priority', '9')
  })
  expect(lines).toContainEqual(expect.stringMatching(/^\+ neigh 10\.2\.0\.4 /))
  expect(lines).toContainEqual(expect.stringMatching(/^\+ rule 9: /))
})

it('writes a JSON object a line, with the time where it is asked for', async () => {
  const lines = await told({ isJson: true, hasTime: true, objects: ['link'] }, /"j0"/, () =>
    ip('link', 'add', 'j0', 'type', 'bridge')
  )
  const events = lines.map((line) => JSON.parse(line) as { time: string })
  expect(events).toContainEqual(
    expect.objectContaining({ type: 'newlink', link: expect.objectContaining({ ifname: 'j0' }) as object })
  )
  for (const { time } of events) expect(new Date(time).toISOString()).toBe(time)
})

it('ends after so many events', async () => {
  const running = outcomeOf('monitor', 'link', '--count', '2')
  const end = new AbortController()
  void running.finally(() => end.abort())
  // It joins at a time of its own.
  for (let i = 0; !end.signal.aborted; i++) await ip('link', 'add', `c${i}`, 'type', 'bridge')
  const { status, stdout } = await running
  expect([status, stdout.trimEnd().split('\n').length]).toEqual([0, 2])
})

it('ends when its time is over, and follows the namespace that it is told', async () => {
  await using other = await namespace()
  const running = outcomeOf('monitor', '--netns', other.name, 'link', '--seconds', '0.2')
  await ip('link', 'add', 'here0', 'type', 'bridge')
  expect(await running).toMatchObject({ status: 0, stdout: expect.not.stringContaining('here0') as string })
})

it('ends with 2 for what it does not know', async () => {
  for (const args of [['weather'], ['--count', '0'], ['--seconds', 'x']])
    expect(await outcomeOf('monitor', ...args)).toMatchObject({ status: 2 })
})

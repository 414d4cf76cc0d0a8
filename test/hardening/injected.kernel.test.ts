/** System calls that fail although nothing is wrong (strace's fault injection), and a storm of signals. */
import { setImmediate as turn } from 'node:timers/promises'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { Background, kernelHas, requires, run, tool, patience } from '../support/kernel.ts'
import { isLong, record } from './figures.ts'

const ROUNDS = isLong ? 50 : 4
const fixture = join(import.meta.dirname, 'injected.fixture.mjs')
const node = [process.execPath, '--conditions=nlkit-source', '--disable-warning=ExperimentalWarning']

type Outcomes = Record<string, Record<string, number>>

interface Fault {
  readonly what: string
  /** As strace's --inject takes them. */
  readonly inject: readonly string[]
  /** Requests are a system call each, not two. */
  readonly isSingle?: boolean
  /** What may become of a request, a dump, a batch or the subscription; undefined: as if there were no fault. */
  readonly error?: string
}

const faults: readonly Fault[] = [
  {
    what: 'EINTR every other time from recvmmsg, sendto and epoll_wait',
    inject: ['recvmmsg', 'sendto', 'epoll_wait'].map((call) => `${call}:error=EINTR:when=1+2`)
  },
  { what: 'EAGAIN every other time from recvmmsg', inject: ['recvmmsg:error=EAGAIN:when=1+2'] },
  { what: 'ENOMEM from the fourth io_submit', inject: ['io_submit:error=ENOMEM:when=4'], isSingle: true },
  ...(isLong
    ? [
        { what: 'nothing received, 0, by every third recvmmsg', inject: ['recvmmsg:retval=0:when=2+3'] },
        {
          what: 'EAGAIN every other time from sendto',
          inject: ['sendto:error=EAGAIN:when=2+2'],
          error: 'NetlinkError EAGAIN'
        },
        {
          what: 'ENOBUFS every third time from recvmmsg',
          inject: ['recvmmsg:error=ENOBUFS:when=2+3'],
          error: 'OverrunError ERR_NETLINK_OVERRUN'
        },
        ...['recvmmsg', 'sendto'].map((call) => ({
          what: `ENOMEM every third time from ${call}`,
          inject: [`${call}:error=ENOMEM:when=3+3`],
          error: 'NetlinkError ENOMEM'
        }))
      ]
    : [])
]

const tracing = kernelHas('ptrace', ['strace', '-o', '/dev/null', 'true'])
const seen: string[][] = []

/** Notes the outcomes; which of them may not be. */
function judge(what: string, output: string, error?: string): { others: string[]; signals: number } {
  const { outcomes, signals } = JSON.parse(output.trim().split('\n').at(-1) ?? '') as {
    outcomes: Outcomes
    signals: number
  }
  const allowed = ['right', 'all', ...(error === undefined ? [] : [error, 'some refused', 'overrun'])]
  const told = Object.entries(outcomes).flatMap(([kind, of]) => Object.keys(of).map((one) => [kind, one]))
  seen.push([
    what,
    Object.entries(outcomes)
      .map(
        ([kind, of]) =>
          `${kind}: ${Object.entries(of)
            .map(([one, count]) => `${count} ${one}`)
            .join(', ')}`
      )
      .join('; ')
  ])
  const kinds = new Set(told.map(([kind]) => kind))
  const missing = ['get', 'dump', 'batch', 'events'].filter((kind) => !kinds.has(kind))
  return {
    others: [
      ...told.filter(([, one = '']) => !allowed.includes(one)).map((one) => one.join(' ')),
      ...missing
    ],
    signals
  }
}

it.for(faults)('$what', { timeout: 300_000 * patience }, ({ what, inject, isSingle, error }, context) =>
  requires([tool('strace'), tracing], async () => {
    const calls = inject.map((one) => one.split(':')[0]).join(',')
    const flags = ['-f', '--seccomp-bpf', '-qq', '-o', '/dev/null', '-e', `trace=${calls}`]
    const faulty = inject.flatMap((one) => ['-e', `inject=${one}`])
    const argv = [
      'strace',
      ...flags,
      ...faulty,
      ...node,
      fixture,
      String(ROUNDS),
      isSingle === true ? 'single' : 'double'
    ]
    const { others } = judge(what, await run(argv, { timeout: 240_000 }), error)
    expect(others).toEqual([])
  })(context)
)

it('signals without end, to all threads', { timeout: 300_000 * patience }, async () => {
  await using child = new Background([...node, fixture, String(ROUNDS), 'double'])
  await child.line('ready', 240_000)
  const result = child.line(/^\{/, 240_000)
  while (!child.lines.some((line) => line.startsWith('{'))) {
    for (let i = 0; i < 5; i++) child.child.kill('SIGUSR2')
    await Promise.race([turn(), result])
  }
  const { others, signals } = judge('a storm of SIGUSR2', `${await result}\n`)
  // Only now: on its way out Node has no handler any more.
  child.child.stdin?.end()
  expect([await child.ended, others]).toEqual([0, []])
  expect(signals).toBeGreaterThan(0)
})

afterAll(() =>
  record({
    title: 'Failing system calls',
    text: `The real kernel, with strace making system calls of a process fail: ${ROUNDS} rounds of requests, dumps and batches on the calling thread and on a thread, and a subscription to as many changes. How often what came of it.`,
    columns: ['fault', 'outcome'],
    rows: seen
  })
)

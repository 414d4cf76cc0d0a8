/** Faults that a kernel does not produce on demand, each with the outcome that a user sees. */
import { afterAll, expect, it } from 'vitest'
import {
  AbortError,
  ClosedError,
  Connection,
  DumpInterruptedError,
  NetlinkError,
  NLM_F_DUMP_INTR,
  NLM_F_MULTI,
  OverrunError,
  rawCodec,
  TimeoutError,
  type DumpSpec
} from '@nlkit/core'
import { message, ScriptedKernel, type Script, type ScriptedRequest } from '@nlkit/core/testing'
import { record } from './figures.ts'

const spec = (value = 0): DumpSpec<Uint8Array, Uint8Array> => ({
  type: 18,
  name: 'GET',
  body: rawCodec,
  value: Uint8Array.of(value, 0, 0, 0),
  reply: rawCodec
})
const byte = (value: number): Uint8Array => Uint8Array.of(value, 0, 0, 0)
const object = (to: ScriptedRequest, value: number, flags = 0): Uint8Array =>
  to.message(16, byte(value), NLM_F_MULTI | flags)

/** `timeout`: short where it is what is awaited, and else longer than anybody keeps this process from running. */
type Act = (connection: Connection, kernel: ScriptedKernel, timeout: number) => Promise<unknown>

const firstBytes = (objects: readonly Uint8Array[]): string => objects.map(([first]) => first).join(' ')
const one: Act = async (connection, _, timeout) => firstBytes([await connection.one(spec(1), { timeout })])
const two: Act = async (connection) =>
  firstBytes(await Promise.all([connection.one(spec(1)), connection.one(spec(2))]))
const dump: Act = async (connection, _, timeout) =>
  firstBytes(await connection.dump(spec(), { timeout }).toArray())

/** One after the other, and how many answers nobody has asked for. */
const inTurn: Act = async (connection, _, timeout) => {
  await connection.one(spec(1), { timeout })
  const second = await connection.one(spec(2), { timeout })
  await new Promise(setImmediate)
  return `${firstBytes([second])}, ${connection.strayCount} stray`
}

/** An answer that is late: it comes when the one who asked has given up. */
function late(): Pick<Fault, 'script' | 'act'> {
  let kept: ScriptedRequest | undefined
  return {
    script: (to) => void (kept === undefined ? (kept = to) : answer(to)),
    act: async (connection, _, timeout) => {
      await connection.one(spec(1), { timeout: 3 }).catch(() => {})
      if (kept !== undefined) answer(kept)
      return `${firstBytes([await connection.one(spec(2), { timeout })])}, ${connection.strayCount} stray`
    }
  }
}

const classes = { AbortError, ClosedError, DumpInterruptedError, NetlinkError, OverrunError, TimeoutError }

/** What the user sees: the result, or which of our errors. */
async function outcomeOf(act: Promise<unknown>): Promise<string> {
  try {
    return String(await act)
  } catch (error) {
    for (const [name, { is }] of Object.entries(classes)) {
      if (is(error)) return NetlinkError.is(error) ? `${name} ${error.code}` : name
    }
    return `unexpected ${String(error)}`
  }
}

const answer: Script = (to) => {
  to.reply(16, to.payload).ack()
}

/** Holds requests back until there are two. */
function pairs(work: (first: ScriptedRequest, second: ScriptedRequest) => void): Script {
  let kept: ScriptedRequest | undefined
  return (to) => {
    const first = kept
    if (first === undefined) kept = to
    else setImmediate(() => work(first, to))
  }
}

/** Each part a datagram of its own, one a turn of the event loop. */
function parts(steps: readonly (() => void)[]): void {
  const [first, ...rest] = steps
  first?.()
  if (rest.length > 0) setImmediate(() => parts(rest))
}

interface Fault {
  readonly name: string
  readonly script: Script
  readonly act: Act
  readonly outcome: string
}

const overrunAt = (step: number): Fault => ({
  name: `ENOBUFS before part ${step + 1} of a dump of three`,
  script: (to) => {
    const steps = [1, 2, 3].map(
      (value): (() => void) =>
        () =>
          to.send(object(to, value))
    )
    steps.push(() => to.done())
    steps.splice(step, 0, () => to.socket.overrun(1))
    parts(steps)
  },
  act: dump,
  outcome: 'OverrunError'
})

const failing = (errno: number, name: string): Fault => ({
  name: `receiving fails with ${name}`,
  script: (to) => to.socket.failToReceive(errno),
  act: one,
  outcome: `NetlinkError ${name}`
})

const faults: readonly Fault[] = [
  {
    name: 'replies in reverse order',
    script: pairs((a, b) => {
      answer(b)
      answer(a)
    }),
    act: two,
    outcome: '1 2'
  },
  {
    name: 'an ACK before the object of another request',
    script: pairs((a, b) => {
      b.reply(16, b.payload)
      a.reply(16, a.payload).ack()
      b.ack()
    }),
    act: two,
    outcome: '1 2'
  },
  {
    name: 'every reply twice, ACK too',
    script: (to) => {
      answer(to)
      answer(to)
    },
    act: inTurn,
    outcome: '2, 0 stray'
  },
  { name: 'the object is missing', script: (to) => void to.ack(), act: one, outcome: 'NetlinkError ENODATA' },
  {
    name: 'the ACK is missing',
    script: (to) => void to.reply(16, to.payload),
    act: one,
    outcome: 'TimeoutError'
  },
  { name: 'no answer at all', script: () => {}, act: one, outcome: 'TimeoutError' },
  {
    name: 'the answer comes after the timeout',
    ...late(),
    outcome: '2, 2 stray'
  },
  {
    name: 'ENOBUFS in place of an answer',
    script: (to) => to.socket.overrun(1),
    act: one,
    outcome: 'OverrunError'
  },
  ...[0, 1, 2, 3].map(overrunAt),
  failing(12, 'ENOMEM'),
  failing(9, 'EBADF'),
  {
    name: 'a truncated datagram',
    script: (to) => to.socket.deliver({ messages: [object(to, 1)], isTruncated: true }),
    act: one,
    outcome: 'NetlinkError EMSGSIZE'
  },
  {
    name: 'a truncated datagram in a dump',
    script: (to) => to.socket.deliver({ messages: [object(to, 1)], isTruncated: true }),
    act: dump,
    outcome: 'NetlinkError EMSGSIZE'
  },
  ...([one, dump] as const).map((act) => ({
    name: `a truncated datagram of a stranger, before the answer ${act === one ? 'to a request' : 'to a dump'}`,
    script: (to: ScriptedRequest): void => {
      to.socket.deliver({ messages: [object(to, 9)], senderPortId: 4711, isTruncated: true })
      if (act === one) answer(to)
      else to.send(object(to, 1), to.doneMessage())
    },
    act,
    outcome: '1'
  })),
  {
    name: 'DUMP_INTR on every attempt',
    script: (to) => void to.send(object(to, 1, NLM_F_DUMP_INTR), to.doneMessage()),
    act: dump,
    outcome: 'DumpInterruptedError'
  },
  {
    name: 'DUMP_INTR on NLMSG_DONE alone, on every attempt',
    script: (to) => void to.send(object(to, 1), to.doneMessage(0, undefined, NLM_F_DUMP_INTR)),
    act: dump,
    outcome: 'DumpInterruptedError'
  },
  {
    name: 'a dump without NLMSG_DONE',
    script: (to) => void to.send(object(to, 1)),
    act: dump,
    outcome: 'TimeoutError'
  },
  {
    name: 'NLMSG_DONE without an errno (4 bytes short)',
    script: (to) => void to.send(object(to, 1), to.message(3, new Uint8Array(0), NLM_F_MULTI)),
    act: dump,
    outcome: '1'
  },
  {
    name: 'objects behind NLMSG_DONE',
    script: (to) => void to.send(object(to, 1), to.doneMessage(), object(to, 2)),
    act: dump,
    outcome: '1'
  },
  {
    name: 'an endless dump, the signal aborted',
    script: (to) => {
      const go = (): void => {
        if (to.socket.isClosed) return
        to.send(object(to, 1))
        setImmediate(go)
      }
      go()
    },
    act: (connection) => connection.dump(spec(), { signal: AbortSignal.timeout(10) }).toArray(),
    outcome: 'AbortError'
  },
  {
    name: 'an endless dump, the loop left',
    script: (to) => {
      const go = (): void => {
        if (to.socket.isClosed) return
        to.send(object(to, 1))
        setImmediate(go)
      }
      go()
    },
    act: async (connection, kernel) => {
      for await (const _ of connection.dump(spec())) break
      return `its socket ${kernel.sockets.at(-1)?.isClosed === true ? 'is closed' : 'stays open'}`
    },
    outcome: 'its socket is closed'
  },
  {
    name: 'a length in the header that is longer than the datagram',
    script: (to) => {
      const long = object(to, 9)
      long[0] = 200
      to.send(long)
      answer(to)
    },
    act: one,
    outcome: '1'
  },
  {
    name: 'a message of length 0',
    script: (to) => {
      to.send(new Uint8Array(16))
      answer(to)
    },
    act: one,
    outcome: '1'
  },
  {
    name: 'an answer to the sequence number before, and the one after',
    script: (to) => {
      for (const by of [-1, 1]) to.send(message(16, 0, to.sequence + by, to.socket.portId, byte(9)))
      answer(to)
    },
    act: one,
    outcome: '1'
  },
  {
    name: 'an answer to another port id: a forked process reads the same socket',
    script: (to) => {
      to.send(message(16, 0, to.sequence, to.socket.portId + 1, byte(9)))
      answer(to)
    },
    act: one,
    outcome: '1'
  },
  {
    name: 'the connection closes while it waits',
    script: () => {},
    act: async (connection) => {
      const waiting = connection.one(spec(1))
      connection.close()
      return waiting
    },
    outcome: 'ClosedError'
  }
]

const seen: string[][] = []
it.each(faults)('$name: $outcome', async ({ name, script, act, outcome }) => {
  const kernel = new ScriptedKernel(script)
  const connection = Connection.open({ protocol: 0, transport: kernel })
  const got = await outcomeOf(act(connection, kernel, outcome === 'TimeoutError' ? 20 : 20_000))
  seen.push([name, got])
  expect(got).toBe(outcome)
  connection.close()
  expect(kernel.sockets.every(({ isClosed }) => isClosed)).toBe(true)
})

afterAll(() =>
  record({
    title: 'Scripted kernel faults',
    text: 'A kernel that follows a script (`@nlkit/core/testing`). What is stated is what the caller sees; afterwards every socket is closed. Sequence numbers that wrap: `packages/core/src/exchange/sequence.test.ts`; children of a real fork(2): `native/test/harness.kernel.test.ts`.',
    columns: ['fault', 'outcome'],
    rows: seen
  })
)

/** Stacks: who called is told, whose mistake it was. */
import { expect, test } from 'vitest'
import { ScriptedKernel } from '../testing/index.ts'
import { Connection } from './connection.ts'
import { withCallers } from '../codec/callers.ts'
import type { Writer } from '../codec/index.ts'

const EEXIST = 17

function deep<Result>(calls: number, run: () => Result): Result {
  return calls === 0 ? run() : deep(calls - 1, run)
}

const body = {
  encode(writer: Writer, value: string) {
    if (value === 'bad') writer.mistake('key', 'is bad')
  }
}

async function stackOf(value: string): Promise<string> {
  using connection = Connection.open({
    protocol: 0,
    transport: new ScriptedKernel((request) => request.error(EEXIST))
  })
  const failed = function whoCalled(): Promise<void> {
    return deep(8, () => connection.acknowledge({ type: 16, name: 'TEST', body, value }))
  }
  const error: unknown = await failed().catch((cause: unknown) => cause)
  return String((error as Error).stack)
}

test('the stack of a mistake reaches who passed it', async () => {
  const stack = await stackOf('bad')
  expect(stack).toMatch(/^TypeError: key: is bad/)
  expect(stack).toContain('whoCalled')
})

test('so does that of a refusal, which is answered within the call', async () => {
  const stack = await stackOf('good')
  expect(stack).toMatch(/^NetlinkError: TEST: EEXIST/)
  expect(stack).toContain('whoCalled')
})

test('the engine`s own limit stays, and 0 is respected', () => {
  const before = Error.stackTraceLimit
  try {
    for (const limit of [0, 3, 10]) {
      Error.stackTraceLimit = limit
      const error = withCallers(() => new Error('x'))
      expect(Error.stackTraceLimit).toBe(limit)
      if (limit === 0) expect(error.stack).toBe('Error: x')
      else expect((error.stack ?? '').split('\n').length).toBeGreaterThan(limit + 1)
    }
  } finally {
    Error.stackTraceLimit = before
  }
})

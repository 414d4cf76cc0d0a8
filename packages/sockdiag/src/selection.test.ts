import { ScriptedKernel } from '@nlkit/core/testing'
import { describe, expect, test } from 'vitest'
import { SockDiag } from './sockdiag.ts'

const FAMILIES = [
  'tcp',
  'udp',
  'udplite',
  'raw',
  'dccp',
  'mptcp',
  'sctp',
  'unix',
  'packet',
  'netlink',
  'vsock',
  'tipc',
  'smc',
  'xdp'
] as const

test('a misspelt namespace is not the own one', () => {
  expect(() => SockDiag.open({ nets: 'blue' } as never)).toThrow(/^options\.nets: unknown key/)
  expect(() => SockDiag.open({ protocol: 0 } as never)).toThrow(
    /^options\.protocol: unknown key, there are netns/
  )
})

describe.each(FAMILIES)('a selection of %s sockets', (family) => {
  test.each([
    [{ state: 'listen' }, 'selection.state: unknown key, there are '],
    [{ filter: null }, 'selection.filter: null is no value'],
    ['listen', 'selection: expected an object'],
    [null, 'selection: expected an object']
  ])('refuses %j, and sends nothing', async (selection, message) => {
    let sent = 0
    using diag = SockDiag.open({ transport: new ScriptedKernel(() => void sent++) })
    // As somebody calls it who does not type-check.
    const list = (): Promise<unknown> => diag[family].list(selection as never)
    await expect(list()).rejects.toThrow(TypeError)
    await expect(list()).rejects.toThrow(message)
    expect(() => diag[family].dump(selection as never)).toThrow(message)
    expect(sent).toBe(0)
  })
})

test.each(['tcp', 'unix'] as const)('owners of %s sockets are what was found, and no yes', async (family) => {
  using diag = SockDiag.open({ transport: new ScriptedKernel(() => expect.unreachable('it was sent')) })
  for (const owners of [true, {}, Promise.resolve()])
    await expect(diag[family].list({ owners } as never)).rejects.toThrow(/^selection\.owners: expected what/)
})

test('no socket at all is none to tell of', async () => {
  using diag = SockDiag.open({ transport: new ScriptedKernel(() => expect.unreachable('it was sent')) })
  for (const nothing of [null, undefined, 5])
    await expect(diag.tcpInfo(nothing as never)).rejects.toThrow(/^socket: expected an object/)
})

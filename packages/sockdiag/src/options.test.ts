/** Options that there are none of: refused by name, before anything is sent. */
import { ScriptedKernel } from '@nlkit/core/testing'
import { expect, test } from 'vitest'
import { SockDiag } from './sockdiag.ts'

const calls: Readonly<Record<string, (diag: SockDiag, options: never) => unknown>> = {
  'tcp.list()': (diag, options) => diag.tcp.list({}, options),
  'tcp.dump()': (diag, options) => diag.tcp.dump({}, options),
  'udp.dump()': (diag, options) => diag.udp.dump({ family: 'inet6' }, options),
  'mptcp.dump()': (diag, options) => diag.mptcp.dump({}, options),
  'tcp.get()': (diag, options) => diag.tcp.get({ sport: 1 }, options),
  'tcp.destroy()': (diag, options) => diag.tcp.destroy({ socket: { sport: 1 } }, options),
  'tcpInfo()': (diag, options) => diag.tcpInfo({ sport: 1 } as never, options),
  'sampleTcpInfo()': (diag, options) => diag.sampleTcpInfo({ sport: 1 }, options).next(),
  'mptcp.get()': (diag, options) => diag.mptcp.get({ token: 1 }, options),
  'unix.list()': (diag, options) => diag.unix.list({}, options),
  'unix.dump()': (diag, options) => diag.unix.dump({}, options),
  'unix.get()': (diag, options) => diag.unix.get({ ino: 1 }, options),
  'vsock.dump()': (diag, options) => diag.vsock.dump({}, options),
  'netlink.dump()': (diag, options) => diag.netlink.dump({}, options),
  'subscribe()': (diag, options) => diag.subscribe(['inet-tcp-destroy'], options),
  'owners()': (diag, options) => diag.owners(options)
}

test.each(Object.entries(calls))('%s', async (_, call) => {
  const transport = new ScriptedKernel((request) => expect.unreachable(`type ${request.type} was sent`))
  using diag = SockDiag.open({ transport })
  const act = async (): Promise<unknown> => await call(diag, { singal: 1 } as never)
  await expect(act()).rejects.toThrow(/^options\.singal: unknown key, there are /)
})

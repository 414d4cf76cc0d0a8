/** Options that there are none of: refused by name, before anything is sent. */
import { ScriptedKernel } from '@nlkit/core/testing'
import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { SockDiag } from './sockdiag.ts'

const EPERM = 1

const calls: Readonly<Record<string, (diag: SockDiag, options: never) => unknown>> = {
  'tcp.list()': (diag, options) => diag.tcp.list({}, options),
  'tcp.dump()': (diag, options) => diag.tcp.dump({}, options),
  'udp.dump()': (diag, options) => diag.udp.dump({ family: 'inet6' }, options),
  'mptcp.dump()': (diag, options) => diag.mptcp.dump({}, options),
  'tcp.get()': (diag, options) => diag.tcp.get({ sport: 1 }, options),
  'tcp.destroy()': (diag, options) => diag.tcp.destroy({ socket: { sport: 1 } }, options),
  'tcp.destroy() by filter': (diag, options) => diag.tcp.destroy({ filter: 'sport = 1' }, options),
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

test.each(Object.entries(calls))('%s', async (name, call) => {
  const transport = new ScriptedKernel((request) => expect.unreachable(`type ${request.type} was sent`))
  using diag = SockDiag.open({ transport })
  // What is awaited rejects; what is iterated is refused where it is called.
  const isIterated = /dump|subscribe/.test(name)
  const called = (): unknown => call(diag, { singal: 1 } as never)
  if (isIterated) expect(called).toThrow(/^options\.singal: unknown key/)
  else await expect(called()).rejects.toThrow(/^options\.singal: unknown key/)
  const act = async (): Promise<unknown> => await call(diag, { singal: 1 } as never)
  await expect(act()).rejects.toThrow(/^options\.singal: unknown key, there are /)
  for (const options of [null, 5, 'x', []] as never[]) {
    const wrong = (): unknown => call(diag, options)
    if (isIterated) expect(wrong).toThrow(/^options: expected an object/)
    else await expect(wrong()).rejects.toThrow(/^options: expected an object/)
  }
})

const inet = { family: 'inet', state: 'listen', sport: 1, inode: 7, rqueue: 0, cong: 'cubic', owners: [] }
const unix = { family: 1, type: 'stream', ino: 1, cookie: '0x1', rqlen: { rqueue: 0, wqueue: 0 }, owners: [] }
const mptcp = { ...inet, info: { token: 1 } }

/** What takes one socket, and a listed one. */
const ids: Readonly<Record<string, readonly [(diag: SockDiag, id: never) => Promise<unknown>, object]>> = {
  'tcp.get()': [(diag, id) => diag.tcp.get(id), inet],
  'udp.get()': [(diag, id) => diag.udp.get(id), inet],
  'sctp.get()': [(diag, id) => diag.sctp.get(id), inet],
  'unix.get()': [(diag, id) => diag.unix.get(id), unix],
  'mptcp.get()': [(diag, id) => diag.mptcp.get(id), mptcp],
  'tcpInfo()': [(diag, id) => diag.tcpInfo(id), inet],
  'tcp.destroy()': [(diag, id) => diag.tcp.destroy({ socket: id }), inet]
}

test.each(Object.entries(ids))(
  '%s takes a listed socket, and no keys that none has',
  async (_, [call, listed]) => {
    const transport = new ScriptedKernel((request) => request.error(EPERM))
    using diag = SockDiag.open({ transport })
    await expect(call(diag, listed as never)).rejects.toThrow(/EPERM/)
    await expect(call(diag, { ...listed, sprot: 5 } as never)).rejects.toThrow(
      /^socket\.sprot: unknown key, there are /
    )
  }
)

test('what tells TCP_INFO alone, or closes sockets, is not asked for more', async () => {
  using diag = SockDiag.open({ transport: new ScriptedKernel(() => expect.unreachable()) })
  const options = { extensions: ['meminfo'] } as object
  await expect(diag.tcpInfo({ sport: 1 } as never, options)).rejects.toThrow(
    /^options\.extensions: this tells TCP_INFO alone/
  )
  await expect(diag.tcp.destroy({ filter: 'sport = 1' }, options)).rejects.toThrow(
    /^options\.extensions: unknown key, there are signal, timeout, dryRun/
  )
})

test('consoles and JSON show which connection it is, and whose sockets, nothing of what they hold', () => {
  using diag = SockDiag.open({ transport: new ScriptedKernel(() => expect.unreachable()) })
  expect(inspect(diag)).toMatch(
    /^SockDiag \{ protocol: 'NETLINK_SOCK_DIAG', portId: \d+, isClosed: false \}$/
  )
  expect(Object.keys(JSON.parse(JSON.stringify(diag)) as object)).toEqual(['protocol', 'portId', 'isClosed'])
  expect([inspect(diag.tcp), inspect(diag.unix)]).toEqual(["Sockets 'tcp'", "Sockets 'unix'"])
  expect(JSON.stringify([diag.mptcp, diag.xdp])).toBe('[{"sockets":"mptcp"},{"sockets":"xdp"}]')
})

test('a target is a socket or a filter, and what else there is', async () => {
  using diag = SockDiag.open({ transport: new ScriptedKernel(() => expect.unreachable()) })
  const target = { filter: 'sport = 1', state: ['time-wait'] } as never
  await expect(diag.tcp.destroy(target)).rejects.toThrow(
    /^target\.state: unknown key, there are socket, filter/
  )
})

test.each([
  [{ filter: { dport: 443, dst: undefined } }, /^filter\.dst: is undefined, which would close more/],
  [
    { filter: { and: [{ dport: 443 }, { not: { uid: undefined } }] } },
    /^filter\.and\[1\]\.not\.uid: is undefined/
  ],
  [{ filter: { sport: { ge: 1, le: undefined } } }, /^filter\.sport\.le: is undefined/],
  [
    { socket: { src: '127.0.0.1', sport: 80, dst: undefined, dport: undefined } },
    /^socket\.dst: is undefined/
  ]
])('nothing is closed by %j, of which a part turned out undefined', async (target, message) => {
  const transport = new ScriptedKernel((request) => expect.unreachable(`type ${request.type} was sent`))
  using diag = SockDiag.open({ transport })
  await expect(diag.tcp.destroy(target as never)).rejects.toThrow(message)
})

test('a dry run is one by a boolean alone', async () => {
  const transport = new ScriptedKernel((request) => expect.unreachable(`type ${request.type} was sent`))
  using diag = SockDiag.open({ transport })
  for (const dryRun of [0, null, 'no'])
    await expect(diag.tcp.destroy({ filter: 'sport = 1' }, { dryRun: dryRun as never })).rejects.toThrow(
      /^dryRun: /
    )
})

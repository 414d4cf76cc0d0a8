/** What crosses processes and users: owners, counts, and what is told without root. */
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { ClosedError } from '@nlkit/core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { hostRoot, namespace, patience, requires, run, ss } from '../../../test/support/kernel.ts'
import { Helper } from './kernel.fixture.ts'
import { SockDiag } from './sockdiag.ts'

let diag: SockDiag
beforeAll(() => {
  diag = SockDiag.open()
})
afterAll(() => diag.close())

describe('owners', () => {
  it('are the processes that ss -p names', async () => {
    // The child ends with its parent.
    await using helper = await Helper.start<{ fd: number; port: number }>(`
l = socket.socket(); l.bind(('127.0.0.1', 0)); l.listen()
ours, theirs = os.pipe()
if os.fork() == 0: os.close(theirs); os.read(ours, 1); os._exit(0)
tell({'fd': l.fileno(), 'port': l.getsockname()[1]})
`)
    const filter = `sport = :${helper.told.port}`
    const owners = await diag.owners()
    const [socket] = await diag.tcp.list({ filter, owners })
    const theirs = [...(await ss('-Htlnp', filter)).matchAll(/\("([^"]*)",pid=(\d+),fd=(\d+)\)/g)].map(
      ([, command, pid, fd]) => ({ command, pid: Number(pid), fd: Number(fd) })
    )
    expect(socket?.owners).toHaveLength(2)
    expect(socket?.owners?.map(({ command, pid, fd }) => ({ command, pid, fd }))).toEqual(
      theirs.toSorted((a, b) => a.pid - b.pid)
    )
    expect(socket?.owners?.[0]).toMatchObject({ pid: helper.pid, fd: helper.told.fd })
  })

  it('are an empty list for a socket that nobody holds', async () => {
    const server = createServer((socket) => socket.end()).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    await run([
      'python3',
      '-c',
      `import socket; c = socket.create_connection(('127.0.0.1', ${port})); c.recv(1)`
    ])
    const [waiting] = await diag.tcp.list({ states: 'time-wait', owners: await diag.owners() })
    expect(waiting).toMatchObject({ inode: 0, owners: [] })
    server.close()
  })
})

describe('summary', () => {
  it('counts as ss -s does', { timeout: 90_000 * patience }, async () => {
    await using sockets = await Helper.start(`
l = socket.socket(); l.bind(('127.0.0.1', 0)); l.listen()
m = socket.socket(socket.AF_INET6); m.bind(('::1', 0)); m.listen()
keep = [(socket.create_connection(l.getsockname()), l.accept()) for _ in range(3)]
u = socket.socket(type=socket.SOCK_DGRAM); u.bind(('127.0.0.1', 0))
v = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM); v.bind(('::1', 0))
r = socket.socket(socket.AF_INET, socket.SOCK_RAW, 1)
tell()
`)
    expect(sockets.pid).toBeGreaterThan(0)
    // Closed ones are counted for all namespaces together: others may open some between our look and ss's.
    const { ours, text } = await vi.waitFor(
      async () => {
        const seen = { ours: await diag.summary(), text: await ss('-s') }
        const counts = /TCP:\s+(\d+) \(estab (\d+), closed (\d+), orphaned (\d+), timewait (\d+)\)/.exec(
          seen.text
        )
        const [total, established, closed, orphaned, timewait] = (counts ?? []).slice(1).map(Number)
        expect(seen.ours.tcp).toEqual({ total, established, closed, orphaned, timewait })
        return seen
      },
      { timeout: 60_000 * patience, interval: 100 }
    )
    const row = (name: string): object => {
      const [, all, inet, inet6] = new RegExp(`^${name}\\s+(\\d+)\\s+(\\d+)\\s+(\\d+)`, 'm').exec(text) ?? []
      return { total: Number(all), inet: Number(inet), inet6: Number(inet6) }
    }
    expect(ours).toMatchObject({
      raw: row('RAW'),
      udp: row('UDP'),
      tcpHashed: row('TCP'),
      inet: row('INET'),
      frag: row('FRAG')
    })
    expect(ours.udp).toEqual({ total: 2, inet: 1, inet6: 1 })
    expect(ours.tcp.established).toBe(6)
    // Sockets of ss itself come on top.
    expect(Math.abs(ours.total - Number(/^Total: (\d+)/m.exec(text)?.[1]))).toBeLessThan(12)
  })

  it('counts the sockets of a namespace that /proc does not show', async () => {
    await using elsewhere = await namespace()
    await using sockets = await Helper.start(`
ctypes.CDLL(None).setns(os.open('${elsewhere.path}', os.O_RDONLY), 0)
l = socket.socket(); l.bind(('127.0.0.1', 0)); l.listen()
keep = [(socket.create_connection(l.getsockname()), l.accept()) for _ in range(3)]
v = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM); v.bind(('::1', 0))
tell()
`)
    expect(sockets.pid).toBeGreaterThan(0)
    using other = SockDiag.open({ netns: elsewhere.name })
    expect(await other.summary()).toMatchObject({
      tcp: { total: 7, established: 6, orphaned: 0, timewait: 0 },
      udp: { total: 1, inet: 0, inet6: 1 },
      tcpHashed: { total: 7, inet: 7, inet6: 0 }
    })
    expect((await other.tcp.list()).length).toBe(7)
    expect((await diag.tcp.list({ filter: 'state established' })).length).toBe(0)
  })

  it('is refused once it is closed, as all else is', async () => {
    const closed = SockDiag.open()
    closed.close()
    await expect(closed.summary()).rejects.toThrow(ClosedError)
    await expect(closed.tcp.list()).rejects.toThrow(ClosedError)
  })
})

describe('a namespace', () => {
  it('stays the same for names of interfaces, whatever its descriptor or its name stands for later', async () => {
    await using elsewhere = await namespace()
    await using another = await namespace()
    await elsewhere.ip(
      'link',
      'add',
      'z0',
      'index',
      '700',
      'type',
      'veth',
      'peer',
      'name',
      'z1',
      'index',
      '701'
    )
    await another.ip(
      'link',
      'add',
      'z0',
      'index',
      '701',
      'type',
      'veth',
      'peer',
      'name',
      'z1',
      'index',
      '700'
    )
    await using sockets = await Helper.start(`
ctypes.CDLL(None).setns(os.open('${elsewhere.path}', os.O_RDONLY), 0)
l = socket.socket(); l.setsockopt(socket.SOL_SOCKET, 25, b'z0'); l.bind(('0.0.0.0', 0)); l.listen()
tell()
`)
    const handle = elsewhere.open()
    using byDescriptor = SockDiag.open({ netns: handle })
    using byName = SockDiag.open({ netns: elsewhere.name })
    handle[Symbol.dispose]()
    // As a rule it has the number of the one that was closed.
    using _ = another.open()
    await elsewhere.delete()
    for (const each of [byDescriptor, byName])
      expect(await each.tcp.list({ filter: 'dev z0' })).toMatchObject([{ state: 'listen', if: 700 }])
    expect(sockets.pid).toBeGreaterThan(0)
  })

  it('stays the same for counts, when the process that named it has ended', async () => {
    await using elsewhere = await namespace()
    const helper = await Helper.start(`
ctypes.CDLL(None).setns(os.open('${elsewhere.path}', os.O_RDONLY), 0)
l = socket.socket(); l.bind(('127.0.0.1', 0)); l.listen()
tell()
`)
    using other = SockDiag.open({ netns: { pid: helper.pid } })
    expect(await other.summary()).toMatchObject({ tcpHashed: { total: 1, inet: 1, inet6: 0 } })
    await helper[Symbol.asyncDispose]()
    expect(await other.summary()).toMatchObject({ tcpHashed: { total: 0, inet: 0, inet6: 0 } })
  })
})

describe('without root', () => {
  it(
    'tells what the kernel still tells, and which capability the rest needs',
    requires(hostRoot, async () => {
      await using sockets = await Helper.start(`
l = socket.socket(); l.setsockopt(socket.SOL_SOCKET, 36, 5); l.bind(('127.0.0.1', 22002)); l.listen()
p = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
tell()
`)
      expect(sockets.pid).toBeGreaterThan(0)
      const script = `
        import { SockDiag } from ${JSON.stringify(join(import.meta.dirname, 'index.ts'))}
        process.setgroups([]); process.setgid(65534); process.setuid(65534)
        using diag = SockDiag.open()
        const failure = async (promise) => promise.then(() => 'done', ({ name, code, message }) => ({ name, code, message }))
        const [socket] = await diag.tcp.list({ filter: 'sport = :22002' })
        const { unreadable, byInode } = await diag.owners()
        console.log(JSON.stringify({
          socket,
          marks: await failure(diag.tcp.list({ filter: 'fwmark 5' })),
          destroy: await failure(diag.tcp.destroy({ filter: 'sport = :22002' })),
          bpf: await failure(diag.tcp.list({ bpfStorages: true })),
          packet: (await diag.packet.list()).map(({ type }) => type),
          unreadable: unreadable.length, known: byInode.has(socket.inode),
          subscribed: await failure((async () => diag.subscribe().close())())
        }))`
      const text = await run(
        [process.execPath, '--conditions=nlkit-source', '--input-type=module-typescript', '-e', script],
        { timeout: 60_000 }
      )
      const told = JSON.parse(text) as Record<string, unknown>
      expect(told['socket']).toMatchObject({
        state: 'listen',
        src: '127.0.0.1',
        uid: 0,
        info: { state: 'listen' }
      })
      expect(told['socket']).not.toHaveProperty('mark')
      for (const key of ['marks', 'destroy']) {
        expect(told[key]).toMatchObject({ name: 'NetlinkError', code: 'EPERM' })
        expect(JSON.stringify(told[key])).toContain('CAP_NET_ADMIN')
      }
      expect(JSON.stringify(told['bpf'])).toContain('CAP_BPF')
      expect(told).toMatchObject({ packet: ['raw'], known: false, subscribed: 'done' })
      expect(told['unreadable']).toBeGreaterThan(0)
    })
  )
})

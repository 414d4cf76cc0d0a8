import { createSocket } from 'node:dgram'
import { createServer, connect } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { once } from 'node:events'
import { constants } from 'node:os'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Helper } from '../kernel.fixture.ts'
import { SockDiag } from '../sockdiag.ts'
import type { DestroyEvent } from '../events.ts'

const server = createServer((socket) => {
  accepted.push(socket)
  socket.on('error', () => {})
})
const accepted: Socket[] = []
let diag: SockDiag
let port = 0
beforeEach(async () => {
  diag = SockDiag.open()
  if (port !== 0) return
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  port = (server.address() as AddressInfo).port
})
afterEach(() => {
  diag.close()
  for (const socket of accepted.splice(0)) socket.destroy()
})

/** A connection of this process, and how it ends. */
async function connection(): Promise<{ socket: Socket; ended: Promise<unknown> }> {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  return { socket, ended: once(socket, 'error').then(([error]: unknown[]) => error) }
}

describe('destroy', () => {
  it('closes what a filter names and says what it closed', async () => {
    const [one, two] = await Promise.all([connection(), connection()])
    const filter = { or: [{ sport: one.socket.localPort ?? 0 }, { sport: two.socket.localPort ?? 0 }] }
    const dry = await diag.tcp.destroy({ filter }, { dryRun: true })
    expect(new Set(dry.destroyed.map(({ sport }) => sport))).toEqual(
      new Set([one.socket.localPort, two.socket.localPort])
    )
    expect(await diag.tcp.list({ filter })).toHaveLength(2)
    const result = await diag.tcp.destroy({ filter })
    expect(result.destroyed.map(({ cookie }) => cookie).toSorted()).toEqual(
      dry.destroyed.map(({ cookie }) => cookie).toSorted()
    )
    expect([result.gone, result.refused]).toEqual([[], []])
    expect(await one.ended).toMatchObject({ code: 'ECONNABORTED' })
    expect(await two.ended).toMatchObject({ code: 'ECONNABORTED' })
  })

  it('closes one socket and no other', async () => {
    const [one, two] = await Promise.all([connection(), connection()])
    const listed = await diag.tcp.find(one.socket)
    expect((await diag.tcp.destroy({ socket: listed })).destroyed).toMatchObject([{ cookie: listed.cookie }])
    expect(await one.ended).toMatchObject({ code: 'ECONNABORTED' })
    expect(two.socket.destroyed).toBe(false)
    await expect(diag.tcp.destroy({ socket: listed })).rejects.toMatchObject({ code: 'ENOENT' })
    two.socket.destroy()
  })

  it('never closes a listener, or what has no peer, in place of a connection that is gone', async () => {
    const { socket } = await connection()
    const { localPort: dport = 0 } = socket
    const id = { src: '127.0.0.1', sport: port, dst: '127.0.0.1', dport }
    expect((await diag.tcp.get(id)).dport).toBe(dport)
    await diag.tcp.destroy({ socket: id })
    for (const options of [{}, { dryRun: true }])
      await expect(diag.tcp.destroy({ socket: id }, options)).rejects.toMatchObject({ code: 'ENOENT' })
    expect(await diag.tcp.get({ src: '127.0.0.1', sport: port })).toMatchObject({ state: 'listen' })
    const udp = createSocket('udp4').bind(0, '127.0.0.1')
    await once(udp, 'listening')
    const sport = udp.address().port
    await expect(diag.udp.destroy({ socket: { ...id, sport } })).rejects.toMatchObject({ code: 'ENOENT' })
    expect(await diag.udp.get({ src: '127.0.0.1', sport })).toMatchObject({ sport, dport: 0 })
    udp.close()
    socket.destroy()
  })

  it('closes a UDP socket, whose owner is told when it reads', async () => {
    await using helper = await Helper.start<{ port: number; cookie: string }>(`
s = socket.socket(type=socket.SOCK_DGRAM); s.bind(('127.0.0.1', 0)); s.settimeout(20)
tell({'port': s.getsockname()[1], 'cookie': cookie(s)})
wait()
try: tell(len(s.recv(1)))
except OSError as error: tell(error.errno)
`)
    const { port: sport, cookie } = helper.told
    const { destroyed, gone, refused } = await diag.udp.destroy({ filter: { sport } })
    expect([destroyed.map((socket) => socket.cookie), gone, refused]).toEqual([[cookie], [], []])
    expect(await helper.next<number>()).toBe(constants.errno.ECONNABORTED)
    // The kernel leaves it open, without its port.
    expect(await diag.udp.list({ filter: { sport } })).toEqual([])
  })

  it('never takes everything for a filter', async () => {
    const everything = [
      { filter: '' },
      { filter: {} },
      { filter: '  ' },
      { filter: { and: [] } },
      { filter: '', states: 'all' },
      { filter: 'state all' },
      { filter: { dst: '' } },
      { filter: { dst: '', dport: 443 }, states: 'all' },
      { filter: { dst: '*' } },
      { filter: 'dst * and sport = :*' },
      { filter: { or: [{ dst: '192.0.2.1' }, { src: 'any' }] } },
      { filter: { sport: { ge: 0 }, dport: { le: 65535 } } },
      {},
      undefined,
      { filter: 'sport = 1', socket: {} }
    ]
    for (const target of everything) {
      await expect(diag.tcp.destroy(target as { filter: string })).rejects.toThrow(TypeError)
    }
    expect(await diag.tcp.destroy({ filter: { or: [] } })).toEqual({ destroyed: [], gone: [], refused: [] })
  })
})

describe('subscribe', () => {
  it('tells of sockets that end', async () => {
    await using events = diag.subscribe(['inet-tcp-destroy'])
    const { socket } = await connection()
    const { localPort } = socket
    socket.write('hello')
    accepted[0]?.on('data', () => accepted[0]?.destroy())
    socket.on('close', () => {})
    socket.resume()
    let found: DestroyEvent | undefined
    for await (const event of events) {
      if (event.type === 'destroy' && event.socket.dport === localPort) {
        found = event
        break
      }
    }
    expect(found?.socket).toMatchObject({ family: 'inet', src: '127.0.0.1', sport: port, protocol: 6 })
    // The peer's FIN takes a sequence number, and counts.
    expect([5, 6]).toContain(found?.socket.info?.bytesReceived)
    expect(found?.meta).toMatchObject({ group: 1 })
  })

  it('lets through what its filter says, and is told by number', async () => {
    const { socket: first } = await connection()
    const { socket: second } = await connection()
    const { localPort = 0 } = second
    await using events = diag.subscribe(undefined, { filter: { sport: localPort } })
    await diag.tcp.destroy({ filter: { sport: first.localPort ?? 0 } })
    await diag.tcp.destroy({ filter: { sport: localPort } })
    const { value } = await events.next()
    expect(value).toMatchObject({ type: 'destroy', socket: { sport: localPort } })
    expect(() => diag.subscribe(undefined, { filter: 'dev lo' })).toThrow(TypeError)
    expect(() => diag.subscribe(['inet-destroy' as 'inet-tcp-destroy'])).toThrow(
      'groups[0]: unknown "inet-destroy"'
    )
  })

  it('ends with its signal', async () => {
    const controller = new AbortController()
    const events = diag.subscribe(undefined, { signal: controller.signal })
    const next = events.next()
    controller.abort()
    await expect(next).rejects.toMatchObject({ name: 'AbortError' })
  })
})

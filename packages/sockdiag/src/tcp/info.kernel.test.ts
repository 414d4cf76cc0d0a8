import { once } from 'node:events'
import { createServer as createHttpServer, get } from 'node:http'
import { createServer, connect, Socket } from 'node:net'
import type { AddressInfo, Server } from 'node:net'
import { connect as connectTls, createServer as createTlsServer } from 'node:tls'
import { bytesOf } from '@nlkit/core/codec'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { namespace } from '../../../../test/support/kernel.ts'
import { Helper } from '../kernel.fixture.ts'
import { SockDiag } from '../sockdiag.ts'
import { decodeTcpInfo } from './codec.ts'
import type { TcpInfo } from './codec.ts'
import type { TcpSample } from './sampling.ts'

let diag: SockDiag
beforeAll(() => {
  diag = SockDiag.open()
})
afterAll(() => diag.close())

async function listening(server: Server, host = '127.0.0.1'): Promise<number> {
  server.listen(0, host)
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

describe('tcpInfo', () => {
  it('tells of both ends of a connection', async () => {
    const server = createServer((socket) => socket.pipe(socket))
    const client = connect(await listening(server), '127.0.0.1')
    const [[accepted]] = (await Promise.all([once(server, 'connection'), once(client, 'connect')])) as [
      [Socket],
      []
    ]
    client.write('x'.repeat(10_000))
    let echoed = 0
    while (echoed < 10_000) echoed += ((await once(client, 'data')) as [Buffer])[0].length
    const info = await diag.tcpInfo(accepted)
    expect(info).toMatchObject({ bytesReceived: 10_000, bytesSent: 10_000, totalRetrans: 0 })
    expect(info.rtt).toBeGreaterThan(0)
    expect(info.sndCwnd).toBeGreaterThan(0)
    expect(info.deliveryRate).toBeGreaterThan(0)
    client.destroy()
    accepted.destroy()
    server.close()
  })

  it('reads a dual-stack connection by its v4-mapped addresses', async () => {
    const server = createServer()
    const client = connect(await listening(server, '::'), '127.0.0.1')
    const [[accepted]] = (await Promise.all([once(server, 'connection'), once(client, 'connect')])) as [
      [Socket],
      []
    ]
    expect(accepted.remoteAddress).toBe('::ffff:127.0.0.1')
    expect(await diag.tcp.find(accepted)).toMatchObject({
      family: 'inet6',
      dst: '::ffff:127.0.0.1',
      dport: client.localPort
    })
    expect(await diag.tcp.find(client)).toMatchObject({ family: 'inet', sport: client.localPort })
    client.destroy()
    accepted.destroy()
    server.close()
  })

  it('takes HTTP requests and responses', async () => {
    const server = createHttpServer((_request, response) => response.end('hello'))
    const port = await listening(server)
    const request = get({ host: '127.0.0.1', port })
    await once(request, 'response')
    const info = await diag.tcpInfo(request)
    expect(info.state).toBe('established')
    expect(info.bytesReceived).toBeGreaterThan(50)
    request.destroy()
    server.close()
  })

  it('looks through TLS at the connection underneath', async () => {
    // A key that both know does without a certificate.
    const psk = Buffer.alloc(32, 7)
    const shared = { ciphers: 'PSK', maxVersion: 'TLSv1.2' } as const
    const server = createTlsServer({ ...shared, pskCallback: () => psk }, (socket) => socket.write('hi'))
    const port = await listening(server)
    const client = connectTls({
      ...shared,
      host: '127.0.0.1',
      port,
      pskCallback: () => ({ psk, identity: 'test' }),
      checkServerIdentity: () => undefined
    })
    await once(client, 'data')
    const socket = await diag.tcp.find(client)
    expect(socket).toMatchObject({ sport: client.localPort, dport: port })
    expect(socket.info?.bytesReceived).toBeGreaterThan(100)
    client.destroy()
    server.close()
  })

  it('says why it cannot tell', async () => {
    await expect(diag.tcpInfo(new Socket())).rejects.toThrow('socket: not connected over TCP')
    const server = createServer()
    const client = connect(await listening(server), '127.0.0.1')
    await once(client, 'connect')
    await using elsewhere = await namespace()
    using other = SockDiag.open({ netns: elsewhere.name })
    await expect(other.tcpInfo(client)).rejects.toMatchObject({ code: 'ENOENT' })
    client.destroy()
    server.close()
  })

  it('never tells of another socket that has the same addresses elsewhere', async () => {
    // The same two addresses and ports in another namespace are another connection.
    const server = createServer()
    const client = connect(await listening(server), '127.0.0.1')
    await once(client, 'connect')
    await using elsewhere = await namespace()
    await using twin = await Helper.start(
      `
os.setns(os.open('${elsewhere.path}', os.O_RDONLY), 0)
l = socket.socket(); l.bind(('127.0.0.1', ${(server.address() as AddressInfo).port})); l.listen()
c = socket.create_connection(l.getsockname(), source_address=('127.0.0.1', ${client.localPort}))
tell()
`.replace('os.setns(', 'ctypes.CDLL(None).setns(')
    )
    expect(twin.pid).toBeGreaterThan(0)
    using other = SockDiag.open({ netns: elsewhere.name })
    await expect(other.tcpInfo(client)).rejects.toMatchObject({ name: 'SocketMismatchError' })
    client.destroy()
    server.close()
  })
})

/** TCP_INFO without its clocks. */
function still(info: TcpInfo | undefined): object {
  return { ...info, lastDataSent: 0, lastDataRecv: 0, lastAckRecv: 0 }
}

describe('a second source', () => {
  it('equals getsockopt() on the same descriptor', async () => {
    // A quiet connection: but for the clocks nothing changes between the two looks.
    await using helper = await Helper.start<{
      cookie: string
      port: number
      info: string
      meminfo: number[]
      mark: number
      tos: number
      cong: string
      options: Record<string, number>
    }>(`
l = socket.socket(); l.bind(('127.0.0.1', 0)); l.listen()
c = socket.create_connection(l.getsockname()); a, _ = l.accept()
c.setsockopt(socket.SOL_SOCKET, 36, 9); c.setsockopt(socket.IPPROTO_IP, socket.IP_TOS, 0x10)
OPTIONS = {'recverr': 11, 'freebind': 15, 'mcLoop': 34, 'transparent': 19, 'mcAll': 49, 'bindAddressNoPort': 24}
for option, value in ((11, 1), (15, 1), (49, 0), (24, 1)): c.setsockopt(socket.IPPROTO_IP, option, value)
for i in range(20): c.send(b'x' * 3000); a.recv(1 << 16); a.send(b'y' * 100); c.recv(1 << 16)
time.sleep(0.3)
tell({'cookie': cookie(c), 'port': c.getsockname()[1], 'info': c.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 400).hex(),
  'meminfo': list(struct.unpack('=9I', c.getsockopt(socket.SOL_SOCKET, 55, 36))), 'mark': c.getsockopt(socket.SOL_SOCKET, 36), 'tos': c.getsockopt(socket.IPPROTO_IP, socket.IP_TOS),
  'cong': c.getsockopt(socket.IPPROTO_TCP, 13, 16).rstrip(b'\\0').decode(),
  'options': {name: c.getsockopt(socket.IPPROTO_IP, option) for name, option in OPTIONS.items()}})
`)
    const { cookie, info, meminfo, mark, tos, cong, options } = helper.told
    const [socket] = await diag.tcp.list({ filter: { cookie } })
    const u8 = Uint8Array.from(Buffer.from(info, 'hex'))
    expect(still(socket?.info)).toEqual(still(decodeTcpInfo(bytesOf(u8), 0, u8.length)))
    expect(socket?.info?.bytesSent).toBe(60_000)
    expect(Object.values(socket?.skmeminfo ?? {})).toEqual(meminfo)
    expect(socket).toMatchObject({ mark, tos, cong, sockopt: options })
    expect(options).toMatchObject({ recverr: 1, freebind: 1, mcAll: 0, bindAddressNoPort: 1 })
  })
})

describe('sample', () => {
  it('follows a connection until it ends', async () => {
    const server = createServer((socket) => socket.resume().on('error', () => {}))
    const client = connect(await listening(server), '127.0.0.1')
    await once(client, 'connect')
    client.on('error', () => {})
    const samples: TcpSample[] = []
    for await (const one of diag.sampleTcpInfo(client, { interval: 30 })) {
      samples.push(one)
      expect(one.info.state).toBe('established')
      client.write('x'.repeat(3000))
      if (samples.length === 4) await diag.tcp.destroy({ filter: { sport: client.localPort ?? 0 } })
    }
    expect(samples).toHaveLength(4)
    expect(samples[0]).not.toHaveProperty('rates')
    for (const [at, { info, elapsed = 0, rates }] of samples.entries()) {
      // Sent again, too, where the machine stands still for longer than an acknowledgement may take.
      expect((info.bytesSent ?? 0) - (info.bytesRetrans ?? 0)).toBe(3000 * at)
      const before = samples[at - 1]?.info
      if (before === undefined) continue
      const sent = (info.bytesSent ?? 0) - (before.bytesSent ?? 0)
      expect(rates?.bytesSent).toBeCloseTo(sent / (elapsed / 1000), 5)
    }
    server.close()
  })

  it('rejects at once when there is nothing to follow', async () => {
    const samples = diag.sampleTcpInfo({ src: '127.0.0.1', sport: 9, dst: '127.0.0.1', dport: 9 })
    await expect(samples.next()).rejects.toMatchObject({ code: 'ENOENT' })
    await expect(diag.sampleTcpInfo(new Socket()).next()).rejects.toThrow(TypeError)
  })
})

import { createServer as createHttpServer, get } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { connect, createServer, Socket } from 'node:net'
import type { AddressInfo, Server } from 'node:net'
import { once } from 'node:events'
import { fstatSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { identify } from './live-socket.ts'

async function listening(server: Server, host: string): Promise<number> {
  server.listen(0, host)
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

describe('identify', () => {
  it('names a connection as the kernel knows it', async () => {
    const server = createServer()
    const port = await listening(server, '127.0.0.1')
    const client = connect(port, '127.0.0.1')
    const [[accepted]] = (await Promise.all([once(server, 'connection'), once(client, 'connect')])) as [
      [Socket],
      []
    ]
    try {
      const mine = identify(client)
      const theirs = identify(accepted)
      expect(mine).toMatchObject({
        family: 'inet',
        src: '127.0.0.1',
        sport: client.localPort,
        dst: '127.0.0.1',
        dport: port
      })
      expect(theirs).toMatchObject({ sport: port, dport: client.localPort })
      expect(mine.inode).not.toBe(theirs.inode)
    } finally {
      client.destroy()
      accepted.destroy()
      server.close()
    }
  })

  it.runIf(process.platform === 'linux')('finds the inode of the descriptor', async () => {
    const server = createServer()
    const client = connect(await listening(server, '127.0.0.1'), '127.0.0.1')
    await once(client, 'connect')
    const { inode } = identify(client)
    const handle: unknown = Reflect.get(client, '_handle')
    expect(inode).toBe(fstatSync((handle as { fd: number }).fd).ino)
    client.destroy()
    server.close()
  })

  it('takes HTTP requests and responses', async () => {
    const server = createHttpServer((_request, response) => response.end('x'))
    const port = await listening(server, '127.0.0.1')
    const request = get({ port, host: '127.0.0.1' })
    const [response] = (await once(request, 'response')) as [IncomingMessage]
    try {
      expect(identify(request)).toEqual(identify(response))
      expect(identify(response).dport).toBe(port)
    } finally {
      response.resume()
      request.destroy()
      server.close()
    }
  })

  it('says why it cannot', async () => {
    expect(() => identify(new Socket())).toThrow('socket: not connected over TCP')
    expect(() => identify({ socket: null })).toThrow('socket: no connection is assigned to it yet')
    expect(() => identify(undefined as unknown as Socket)).toThrow(TypeError)
  })
})

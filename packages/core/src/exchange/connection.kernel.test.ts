import { closeSync, openSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { afterEach, describe, expect, it } from 'vitest'
import {
  background,
  echoesNewLinks,
  ip,
  ipBatch,
  ipJson,
  namespace,
  patience,
  run
} from '../../../../test/support/kernel.ts'
import { LE, type Bytes, type Writer } from '../codec/index.ts'
import {
  ClosedError,
  Connection,
  NetlinkError,
  NLM_F_CREATE,
  NLM_F_ECHO,
  NLM_F_EXCL,
  NETLINK_GENERIC,
  NETLINK_ROUTE
} from '../index.ts'
import { nativeTransport } from '../socket/native-transport.ts'
import { getInt } from '../socket/open.ts'
import { NETLINK_CAP_ACK, NETLINK_EXT_ACK, NETLINK_GET_STRICT_CHK, SOL_NETLINK } from '../socket/options.ts'
import type { Transport, TransportSocket } from '../socket/transport.ts'
import type { ConnectionOptions } from './connection-options.ts'
import { rawCodec } from './raw.ts'
import type { DumpSpec } from './dump/dump-spec.ts'
import type { RequestSpec } from './spec.ts'

const RTM_NEWLINK = 16
const RTM_GETLINK = 18
const RTM_GETROUTE = 26

/** Where each route takes many times as long, there are fewer, so that the test ends. */
const ROUTES = Math.floor(20_000 / patience) * 10

interface Name {
  readonly index: number
  readonly name: string
}

/** As much of a link as these tests need. */
const nameCodec = {
  encode(writer: Writer, value: Partial<Name>): void {
    const header = writer.reserve(16)
    writer.view.setInt32(header + 4, value.index ?? 0, LE)
    if (value.name !== undefined) {
      const mark = writer.beginAttribute(3)
      writer.bytes(new TextEncoder().encode(`${value.name}\0`))
      writer.endAttribute(mark)
    }
    writer.attributeU32(29, 1) // IFLA_EXT_MASK
  },
  decode({ u8, view }: Bytes, offset: number, end: number): Name {
    let name = ''
    for (let at = offset + 16; at + 4 <= end; at += (view.getUint16(at, LE) + 3) & ~3) {
      if (view.getUint16(at + 2, LE) === 3)
        name = new TextDecoder().decode(u8.subarray(at + 4, at + view.getUint16(at, LE) - 1))
    }
    return { index: view.getInt32(offset + 4, LE), name }
  }
}

const get = (value: Partial<Name>): RequestSpec<Partial<Name>, Name> => ({
  type: RTM_GETLINK,
  name: 'RTM_GETLINK',
  body: nameCodec,
  value,
  reply: nameCodec
})

const links: DumpSpec<Partial<Name>, Name> = { ...get({}), reply: nameCodec, replyType: RTM_NEWLINK }

const routes: DumpSpec<Uint8Array, Uint8Array> = {
  type: RTM_GETROUTE,
  name: 'RTM_GETROUTE',
  body: rawCodec,
  value: Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
  reply: rawCodec
}

const descriptors = async (): Promise<number> => (await readdir('/proc/self/fd')).length

/** 10.x.y.z/32 dev lo: struct rtmsg, RTA_DST, RTA_OIF. */
const addRoute = (i: number): RequestSpec<Uint8Array> => {
  const header = [2, 32, 0, 0, 254, 3, 253, 1, 0, 0, 0, 0]
  const value = Uint8Array.of(...header, 8, 0, 1, 0, 10, i >> 16, i >> 8, i, 8, 0, 4, 0, 1, 0, 0, 0)
  return {
    type: 24,
    name: 'RTM_NEWROUTE',
    flags: NLM_F_CREATE,
    body: rawCodec,
    value
  }
}

const open: Connection[] = []
function connect(options: Partial<ConnectionOptions> = {}): Connection {
  const connection = Connection.open({ protocol: NETLINK_ROUTE, ...options })
  open.push(connection)
  return connection
}
afterEach(() => open.splice(0).forEach((connection) => connection.close()))

const names = async (netns: ConnectionOptions['netns']): Promise<string[]> =>
  (await connect({ netns }).dump(links).toArray()).map(({ name }) => name)

describe.each(['auto', 'inline', 'thread'] as const)('execution %s', (execution) => {
  it('gets a link by index and by name', async () => {
    const connection = connect({ execution })
    const lo = await connection.one(get({ name: 'lo' }))
    expect(lo).toEqual({ index: 1, name: 'lo' })
    expect(await connection.one(get({ index: 1 }))).toEqual(lo)
  })

  it('dumps links and routes', async () => {
    const connection = connect({ execution })
    expect(await connection.dump(links).toArray()).toContainEqual({ index: 1, name: 'lo' })
    expect(Array.isArray(await connection.dump(routes).toArray())).toBe(true)
  })

  it('rejects with errno and the kernel`s own words', async () => {
    const connection = connect({ execution })
    await expect(connection.one(get({ name: 'absent' }))).rejects.toMatchObject({
      code: 'ENODEV',
      errno: -19
    })
    await expect(
      connection.dump({ ...routes, value: Uint8Array.of(2, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0) }).toArray()
    ).rejects.toMatchObject({
      code: 'EINVAL',
      extack: { message: expect.stringMatching(/./) as string }
    })
  })
})

describe('a connection', () => {
  it('brings 2,000 requests at once their own answers while dumps run', async () => {
    await ipBatch(Array.from({ length: 200 }, (_, i) => `link add many${i} type veth peer name peer${i}`))
    const connection = connect()
    const known = new Map((await connection.dump(links).toArray()).map(({ index, name }) => [index, name]))
    const indices = [...known.keys()]
    const dumps = [connection.dump(links).toArray(), connection.dump(links).toArray()]
    const answers = await Promise.all(
      Array.from({ length: 2000 }, (_, i) => connection.one(get({ index: indices[i % indices.length] ?? 1 })))
    )
    expect(
      answers.every(
        ({ index, name }, i) => index === indices[i % indices.length] && name === known.get(index)
      )
    ).toBe(true)
    for (const dump of dumps) expect((await dump).length).toBe(known.size)
  })

  it(
    `lets requests and dumps run inside a dump's loop over ${ROUTES} routes`,
    { timeout: 120_000 * patience },
    async () => {
      await ip('link', 'set', 'lo', 'up')
      const connection = connect()
      const results = await connection.batch(Array.from({ length: ROUTES }, (_, i) => addRoute(i)))
      expect(results.every(({ status }) => status === 'done')).toBe(true)
      let seen = 0
      let inner = 0
      for await (const route of connection.dump(routes)) {
        if (route.length > 12) seen += 1
        if (seen % (ROUTES / 10) === 0) {
          expect((await connection.one(get({ index: 1 }))).name).toBe('lo')
          if (seen % (ROUTES / 2) === 0)
            for await (const batch of connection.dump(routes).batches()) inner += batch.length
        }
      }
      expect(seen).toBeGreaterThanOrEqual(ROUTES)
      expect(inner).toBe(seen * 2)
      await ip('route', 'flush', 'dev', 'lo')
    }
  )

  it('leaves nothing behind when loops are left early', async () => {
    const connection = connect()
    const leaveEarly = async (): Promise<void> => {
      for await (const _ of connection.dump(links)) break
    }
    await leaveEarly() // starts the reader, which stays
    const before = await descriptors()
    for (let i = 0; i < 50; i++) await leaveEarly()
    // A thread that is still at work for a socket keeps its descriptor until it comes back.
    await expect.poll(descriptors).toBeLessThanOrEqual(before)
  })

  it('gets what it created back with NLM_F_ECHO, before the ACK, or says that nothing came', async () => {
    const connection = connect()
    const body = {
      encode(writer: Writer): void {
        writer.reserve(16)
        const name = writer.beginAttribute(3)
        writer.bytes(new TextEncoder().encode('echo0\0'))
        writer.endAttribute(name)
        const info = writer.beginAttribute(18)
        const kind = writer.beginAttribute(1)
        writer.bytes(new TextEncoder().encode('bridge'))
        writer.endAttribute(kind)
        writer.endAttribute(info)
      }
    }
    const making = connection.one({
      type: RTM_NEWLINK,
      name: 'RTM_NEWLINK',
      flags: NLM_F_CREATE | NLM_F_EXCL | NLM_F_ECHO,
      body,
      value: undefined,
      reply: nameCodec
    })
    const index = expect.any(Number) as number
    if (echoesNewLinks) await expect(making).resolves.toEqual({ name: 'echo0', index })
    else await expect(making).rejects.toMatchObject({ code: 'ENODATA' })
    const made = await making.catch(() => ({ index }))
    expect(await ipJson('link', 'show', 'echo0')).toMatchObject([{ ifindex: made.index }])
  })

  it('sees each namespace by itself, by name, path, pid and descriptor', async () => {
    await using blue = await namespace()
    await ip('-n', blue.name, 'link', 'add', 'blue0', 'type', 'bridge')
    expect(await names(blue.name)).toContain('blue0')
    expect(await names(`/run/netns/${blue.name}`)).toContain('blue0')
    const fd = openSync(`/run/netns/${blue.name}`, 'r')
    expect(await names({ fd })).toContain('blue0')
    const held = connect({ protocol: NETLINK_GENERIC, netns: { fd } })
    closeSync(fd)
    await using inside = background(
      'nsenter',
      `--net=/run/netns/${blue.name}`,
      'sh',
      '-c',
      'echo in; exec cat'
    )
    await inside.line('in')
    expect(await names({ pid: inside.pid })).toContain('blue0')
    expect(await names({ pid: process.pid })).not.toContain('blue0')
    expect(await names(undefined)).not.toContain('blue0')
    // One beside another is where that one is, whatever has become of the descriptor and the name.
    await blue.delete()
    using beside = held.beside({ protocol: NETLINK_ROUTE })
    expect(await beside.one(get({ name: 'blue0' }))).toMatchObject({ name: 'blue0' })
    held.close()
    expect(() => held.beside({ protocol: NETLINK_ROUTE })).toThrow(ClosedError)
    expect((await beside.one(get({ name: 'blue0' }))).name).toBe('blue0')
  })

  it('says what is wrong with a namespace, and opens nothing', () => {
    expect(() => connect({ netns: 'no-such-namespace' })).toThrow(expect.objectContaining({ code: 'ENOENT' }))
    expect(() => connect({ netns: import.meta.filename })).toThrow(
      expect.objectContaining({
        code: 'EINVAL',
        request: 'setns',
        message: `setns: EINVAL: '${import.meta.filename}' is not a network namespace`
      })
    )
    expect(() => connect({ netns: { fd: -1 } })).toThrow(RangeError)
    expect(() => connect({ netns: '' })).toThrow(RangeError)
    expect(() => connect({ netns: { pid: 0 } })).toThrow(RangeError)
    for (const two of [{}, { nsid: 5 }, { pid: 1, fd: 0 }] as never[])
      expect(() => connect({ netns: two })).toThrow(
        /^netns: expected a name, a path, or one of \{ pid \} and \{ fd \}, got/
      )
  })

  it('names a protocol that this kernel lacks', () => {
    const error = (() => {
      try {
        return connect({ protocol: 14 })
      } catch (caught) {
        return caught
      }
    })()
    expect(NetlinkError.is(error)).toBe(true)
    expect(error).toMatchObject({
      code: 'EPROTONOSUPPORT',
      message: expect.stringContaining('NETLINK_DNRTMSG') as string
    })
  })

  it('binds an explicit port id once', () => {
    expect(connect({ protocol: NETLINK_GENERIC, portId: 4_000_000 }).portId).toBe(4_000_000)
    expect(() => connect({ protocol: NETLINK_GENERIC, portId: 4_000_000 })).toThrow(
      expect.objectContaining({ code: 'EADDRINUSE' })
    )
  })

  it('has extended acks and strict checking on, on each socket, unless told otherwise', async () => {
    const opened: TransportSocket[] = []
    const native = nativeTransport()
    const transport: Transport = {
      open(...parameters) {
        const socket = native.open(...parameters)
        if (typeof socket !== 'number') opened.push(socket)
        return socket
      }
    }
    const read = (): number[][] =>
      opened
        .splice(0)
        .map((socket) =>
          [NETLINK_EXT_ACK, NETLINK_GET_STRICT_CHK, NETLINK_CAP_ACK].map((option) =>
            getInt(socket, SOL_NETLINK, option, 'getsockopt')
          )
        )
    // Its own socket, and that of a dump.
    await connect({ transport }).dump(links).toArray()
    expect(read()).toEqual([
      [1, 1, 1],
      [1, 1, 1]
    ])
    await connect({ transport, extendedAck: false, strict: false }).dump(links).toArray()
    expect(read()).toEqual([
      [0, 0, 1],
      [0, 0, 1]
    ])
  })

  it('says EMFILE where the addon cannot be loaded for lack of descriptors, and opens when there are some', async () => {
    const code = `
      import { closeSync, openSync } from 'node:fs'
      const { Connection } = await import(${JSON.stringify(new URL('../index.ts', import.meta.url).href)})
      const open = () => {
        try { Connection.open({ protocol: 0 }).close(); console.log('opened') }
        catch (error) { console.log(error.name, error.code, error.request) }
      }
      const taken = []
      for (;;) { try { taken.push(openSync('/dev/null')) } catch { break } }
      open()
      taken.forEach((descriptor) => closeSync(descriptor))
      open()`
    const node = [process.execPath, '--conditions=nlkit-source', '--input-type=module', '-e', code]
    const output = await run(['sh', '-c', 'ulimit -n 128; exec "$@"', 'sh', ...node])
    expect(output.trim().split('\n')).toEqual(['NetlinkError EMFILE open', 'opened'])
  })

  it('keeps the process alive only while something waits', async () => {
    const code = `
      const { Connection } = await import(${JSON.stringify(new URL('../index.ts', import.meta.url).href)})
      const lo = { type: 18, name: 'RTM_GETLINK', value: undefined, reply: { decode: () => 1 },
        body: { encode(w) { const at = w.reserve(16); w.view.setInt32(at + 4, 1, true) } } }
      const inline = Connection.open({ protocol: 0 })
      const thread = Connection.open({ protocol: 0, execution: 'thread' })
      console.log(await inline.one(lo), await thread.one(lo), (await thread.dump({ ...lo, body: { encode(w) { w.reserve(16) } } }).toArray()).length > 0)`
    const output = await run([
      process.execPath,
      '--conditions=nlkit-source',
      '--input-type=module',
      '-e',
      code
    ])
    expect(output.trim()).toBe('1 1 true')
  })
})

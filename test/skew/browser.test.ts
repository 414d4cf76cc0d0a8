/** What needs no socket works where there is no Node: no `process`, no built-in modules, no addon. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { run } from '../support/kernel.ts'
import { install, write } from './copies.ts'

let tree = ''
beforeAll(() => {
  tree = mkdtempSync(join(tmpdir(), 'nlkit-browser-'))
  for (const name of ['core', 'rtnl']) install({ name, into: tree })
})
afterAll(() => rmSync(tree, { recursive: true, force: true }))

const fixture = new URL('browser.fixture.mjs', import.meta.url).pathname

async function inBrowser(code: string): Promise<unknown> {
  const program = write(tree, 'program.mjs', code)
  const argv = [process.execPath, '--no-warnings', '--experimental-vm-modules', fixture, program, tree]
  return JSON.parse(await run(argv)) as unknown
}

it('has no process there', async () => {
  expect(
    await inBrowser(
      'console.log(JSON.stringify([typeof process, typeof require, typeof Buffer, typeof setImmediate]))'
    )
  ).toEqual(['undefined', 'undefined', 'undefined', 'undefined'])
})

const again = `
  const again = (codec, value) => {
    const writer = new Writer()
    codec.encode(writer, value)
    const bytes = writer.toBytes()
    return codec.decode(bytesOf(bytes), 0, bytes.length)
  }`

it('decodes and encodes with core and rtnl', async () => {
  const code = `
    import * as core from '@nlkit/core'
    import { bytesOf, DecodeError, Writer } from '@nlkit/core/codec'
    import * as schema from '@nlkit/core/schema'
    import { addressCodec, linkCodec, routeCodec } from '@nlkit/rtnl'
    ${again}
    let refused
    try { linkCodec.decode(bytesOf(new Uint8Array(5)), 0, 5) } catch (error) { refused = [DecodeError.is(error), core.DecodeError.is(error)] }
    const messages = [...core.readMessages(new Uint8Array([16, 0, 0, 0, 3, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]))]
    console.log(JSON.stringify({
      link: again(linkCodec, { ifname: 'eth0', mtu: 1500, linkinfo: { kind: 'bridge', data: { priority: 5 } } }),
      address: again(addressCodec, { family: 'inet', prefixlen: 24, local: '10.0.0.2' }).local,
      route: again(routeCodec, { family: 'inet6', dst: '2001:db8::', dstLen: 32, table: 1000 }).table,
      refused, messages: messages.length, errno: core.errnoName(-17), u32: schema.sizeOf(schema.u32)
    }))`
  expect(await inBrowser(code)).toMatchObject({
    link: { ifname: 'eth0', mtu: 1500, linkinfo: { kind: 'bridge', data: { priority: 5 } } },
    address: '10.0.0.2',
    route: 1000,
    refused: [true, true],
    messages: 1,
    errno: 'EEXIST',
    u32: 4
  })
})

it('decodes with all packages as a bundler for browsers puts them into one file', async () => {
  const { outputFiles } = await build({
    stdin: {
      contents: `
        import { readMessages } from '@nlkit/core'
        import { bytesOf, Writer } from '@nlkit/core/codec'
        import { addressCodec } from '@nlkit/rtnl'
        import * as sockdiag from '@nlkit/sockdiag'
        import { parseKernelUevent, Uevent } from '@nlkit/uevent'
        const event = new TextEncoder().encode('add@/devices/x\\0ACTION=add\\0DEVPATH=/devices/x\\0SUBSYSTEM=net\\0SEQNUM=7\\0')
        ${again}
        const { family, states } = again(sockdiag.inetRequestCodec, { family: 'inet6', states: 2 })
        let said
        try { sockdiag.SockDiag.open(); Uevent.open() } catch (error) { said = error.message }
        console.log(JSON.stringify({
          family, states, event: parseKernelUevent(event), said,
          messages: [...readMessages(new Uint8Array([16, 0, 0, 0, 3, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]))].length,
          local: again(addressCodec, { family: 'inet', prefixlen: 24, local: '10.0.0.2' }).local
        }))`,
      resolveDir: import.meta.dirname
    },
    bundle: true,
    // It knows no built-in modules of Node: an import of one is an error.
    platform: 'browser',
    format: 'esm',
    conditions: ['nlkit-source'],
    write: false
  })
  expect(await inBrowser(outputFiles[0]?.text ?? '')).toMatchObject({
    family: 'inet6',
    states: 2,
    event: { action: 'add', devpath: '/devices/x', subsystem: 'net', seqnum: 7 },
    said: 'netlink sockets exist on Linux only, this is none; decoding works everywhere',
    messages: 1,
    local: '10.0.0.2'
  })
})

it('reads captures and replays them to connections', async () => {
  const code = `
    import { Connection, NetlinkError, rawCodec } from '@nlkit/core'
    import { pcapHeader, pcapPacket, readCapture, readJsonLines, replay, record, jsonLine } from '@nlkit/core/capture'
    import { message } from '@nlkit/core/testing'
    const request = message(18, 5, 1, 0, new Uint8Array(16))
    const answer = message(16, 0, 1, 1, new Uint8Array(20).fill(7))
    const ack = message(2, 0x100, 1, 1, new Uint8Array(20))
    const capture = [
      { protocol: 0, direction: 'sent', time: 1, data: request },
      { protocol: 0, direction: 'received', time: 2, data: answer },
      { protocol: 0, direction: 'received', time: 3, data: ack }
    ]
    const packets = [pcapHeader(), ...capture.map(pcapPacket)]
    const file = new Uint8Array(packets.reduce((sum, { length }) => sum + length, 0))
    packets.reduce((at, packet) => (file.set(packet, at), at + packet.length), 0)
    const read = readCapture(file)
    const lines = readJsonLines(capture.map(jsonLine).join(''))
    record(() => {}).stop()
    const connection = Connection.open({ protocol: 0, transport: replay(lines) })
    const spec = { type: 18, name: 'RTM_GETLINK', body: rawCodec, value: new Uint8Array(16), reply: rawCodec }
    const one = await connection.one(spec)
    const thread = Connection.open({ protocol: 0, transport: replay(lines), execution: 'thread' })
    const other = await thread.one(spec)
    const dump = await connection.dump(spec).toArray().catch((error) => error)
    connection.close()
    thread.close()
    console.log(JSON.stringify([read.length, one[0], other[0], NetlinkError.is(dump), dump.code]))`
  expect(await inBrowser(code)).toEqual([3, 7, 7, true, 'ENOENT'])
})

it('says so when a socket is asked for', async () => {
  const code = `
    import { Connection, NetlinkSocket } from '@nlkit/core'
    import { Rtnl } from '@nlkit/rtnl'
    const said = [() => Connection.open({ protocol: 0 }), () => NetlinkSocket.open({ protocol: 0 }), () => Rtnl.open()].map((act) => {
      try { act() } catch (error) { return error.message }
    })
    console.log(JSON.stringify(said))`
  const said = (await inBrowser(code)) as string[]
  expect(new Set(said)).toEqual(
    new Set(['netlink sockets exist on Linux only, this is none; decoding works everywhere'])
  )
})

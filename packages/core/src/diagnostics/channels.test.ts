import { channel, subscribe, unsubscribe } from 'node:diagnostics_channel'
import { afterEach, expect, it } from 'vitest'
import { Connection } from '../exchange/connection.ts'
import { rawCodec } from '../exchange/raw.ts'
import { ScriptedKernel } from '../testing/index.ts'
import type { TracedDatagram } from './channels.ts'

const get = { type: 18, name: 'TEST_GET', body: rawCodec, value: Uint8Array.of(1, 0, 0, 0), reply: rawCodec }
const echo = (): Connection =>
  Connection.open({
    protocol: 7,
    transport: new ScriptedKernel((request) =>
      request.type === 18 ? request.reply(16, request.payload).ack() : request.done()
    )
  })

const listening: [string, (message: unknown) => void][] = []
function listen(name: string, listener: (datagram: TracedDatagram) => void): void {
  const untyped = listener as (message: unknown) => void
  listening.push([name, untyped])
  subscribe(name, untyped)
}
afterEach(() => listening.splice(0).forEach(([name, listener]) => unsubscribe(name, listener)))

it('carries every message sent and received', async () => {
  const seen: [string, number, number, number][] = []
  for (const name of ['nlkit:sent', 'nlkit:received']) {
    listen(name, ({ protocol, portId, data }) => seen.push([name, protocol, portId, data.length]))
  }
  const connection = echo()
  await connection.one(get)
  expect(seen).toEqual([
    ['nlkit:sent', 7, connection.portId, 20],
    ['nlkit:received', 7, connection.portId, 20],
    ['nlkit:received', 7, connection.portId, 36]
  ])
  seen.length = 0
  await connection.dump({ ...get, type: 20 }).toArray()
  expect(seen.map(([name]) => name)).toEqual(['nlkit:sent', 'nlkit:received'])
})

it('lets a subscriber make requests of its own, which do not get mixed up with what it is told of', async () => {
  const connection = echo()
  let inner: Promise<Uint8Array> | undefined
  listen('nlkit:sent', () => {
    inner ??= connection.one({ ...get, value: Uint8Array.of(2, 0, 0, 0) })
  })
  expect(await connection.one(get)).toEqual(Uint8Array.of(1, 0, 0, 0))
  expect(await inner).toEqual(Uint8Array.of(2, 0, 0, 0))
})

it('is silent when nobody listens', async () => {
  expect(channel('nlkit:sent').hasSubscribers).toBe(false)
  await echo().one(get)
})

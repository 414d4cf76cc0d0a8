import { describe, expect, it } from 'vitest'
import { Connection } from '../exchange/connection.ts'
import { rawCodec } from '../exchange/raw.ts'
import { ScriptedKernel } from '../testing/index.ts'
import {
  jsonLine,
  packetDatagram,
  pcapFormat,
  pcapHeader,
  pcapPacket,
  readCapture,
  record,
  replay,
  type CapturedDatagram
} from './index.ts'

const get = (
  value: number
): { type: number; name: string; body: typeof rawCodec; value: Uint8Array; reply: typeof rawCodec } => ({
  type: 18,
  name: 'TEST_GET',
  body: rawCodec,
  value: Uint8Array.of(value, 0, 0, 0),
  reply: rawCodec
})

async function capture(): Promise<CapturedDatagram[]> {
  const kernel = new ScriptedKernel((request) => {
    if (request.payload[0] === 9) request.error(2, { message: 'no nine' })
    else if (request.type === 20) request.send(request.message(16, request.payload), request.doneMessage())
    else request.reply(16, Uint8Array.of((request.payload[0] ?? 0) + 100, 0, 0, 0)).ack()
  })
  const connection = Connection.open({ protocol: 3, transport: kernel })
  const other = Connection.open({ protocol: 3, transport: kernel })
  const seen: CapturedDatagram[] = []
  using _ = record((datagram) => seen.push(datagram), connection)
  await connection.one(get(1))
  await other.one(get(5))
  await connection.one(get(9)).catch(() => {})
  await connection.dump({ ...get(2), type: 20 }).toArray()
  return seen
}

const read = (text: string): unknown => readCapture(new TextEncoder().encode(text))
const timeless = (one: CapturedDatagram): unknown => ({ ...one, time: 0 })

describe('a capture', () => {
  it('has what one connection sent and received, and nothing of another', async () => {
    expect((await capture()).map(({ direction, protocol }) => [direction, protocol])).toEqual([
      ['sent', 3],
      ['received', 3],
      ['received', 3],
      ['sent', 3],
      ['received', 3],
      ['sent', 3],
      ['received', 3]
    ])
  })

  it('comes back from a pcap file and from lines of JSON as it was', async () => {
    const seen = await capture()
    const pcap = [pcapHeader(), ...seen.map(pcapPacket)]
    const file = new Uint8Array(pcap.flatMap((part) => [...part]))
    const back = readCapture(file)
    expect(back.map(timeless)).toEqual(seen.map(timeless))
    for (const [i, { time }] of back.entries())
      expect(Math.abs(time - (seen[i]?.time ?? 0))).toBeLessThan(0.001)
    expect(readCapture(new TextEncoder().encode(seen.map(jsonLine).join('')))).toEqual(seen)
    for (let cut = 24; cut < file.length; cut++)
      expect(readCapture(file.slice(0, cut)).length).toBeLessThan(seen.length)
  })

  it('can be read packet by packet', async () => {
    const [first] = await capture()
    if (first === undefined) throw new Error('nothing captured')
    expect(pcapFormat(pcapHeader())).toEqual({ isLittle: false, unit: 1e-6, linkType: 253 })
    expect(pcapFormat(pcapHeader().subarray(0, 23))).toBeUndefined()
    const packet = pcapPacket(first).subarray(16)
    expect(packetDatagram(packet, first.time)).toEqual(first)
    expect(packetDatagram(packet.subarray(0, 15), first.time)).toBeUndefined()
  })

  it('is replayed as a kernel that answers the same', async () => {
    const connection = Connection.open({ protocol: 3, transport: replay(await capture()) })
    expect(await connection.one(get(1))).toEqual(Uint8Array.of(101, 0, 0, 0))
    expect(await connection.one(get(1))).toEqual(Uint8Array.of(101, 0, 0, 0))
    await expect(connection.one(get(9))).rejects.toMatchObject({
      code: 'ENOENT',
      extack: { message: 'no nine' }
    })
    expect(await connection.dump({ ...get(2), type: 20 }).toArray()).toEqual([Uint8Array.of(2, 0, 0, 0)])
    await expect(connection.one(get(7))).rejects.toMatchObject({ extack: { message: 'not in the capture' } })
  })

  it('says what is wrong with a file that is none', () => {
    expect(() => read('hello')).toThrow('line 1: not JSON')
    expect(() => read('{"protocol":0,"data":"0g"}')).toThrow('line 1: data')
    expect(() => read('\n{"protocol":99,"data":"00"}')).toThrow('line 2: protocol')
    expect(() => read('{"protocol":0,"data":"00","direction":"up"}')).toThrow('line 1: direction')
    expect(() => read('null')).toThrow('line 1: data')
    const ethernet = pcapHeader()
    ethernet[23] = 1
    expect(() => readCapture(ethernet)).toThrow('link type 1')
  })
})

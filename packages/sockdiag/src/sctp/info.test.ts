import { bytesOf, Writer } from '@nlkit/core/codec'
import { expect, it } from 'vitest'
import { info } from './info.ts'

// Captured from Linux 6.12 in a virtual machine: the server's end of an association over loopback that received 500 bytes.
const HEX =
  '8904d26c030000000c9e0100000000000a000a000000000000000000000000000000000004000000ccff000000a001002ba6b2a1620200000000000000000000' +
  '01000000000000000200000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000' +
  '00000000000000000000000000000000010000000000000002000000000000000000000000000000020096667f00000100000000000000000000000000000000' +
  '00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000' +
  '0000000000000000000000000000000000000000000000000000000000000000000000000000000002000000f8ff010000000000b80b00004c1d000005000000' +
  'c80000000000000000a00100000000000000000000000000000000000000000000000000000000000000000000000000'

it('reads and writes the state of an association with its address', () => {
  const u8 = Uint8Array.from(Buffer.from(HEX, 'hex'))
  const decoded = info.decode(bytesOf(u8), 0, u8.length)
  expect(decoded).toMatchObject({
    state: 'established',
    instrms: 10,
    outstrms: 10,
    ipackets: 1,
    opackets: 2,
    iodchunks: 1,
    pState: 'active',
    pRto: 3000,
    pAddress: { family: 'inet', addr: '127.0.0.1', port: 38502 }
  })
  const writer = new Writer()
  info.encode(writer, decoded)
  expect(Buffer.from(writer.toBytes()).toString('hex')).toBe(HEX)
})

it('leaves out the address of what has none', () => {
  const decoded = info.decode(bytesOf(new Uint8Array(368)), 0, 368)
  expect(decoded).not.toHaveProperty('pAddress')
  const writer = new Writer()
  info.encode(writer, decoded)
  expect(writer.toBytes()).toEqual(new Uint8Array(368))
})

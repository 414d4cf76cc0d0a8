import { bytesOf, Writer } from '@nlkit/core/codec'
import { expect, it } from 'vitest'
import { info } from './info.ts'

// Captured from Linux 6.12 in a virtual machine: the server's end of an association over loopback that received 500 bytes.
const HEX =
  'b36328ee0300000000a00100000000000a000a000000000000000000000000000000000004000000ccff00000c9e0100bd4488dc62060000010000000000000000000000' +
  '0000000003000000000000000300000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001000000' +
  '0000000000000000000000000200000000000000030000000000000002005dc17f0000010000000000000000000000000000000000000000000000000000000000000000' +
  '0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000' +
  '00000000000000000000000000000000000000000000000002000000f8ff010001000000e80300004c1d000005000000c80000000000000000a001000000000000000000' +
  '00000000000000000000000000000000000000000000000000000000'

it('reads and writes the state of an association with its address', () => {
  const u8 = Uint8Array.from(Buffer.from(HEX, 'hex'))
  const decoded = info.decode(bytesOf(u8), 0, u8.length)
  expect(decoded).toMatchObject({
    state: 'established',
    instrms: 10,
    outstrms: 10,
    ipackets: 3,
    opackets: 3,
    pState: 'active',
    pRto: 1000,
    pAddress: { family: 'inet', addr: '127.0.0.1', port: 24001 }
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

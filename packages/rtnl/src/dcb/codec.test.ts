import { bytesOf, Writer } from '@nlkit/core/codec'
import { expect, it } from 'vitest'
import { dcbCodec, type DcbInput } from './codec.ts'
import { DCB_CMD } from './constants.ts'

const eight = (value: number): number[] => Array.from({ length: 8 }, () => value)

it('writes and reads classes, applications and rates', () => {
  const value: DcbInput = {
    family: 'unspec',
    cmd: 'ieee-set',
    ifname: 'eth0',
    ieee: {
      ieeeEts: {
        willing: 1,
        etsCap: 8,
        cbs: 0,
        tcTxBw: eight(12),
        tcRxBw: eight(12),
        tcTsa: eight(2),
        prioTc: [0, 1, 2, 3, 4, 5, 6, 7],
        tcRecoBw: eight(0),
        tcRecoTsa: eight(0),
        recoPrioTc: eight(0)
      },
      ieeeAppTable: { ieeeApp: [{ selector: 5, priority: 3, protocol: 46 }] },
      ieeeMaxrate: { tcMaxrate: eight(1_000_000) }
    }
  }
  const writer = new Writer()
  dcbCodec.encode(writer, value)
  const u8 = writer.toBytes()
  expect(u8[1]).toBe(DCB_CMD.number['ieee-set'])
  expect(dcbCodec.decode(bytesOf(u8), 0, u8.length)).toMatchObject(value)
})

import { bytesOf, DecodeError, Writer } from '@nlkit/core/codec'
import { expect, it } from 'vitest'
import { dcbCodec, type Dcb, type DcbInput } from './codec.ts'
import { DCB_CMD } from './constants.ts'

const eight = <T>(value: T): T[] => Array.from({ length: 8 }, () => value)

const bytesFor = (value: DcbInput): Uint8Array => {
  const writer = new Writer()
  dcbCodec.encode(writer, value)
  return writer.toBytes()
}
const decode = (u8: Uint8Array): Dcb => dcbCodec.decode(bytesOf(u8), 0, u8.length)
const ieee = (value: NonNullable<DcbInput['ieee']>): DcbInput => ({ cmd: 'ieee-set', ieee: value })

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
        tcTsa: ['strict', 'cb-shaper', 'ets', 'vendor', 3, 'ets', 'ets', 'ets'],
        prioTc: [0, 1, 2, 3, 4, 5, 6, 7],
        tcRecoBw: eight(0),
        tcRecoTsa: eight('strict'),
        recoPrioTc: eight(0)
      },
      ieeeAppTable: {
        ieeeApp: [{ selector: 'dscp', priority: 3, protocol: 46 }],
        dcbApp: [{ selector: 'pcp', priority: 1, protocol: 9 }]
      },
      ieeeMaxrate: { tcMaxrate: eight(1_000_000) }
    }
  }
  const u8 = bytesFor(value)
  expect(u8[1]).toBe(DCB_CMD.number['ieee-set'])
  expect(decode(u8)).toMatchObject(value)
})

it('takes the numbers of names, and refuses what is no name by its key', () => {
  const tcTsa = [0, 1, 2, 255, 2, 2, 2, 2]
  expect(decode(bytesFor(ieee({ ieeeEts: { tcTsa } }))).ieee?.ieeeEts?.tcTsa.slice(0, 4)).toEqual([
    'strict',
    'cb-shaper',
    'ets',
    'vendor'
  ])
  const app = { selector: 4, priority: 0, protocol: 80 }
  expect(decode(bytesFor(ieee({ ieeeAppTable: { ieeeApp: [app] } }))).ieee?.ieeeAppTable?.ieeeApp).toEqual([
    { ...app, selector: 'any' }
  ])
  expect(() => bytesFor(ieee({ ieeeEts: { tcTsa: eight('etz' as never) } }))).toThrow(
    /^ieee\.ieeeEts\.tcTsa\[0\]: .*etz/
  )
  expect(() =>
    bytesFor(ieee({ ieeeAppTable: { ieeeApp: [{ ...app, selector: 'dcsp' as never }] } }))
  ).toThrow(/^ieee\.ieeeAppTable\.ieeeApp\[0\]\.selector: .*dcsp/)
})

it('has the selectors of CEE, which are others', () => {
  const value: DcbInput = {
    cmd: 'cee-get',
    app: { idtype: 'portnum', id: 80, priority: 2 },
    cee: {
      ceePeerAppTable: { ceePeerApp: [{ selector: 'ethtype', priority: 4, protocol: 0x8906 }] },
      ceeAppTable: { ceeApp: [{ idtype: 'ethtype', id: 0x8906, priority: 8 }] }
    }
  }
  expect(decode(bytesFor(value))).toMatchObject(value)
  expect(() => bytesFor({ app: { idtype: 'port' as never } })).toThrow(/^app\.idtype: .*port/)
})

it('names the states of congestion notification', () => {
  const cnddStateMachine = ['reset', 'edge', 'interior', 'interior-ready', 4, 'edge', 'edge', 'edge'] as const
  expect(decode(bytesFor(ieee({ ieeeQcn: { cnddStateMachine } }))).ieee?.ieeeQcn?.cnddStateMachine).toEqual(
    cnddStateMachine
  )
})

/**
 * As dcbnl_ieee_fill() puts it together, and dcb(8) what it sends: an attribute for each selector, in the order of trust, of the
 * type that its applications have.
 */
const trusted = Uint8Array.from(
  Buffer.from(
    '00150000 20000d00 1c000b00 0500010005000000 05000200ff000000 0500010001000000'.replaceAll(' ', ''),
    'hex'
  )
)

it('has the order of trust as a list of selectors', () => {
  const dcbAppTrustTable = ['dscp', 'pcp', 'ethertype'] as const
  expect(decode(trusted).ieee).toEqual({ dcbAppTrustTable })
  const written = bytesFor({ cmd: 'ieee-get', ieee: { dcbAppTrustTable } })
  expect(Buffer.from(written).toString('hex')).toBe(Buffer.from(trusted).toString('hex'))
  expect(() => bytesFor(ieee({ dcbAppTrustTable: ['dscp', 'dcp' as never] }))).toThrow(
    /^ieee\.dcbAppTrustTable\[1\]: .*dcp/
  )
  // No message ends in the middle of a byte's attribute.
  for (let length = 0; length < trusted.length; length++) {
    try {
      decode(trusted.slice(0, length))
    } catch (error) {
      expect(DecodeError.is(error)).toBe(true)
    }
  }
})

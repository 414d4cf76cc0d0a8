import { bytesOf } from '@nlkit/core/codec'
import type { Message } from '@nlkit/core'
import { expect, it } from 'vitest'
import { RTM_GETDCB, RTM_SETDCB } from './constants.ts'
import { dcbEvents } from './events.ts'

/**
 * What dcbnl_ieee_notify() sends once a program has set an application's priority. No driver of the machines that tests run on has
 * DCB, so this is put together as the kernel does: struct dcbmsg, DCB_ATTR_IFNAME, and DCB_ATTR_IEEE with the table of applications.
 */
const hex = `
  00 14 0000
  0900 0100 65746830 00000000
  1000 0d00 0c00 0300 0800 0100 01 03 3412`

const meta = { flags: 0, sequence: 0, portId: 0, senderPortId: 0, group: 23 }

it.each([
  [RTM_SETDCB, 'setdcb'],
  [RTM_GETDCB, 'getdcb']
])('tells what a program or DCBX in the device has set, in messages of type %i', (type, name) => {
  const u8 = Uint8Array.from(Buffer.from(hex.replaceAll(/\s+/g, ''), 'hex'))
  const message = { type, bytes: bytesOf(u8), offset: 0, end: u8.length, meta: () => meta }
  expect(dcbEvents.read(message as Message)).toMatchObject({
    type: name,
    dcb: {
      cmd: 'ieee-set',
      ifname: 'eth0',
      ieee: { ieeeAppTable: { ieeeApp: [{ selector: 'ethertype', priority: 3, protocol: 0x1234 }] } }
    },
    meta
  })
})

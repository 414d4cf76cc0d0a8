/**
 * Of families that a kernel does not have it is asked in vain: it answers with the objects of all others (rtnl_dump_all()). And among
 * routes of all families there are CAN gateways, which have another header.
 */
import { ScriptedKernel } from '@nlkit/core/testing'
import { expect, test } from 'vitest'
import { RTM_GETADDR, RTM_NEWADDR } from '../address/constants.ts'
import { messages } from '../messages.ts'
import { RTM_GETNETCONF, RTM_NEWNETCONF } from '../netconf/constants.ts'
import { Rtnl } from '../rtnl.ts'
import { RTM_DELROUTE, RTM_GETROUTE, RTM_NEWROUTE } from './constants.ts'
import { bytesOf } from '@nlkit/core/codec'

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(/\s+/g, ''), 'hex'))

/** 10.9.0.0/16 by interface 3, of the main table. */
const ROUTE = bytes('02100000 fe03fd01 00000000 08000100 0a090000 08000400 03000000')
/** From interface 2 to 3, with a filter. A route's header would take its first attribute for the rest of it. */
const GATEWAY = bytes('1d010000 0c000b00 23010000 ff070000 08000900 02000000 08000a00 03000000')
const ADDRESS = bytes('02188000 03000000 08000200 0a090001')
const SETTINGS = bytes('02000000 08000100 03000000')

const ANSWERS: Readonly<Record<number, readonly [type: number, ...payloads: Uint8Array[]]>> = {
  [RTM_GETROUTE]: [RTM_NEWROUTE, ROUTE, GATEWAY, ROUTE],
  [RTM_GETADDR]: [RTM_NEWADDR, ADDRESS],
  [RTM_GETNETCONF]: [RTM_NEWNETCONF, SETTINGS]
}

/** A kernel that answers every dump with all that it has, and the types of changes. */
function scene(): { rtnl: Rtnl; changes: number[] } {
  const changes: number[] = []
  const transport = new ScriptedKernel((request) => {
    const answer = ANSWERS[request.type]
    if (answer === undefined) {
      changes.push(request.type)
      request.ack()
      return
    }
    const [type, ...payloads] = answer
    for (const payload of payloads) request.reply(type, payload)
    request.done()
  })
  return { rtnl: Rtnl.open({ transport }), changes }
}

test('routes are listed without the CAN gateways among them, and those without the routes', async () => {
  using rtnl = scene().rtnl
  expect((await rtnl.routes.list()).map(({ dst }) => dst)).toEqual(['10.9.0.0', '10.9.0.0'])
  expect(await rtnl.routes.list({ dev: 3 })).toHaveLength(2)
  expect(await rtnl.canGateways.list()).toEqual([
    { family: 'can', gwtype: 'can-can', flags: 0, filter: { id: 0x123, mask: 0x7ff }, srcIf: 2, dstIf: 3 }
  ])
})

test('what is asked for of one family is told of no other', async () => {
  using rtnl = scene().rtnl
  for (const family of ['inet6', 'mpls'] as const) {
    expect(await rtnl.routes.list({ family })).toEqual([])
    expect(await rtnl.netconf.list({ family })).toEqual([])
  }
  expect(await rtnl.addresses.list({ family: 'inet6' })).toEqual([])
  expect(await rtnl.addresses.list({ family: 'inet' })).toHaveLength(1)
  expect(await rtnl.netconf.list({ family: 'inet' })).toHaveLength(1)
})

test('a flush of one family deletes nothing of another', async () => {
  const { rtnl, changes } = scene()
  using _ = rtnl
  expect(await rtnl.routes.flush({ family: 'mpls' })).toBe(0)
  expect(await rtnl.addresses.flush({ family: 'inet6' })).toBe(0)
  expect(changes).toEqual([])
  expect(await rtnl.canGateways.flush({ srcDev: 2 })).toBe(1)
  expect(changes).toEqual([RTM_DELROUTE])
})

test.each([
  [ROUTE, { family: 'inet', dst: '10.9.0.0' }],
  [GATEWAY, { family: 'can', srcIf: 2, dstIf: 3 }]
])('traces and captures tell the two apart', (payload, object) => {
  const { codec } = messages.get(RTM_NEWROUTE) ?? {}
  expect(codec?.decode(bytesOf(payload), 0, payload.length)).toMatchObject(object)
})

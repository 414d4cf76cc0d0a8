/** What is asked of families whose addresses are a byte: of MCTP there is none in the kernels of the machines that tests run on. */
import { bytesOf, DecodeError, locate } from '@nlkit/core/codec'
import { ScriptedKernel } from '@nlkit/core/testing'
import { expect, test } from 'vitest'
import { RTM_GETADDR, RTM_NEWADDR } from './address/constants.ts'
import { RTM_GETNEIGH, RTM_NEWNEIGH } from './neighbour/constants.ts'
import { routeCodec, type RouteInput } from './route/codec.ts'
import { routeIdentity } from './route/identity.ts'
import { RTM_GETROUTE, RTM_NEWROUTE } from './route/constants.ts'
import { Rtnl } from './rtnl.ts'

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(/\s+/g, ''), 'hex'))

/** As mctp_fill_addrinfo(), mctp_fill_neigh() and mctp_fill_rtinfo() put them together; the first route is that of the own address. */
const ADDRESS = bytes('2d000000 03000000 05000200 08000000 05000100 08000000')
const NEIGHBOUR = bytes('2d000000 03000000 00000000 05000100 09000000 05000200 1d000000')
const OTHER = bytes('2d000000 04000000 00000000 05000100 0a000000 05000200 1e000000')
const LOCAL = bytes('2d000000 fd04fd02 00000000 05000100 08000000 04000800 08000400 03000000')
const ROUTE = bytes(
  '2d030000 fd04fd01 00000000 05000100 0a000000 0c000800 08000200 44000000 08000400 03000000'
)
/** By endpoint 0x09 of network 2, as mctp_fill_rtinfo() has it. */
const GATEWAY = bytes(
  '2d000000 fd040001 00000000 05000100 14000000 0c000800 08000200 44000000 0c000500 02000000 09000000'
)

const ANSWERS: Readonly<Record<number, readonly [type: number, ...payloads: Uint8Array[]]>> = {
  [RTM_GETADDR]: [RTM_NEWADDR, ADDRESS],
  [RTM_GETNEIGH]: [RTM_NEWNEIGH, NEIGHBOUR, OTHER],
  [RTM_GETROUTE]: [RTM_NEWROUTE, LOCAL, ROUTE, GATEWAY]
}

/** An Rtnl, and the payloads of what it sent beside dumps. */
function scene(): { rtnl: Rtnl; sent: string[] } & Disposable {
  const sent: string[] = []
  const transport = new ScriptedKernel((request) => {
    const answer = ANSWERS[request.type]
    if (answer === undefined) {
      sent.push(Buffer.from(request.payload).toString('hex'))
      request.ack()
      return
    }
    const [type, ...payloads] = answer
    for (const payload of payloads) request.reply(type, payload)
    request.done()
  })
  const rtnl = Rtnl.open({ transport })
  return { rtnl, sent, [Symbol.dispose]: () => rtnl.close() }
}

test.each<[string, (rtnl: Rtnl) => Promise<unknown>, string]>([
  [
    'address of Phonet',
    ({ addresses }) => addresses.add({ family: 'phonet', dev: 3, local: '0x6c' }),
    '23000000 03000000 05000200 6c000000'
  ],
  [
    'address of MCTP',
    ({ addresses }) => addresses.delete({ family: 'mctp', dev: 3, local: '0x08' }),
    '2d000000 03000000 05000200 08000000'
  ],
  [
    'route of Phonet',
    ({ routes }) => routes.delete({ family: 'phonet', dev: 3, dst: '0x10' }),
    '23060000 fe000001 00000000 05000100 10000000 08000400 03000000'
  ],
  [
    'route of MCTP, with the MTU in a nest that says so',
    ({ routes }) => routes.add({ family: 'mctp', dev: 3, dst: '0x0a', dstLen: 3, metrics: { mtu: 68 } }),
    '2d030000 fe030001 00000000 05000100 0a000000 08000400 03000000 0c000880 08000200 44000000'
  ],
  [
    'route of MCTP by an endpoint, of the default network where none is said',
    ({ routes }) => routes.add({ family: 'mctp', dst: '0x14', gateway: { eid: '0x09' } }),
    '2d000000 fe030001 00000000 05000100 14000000 0c000500 00000000 09000000'
  ],
  [
    'neighbour of MCTP',
    ({ neighbours }) => neighbours.add({ family: 'mctp', dev: 3, dst: '0x09', lladdr: '1d' }),
    '2d000000 03000000 80000000 05000100 09000000 05000200 1d000000'
  ]
])('%s', async (_, act, hex) => {
  using kernel = scene()
  await act(kernel.rtnl)
  expect(kernel.sent).toEqual([hex.replaceAll(' ', '')])
})

test('they are listed by family and interface', async () => {
  using kernel = scene()
  const { rtnl } = kernel
  const family = 'mctp'
  expect(await rtnl.addresses.list({ family, dev: 3 })).toMatchObject([{ local: '0x08', address: '0x08' }])
  expect(await rtnl.addresses.list({ family: 'phonet' })).toEqual([])
  expect(await rtnl.routes.list({ family })).toMatchObject([
    { dst: '0x08', dstLen: 0, type: 'local', oif: 3, metrics: {} },
    { dst: '0x0a', dstLen: 3, type: 'unicast', oif: 3, metrics: { mtu: 68 } },
    { dst: '0x14', scope: 'universe', gateway: { net: 2, eid: '0x09' }, metrics: { mtu: 68 } }
  ])
  expect(await rtnl.neighbours.list({ family, dev: 3 })).toMatchObject([{ dst: '0x09', lladdr: '1d' }])
  expect(await rtnl.neighbours.list({ family })).toHaveLength(2)
})

test('a flush of the routes of MCTP leaves those of its own addresses, which go with these', async () => {
  using kernel = scene()
  expect(await kernel.rtnl.routes.flush({ family: 'mctp' })).toBe(2)
  // Behind struct rtmsg: the destination. What is by a gateway is named by it: its network is all that tells it from another.
  expect(kernel.sent.map((hex) => hex.slice(24, 40))).toEqual(['050001000a000000', '0500010014000000'])
  expect(kernel.sent[1]).toContain('0c0005000200000009000000')
})

test('routes of MCTP are listed and deleted by endpoints and gateways', async () => {
  using kernel = scene()
  const { routes } = kernel.rtnl
  const family = 'mctp'
  expect(await routes.list({ family, dst: '0x0A' })).toMatchObject([{ dst: '0x0a' }])
  expect(await routes.list({ family, gateway: { net: 2, eid: '0x09' } })).toMatchObject([{ dst: '0x14' }])
  expect(await routes.flush({ family, gateway: { net: 1, eid: '0x09' } })).toBe(0)
  expect(await routes.flush({ family, dst: '0x14', gateway: { net: 2, eid: '0x09' } })).toBe(1)
  await expect(routes.flush({ family, dst: '0x1' })).rejects.toThrow(/^filter\.dst: /)
  await expect(routes.list({ gateway: { net: 2, eid: '9' } })).rejects.toThrow(/^filter\.gateway\.eid: /)
  await expect(routes.list({ gateway: { eid: '0x09' } as never })).rejects.toThrow(/^filter\.gateway\.net: /)
  expect(kernel.sent).toHaveLength(1)
})

test.each(['0x6', '0x6c6c', '108', '10.0.0.1', 'default', '', undefined, 108])(
  '%j is no such address, and nothing is sent',
  async (address) => {
    using kernel = scene()
    const { addresses, routes, neighbours } = kernel.rtnl
    const local = address as string
    await expect(addresses.add({ family: 'phonet', dev: 3, local })).rejects.toThrow(/^local: /)
    await expect(routes.add({ family: 'phonet', dev: 3, dst: local })).rejects.toThrow(/^dst: /)
    await expect(neighbours.add({ family: 'mctp', dev: 3, dst: local, lladdr: '1d' })).rejects.toThrow(
      /^dst: /
    )
    expect(kernel.sent).toEqual([])
  }
)

test.each<[RouteInput['gateway'], RegExp]>([
  [{ net: 1, eid: '9' }, /^gateway\.eid: expected an address of one byte/],
  [{ net: -1, eid: '0x09' }, /^gateway\.net: /],
  [{ net: 1, edi: '0x09' } as object, /^gateway\.edi: unknown key, did you mean 'eid'/],
  ['0x09', /^gateway: /]
])('%j is no gateway of MCTP', async (gateway, message) => {
  using kernel = scene()
  await expect(kernel.rtnl.routes.add({ family: 'mctp', dst: '0x14', gateway })).rejects.toThrow(message)
  expect(kernel.sent).toEqual([])
})

test('of a gateway of MCTP every cut is refused, and its members are found', () => {
  const at = GATEWAY.indexOf(9, 12)
  expect(locate(routeCodec.paths, bytesOf(GATEWAY), 0, GATEWAY.length, at)).toBe('gateway.eid')
  const short = GATEWAY.slice(0, -4)
  short[32] = 8
  expect(() => routeCodec.decode(bytesOf(short), 0, short.length)).toThrow(DecodeError)
})

test('routes of MCTP to one endpoint are told apart by their network', () => {
  const told = routeCodec.decode(bytesOf(GATEWAY), 0, GATEWAY.length)
  const of = (route: object): string => routeIdentity({ ...told, ...route })
  expect(of({ gateway: { net: 2, eid: '0x0a' } })).toBe(of({}))
  expect(of({ gateway: { net: 3, eid: '0x09' } })).not.toBe(of({}))
  expect(of({ gateway: undefined, oif: 3 })).not.toBe(of({ gateway: undefined, oif: 4 }))
})

import { expect, it } from 'vitest'
import { bytesOf, type PathTable } from '../codec/index.ts'
import { NLMSG_HDRLEN } from '../message/constants.ts'
import { NetlinkSocket } from '../socket/netlink-socket.ts'
import { NETLINK_USERSOCK } from '../socket/protocols.ts'
import { message } from '../testing/index.ts'
import { messageFilter, type WantedValues } from './message-filter.ts'

/** Shaped like a route: a header with a field that an attribute widens. */
const paths: PathTable = {
  prefix: 'T',
  header: 12,
  members: { family: [0, 1], table: [4, 1], port: [6, 2], index: [8, 4] },
  attributes: { table: 15, oif: 4, nested: [9, () => paths] }
}

let seed = 12_345
function random(below: number): number {
  seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0
  return (seed >>> 8) % below
}

const u32 = (value: number): number[] => [value & 255, (value >> 8) & 255, (value >> 16) & 255, value >>> 24]

function randomMessage(i: number): Uint8Array {
  const header = [random(3), 0, 0, 0, random(4), 0, random(3), random(2), ...u32(random(3) - 1)]
  const attributes = [15, 4, 77, 9]
    .filter(() => random(2) === 0)
    .flatMap((type) => (type === 77 ? [5, 0, type, 0, 1, 0, 0, 0] : [8, 0, type, 0, ...u32(random(4))]))
  return message(16 + random(3), 0, i, 0, Uint8Array.of(...header, ...attributes))
}

const filters: WantedValues[] = [
  {},
  { family: 1 },
  { table: 2 },
  { oif: 3 },
  { port: 257 },
  { index: -1 },
  { table: [1, 2], family: [0, 2] },
  { oif: [0, 1, 2], index: 0, table: 1 },
  { family: 300 },
  { oif: [] }
]

it.each(filters)('lets the kernel pass what JavaScript does: %j', async (wanted) => {
  const filter = messageFilter(paths, [16, 17], wanted)
  using receiver = NetlinkSocket.open({ protocol: NETLINK_USERSOCK })
  using sender = NetlinkSocket.open({ protocol: NETLINK_USERSOCK })
  receiver.options.receiveBuffer = 4 * 1024 * 1024
  if (filter.program === undefined) return expect.unreachable()
  receiver.attach(filter.program)
  const expected: number[] = []
  for (let i = 0; i < 500; i++) {
    const bytes = randomMessage(i)
    const { view } = bytesOf(bytes)
    const end = view.getUint32(0, true)
    if (filter.matches({ type: view.getUint16(4, true), bytes: bytesOf(bytes), offset: NLMSG_HDRLEN, end }))
      expected.push(i)
    sender.send(bytes, { portId: receiver.portId })
  }
  receiver.detach()
  sender.send(message(99, 0, 4711, 0, new Uint8Array()), { portId: receiver.portId })
  const seen: number[] = []
  for await (const { data } of receiver) {
    const sequence = new DataView(data.buffer, data.byteOffset).getUint32(8, true)
    if (sequence === 4711) break
    seen.push(sequence)
  }
  expect(seen).toEqual(expected)
  expect(expected.length).toBeGreaterThan(100) // the third type passes always
})

it('is left to JavaScript where jumps would be too long', () => {
  const many = Array.from({ length: 300 }, (_, i) => i)
  const filter = messageFilter(paths, [16], { index: many })
  expect(filter.program).toBeUndefined()
  const bytes = bytesOf(message(16, 0, 0, 0, Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, ...u32(299))))
  expect(filter.matches({ type: 16, bytes, offset: NLMSG_HDRLEN, end: 28 })).toBe(true)
})

it('refuses keys and values that cannot be meant', () => {
  expect(() => messageFilter(paths, [16], { colour: 1 })).toThrow(/^filter: 'colour'/)
  expect(() => messageFilter(paths, [16], { nested: 1 })).toThrow(/^filter: 'nested'/)
  expect(() => messageFilter(paths, [16], { index: 1.5 })).toThrow(RangeError)
  expect(() => messageFilter(paths, [16], { toString: 1 })).toThrow(TypeError)
})

/** What the kernel refuses on its own account, each as a NetlinkError that says what and why. */
import { afterEach, describe, expect, it } from 'vitest'
import { hostRoot, ipBatch, requires, run } from '../../../../test/support/kernel.ts'
import {
  Connection,
  NETLINK_GENERIC,
  NETLINK_ROUTE,
  NETLINK_USERSOCK,
  NetlinkError,
  NetlinkSocket,
  NLM_F_DUMP,
  protocolName,
  rawCodec,
  type RequestSpec
} from '../index.ts'

const open: { close(): void }[] = []
afterEach(() => open.splice(0).forEach((one) => one.close()))

function socket(protocol: number, portId?: number): NetlinkSocket {
  const opened = NetlinkSocket.open({ protocol, portId })
  open.push(opened)
  return opened
}

function connect(options: Partial<Parameters<typeof Connection.open>[0]> = {}): Connection {
  const opened = Connection.open({ protocol: NETLINK_ROUTE, ...options })
  open.push(opened)
  return opened
}

async function refusalOf(act: () => unknown): Promise<NetlinkError> {
  try {
    await act()
  } catch (error) {
    if (NetlinkError.is(error)) return error
    throw error
  }
  throw new Error('it was not refused')
}

const large: RequestSpec<Uint8Array, Uint8Array> = {
  type: 18,
  name: 'RTM_GETLINK',
  body: rawCodec,
  value: new Uint8Array(1024 * 1024),
  reply: rawCodec
}

describe('EMSGSIZE', () => {
  it('is a datagram that the send buffer has no room for, which a larger one has', async () => {
    const one = socket(NETLINK_USERSOCK)
    const peer = socket(NETLINK_USERSOCK)
    const bytes = new Uint8Array(300_000)
    const error = await refusalOf(() => one.send(bytes, { portId: peer.portId }))
    expect(error).toMatchObject({ code: 'EMSGSIZE', errno: -90, request: 'sendmsg' })
    expect(error.message).toBe(
      `sendmsg: EMSGSIZE: 300000 bytes are more than the send buffer takes (sendBuffer is ${one.options.sendBuffer})`
    )
    one.options.sendBuffer = 200_000 // the kernel doubles it
    expect(one.options.sendBuffer).toBe(200_000)
    one.send(bytes, { portId: peer.portId })
    expect((await peer.receive()).data.length).toBe(300_000)
  })

  it.each(['inline', 'thread'] as const)('is a request of that size, %s', async (execution) => {
    const connection = connect({ execution })
    expect(await refusalOf(() => connection.one(large))).toMatchObject({ code: 'EMSGSIZE' })
    expect(await refusalOf(() => connection.dump({ ...large, reply: rawCodec }).toArray())).toMatchObject({
      code: 'EMSGSIZE'
    })
  })
})

describe('ECONNREFUSED', () => {
  it('is a port id that nobody has, or has no longer', async () => {
    const one = socket(NETLINK_USERSOCK)
    const error = await refusalOf(() => one.send(new Uint8Array(4), { portId: 4_123_456 }))
    expect(error).toMatchObject({ code: 'ECONNREFUSED', errno: -111 })
    expect(error.message).toBe('sendmsg: ECONNREFUSED: to port id 4123456')
    const peer = socket(NETLINK_USERSOCK)
    const { portId } = peer
    one.send(new Uint8Array(4), { portId })
    peer.close()
    expect(await refusalOf(() => one.send(new Uint8Array(4), { portId }))).toMatchObject({
      code: 'ECONNREFUSED'
    })
  })

  it.each(['auto', 'inline', 'thread'] as const)('rejects what a peer is asked, %s', async (execution) => {
    const connection = connect({ protocol: NETLINK_USERSOCK, peer: { portId: 4_123_456 }, execution })
    const small = { ...large, value: new Uint8Array(4), reply: rawCodec }
    expect(await refusalOf(() => connection.one(small))).toMatchObject({ code: 'ECONNREFUSED' })
    expect(await refusalOf(() => connection.dump(small).toArray())).toMatchObject({ code: 'ECONNREFUSED' })
    const results = await connection.batch([small])
    expect(results).toMatchObject([{ status: 'unknown', error: { code: 'ECONNREFUSED' } }])
  })
})

it(
  'EPERM names the capability: multicast, a foreign port id, a group, as an ordinary user',
  requires(hostRoot, async () => {
    const code = `
      const { NetlinkSocket } = await import(${JSON.stringify(new URL('../index.ts', import.meta.url).href)})
      process.setgroups([]); process.setgid(65534); process.setuid(65534)
      const one = NetlinkSocket.open({ protocol: 0 })
      const user = NetlinkSocket.open({ protocol: 2 })
      const acts = {
        multicast: () => one.send(new Uint8Array(16), { groups: 1 }),
        port: () => one.send(new Uint8Array(16), { portId: 4711 }),
        connect: () => one.connect(4711),
        join: () => user.join(1),
        open: () => NetlinkSocket.open({ protocol: 2, groups: [1] })
      }
      for (const [name, act] of Object.entries(acts))
        try { act(); console.log(name, 'allowed') } catch (error) { console.log(name, error.errno, error.message) }`
    const output = await run([
      process.execPath,
      '--conditions=nlkit-source',
      '--input-type=module',
      '-e',
      code
    ])
    expect(output.trim().split('\n')).toEqual([
      'multicast -1 sendmsg: EPERM: needs CAP_NET_ADMIN',
      'port -1 sendmsg: EPERM: needs CAP_NET_ADMIN',
      'connect -1 connect: EPERM: needs CAP_NET_ADMIN',
      'join -1 NETLINK_ADD_MEMBERSHIP: EPERM: group 1: needs CAP_NET_ADMIN',
      'open -1 NETLINK_ADD_MEMBERSHIP: EPERM: group 1: needs CAP_NET_ADMIN'
    ])
  })
)

it('EADDRINUSE is a port id that another socket of the protocol has', async () => {
  socket(NETLINK_GENERIC, 4_000_001)
  for (const act of [
    () => socket(NETLINK_GENERIC, 4_000_001),
    () => connect({ protocol: NETLINK_GENERIC, portId: 4_000_001 })
  ]) {
    const error = await refusalOf(act)
    expect(error).toMatchObject({ code: 'EADDRINUSE', errno: -98, request: 'bind' })
    expect(error.message).toBe('bind: EADDRINUSE: port id 4000001')
  }
  expect(socket(NETLINK_ROUTE, 4_000_001).portId).toBe(4_000_001)
})

it(
  'ENOBUFS on send is a message that the kernel has no memory for in one piece',
  requires(hostRoot, async () => {
    const one = socket(NETLINK_USERSOCK)
    one.options.sendBuffer = 32 * 1024 * 1024
    // netlink_alloc_large_skb(): what goes to a group is allocated with kmalloc(), 4 MiB at the most.
    const error = await refusalOf(() => one.send(new Uint8Array(16 * 1024 * 1024), { groups: 1 }))
    expect(error).toMatchObject({ code: 'ENOBUFS', errno: -105, request: 'sendmsg' })
    expect(error.message).toBe('sendmsg: ENOBUFS: to groups 0x1')
  })
)

it('EBUSY is a second dump on a socket that has one', async () => {
  await ipBatch(Array.from({ length: 200 }, (_, i) => `link add busy${i} type bridge`))
  const connection = connect({ execution: 'inline' })
  // A dump that is made as a request and is over with its first object; dump() has a socket of its own for each.
  const first: RequestSpec<Uint8Array, Uint8Array> = {
    ...large,
    value: new Uint8Array(16),
    flags: NLM_F_DUMP,
    end: 'object'
  }
  await connection.one(first)
  const second = { ...first, reply: rawCodec }
  const error = await refusalOf(() => connection.request({ ...second, end: 'object-then-ack' }))
  expect(error).toMatchObject({ code: 'EBUSY', errno: -16, request: 'RTM_GETLINK' })
  const [one, other] = await Promise.all([
    connection.dump(second).toArray(),
    connection.dump(second).toArray()
  ])
  expect(other.length).toBe(one.length)
})

it('EPROTONOSUPPORT names the protocol', async () => {
  const lacking: string[] = []
  for (let protocol = 0; protocol < 32; protocol++) {
    try {
      socket(protocol)
    } catch (error) {
      expect(error).toMatchObject({
        code: 'EPROTONOSUPPORT',
        errno: -93,
        request: 'socket',
        message: `socket: EPROTONOSUPPORT: this kernel has no ${protocolName(protocol)}`
      })
      lacking.push(protocolName(protocol))
    }
  }
  expect(lacking).toContain('NETLINK_DNRTMSG') // gone since 4.x
  expect(lacking).toContain('netlink protocol 31')
  expect(lacking).not.toContain('NETLINK_ROUTE')
})

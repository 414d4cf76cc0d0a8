import { afterEach, describe, expect, it } from 'vitest'
import { hostRoot, ip, ipBatch, requires, run } from '../../../../test/support/kernel.ts'
import { LE } from '../codec/index.ts'
import {
  AbortError,
  ClosedError,
  TimeoutError,
  NETLINK_GENERIC,
  NETLINK_ROUTE,
  NETLINK_USERSOCK
} from '../index.ts'
import { message } from '../testing/index.ts'
import { NetlinkSocket, type NetlinkSocketOptions } from './netlink-socket.ts'

const open: NetlinkSocket[] = []
function socket(options: Partial<NetlinkSocketOptions> = {}): NetlinkSocket {
  const opened = NetlinkSocket.open({ protocol: NETLINK_ROUTE, ...options })
  open.push(opened)
  return opened
}
afterEach(() => open.splice(0).forEach((one) => one.close()))

const getLo = (): Uint8Array => {
  const payload = new Uint8Array(16)
  payload[4] = 1
  return message(18, 0x1 | 0x4, 77, 0, payload)
}

describe('options', () => {
  it('are off, on, and read back from the kernel', () => {
    const { options } = socket()
    for (const key of [
      'pktinfo',
      'broadcastError',
      'noEnobufs',
      'listenAllNsid',
      'capAck',
      'extAck',
      'strict',
      'credentials'
    ] as const) {
      expect([key, options[key]]).toEqual([key, false])
      options[key] = true
      expect([key, options[key]]).toEqual([key, true])
      options[key] = false
      expect([key, options[key]]).toEqual([key, false])
    }
    expect(() => (options.pktinfo = 1 as unknown as boolean)).toThrow(TypeError)
  })

  it(
    'have buffers of as many bytes as were asked for',
    requires(hostRoot, () => {
      const { options } = socket()
      options.receiveBuffer = 8 * 1024 * 1024
      options.sendBuffer = 1024 * 1024
      expect([options.receiveBuffer, options.sendBuffer]).toEqual([8 * 1024 * 1024, 1024 * 1024])
      expect(() => (options.receiveBuffer = -1)).toThrow(RangeError)
      expect(() => (options.sendBuffer = Number.NaN)).toThrow(RangeError)
    })
  )
})

describe('groups', () => {
  it('are joined, listed and left, also above 32', () => {
    const one = socket({ groups: [1, 33] })
    one.join(7)
    expect(one.memberships).toEqual([1, 7, 33])
    one.leave(1)
    expect(one.memberships).toEqual([7, 33])
    expect(() => one.join(0)).toThrow(RangeError)
    expect(() => one.join(5000)).toThrow(
      expect.objectContaining({ code: 'EINVAL', request: 'NETLINK_ADD_MEMBERSHIP' })
    )
  })

  it('deliver what is sent to them, with the group that it was', async () => {
    const one = socket({ groups: [1, 33] })
    one.options.pktinfo = true
    // Of a link that is made more is told, to other groups.
    await ipBatch(['link set lo mtu 60001', 'link set lo mtu 60002'])
    expect(await one.receive({ timeout: 20_000 })).toMatchObject({
      senderPortId: 0,
      group: 1,
      senderGroups: 1
    })
  })
})

describe('receiving', () => {
  it('gives a request`s answer and its ACK, each a copy to keep', async () => {
    const one = socket()
    one.send(getLo())
    const reply = await one.receive()
    const kept = reply.data.slice()
    const ack = await one.receive()
    const view = new DataView(ack.data.buffer, ack.data.byteOffset)
    expect([view.getUint16(4, LE), view.getUint32(8, LE), view.getInt32(16, LE)]).toEqual([2, 77, 0])
    for (let i = 0; i < 20; i++) {
      one.send(getLo())
      await one.receive()
      await one.receive()
    }
    expect(reply.data).toEqual(kept)
  })

  it('answers NLMSG_NOOP with an ACK of the same number', async () => {
    const one = socket({ protocol: NETLINK_GENERIC })
    one.send(message(1, 0x1 | 0x4, 4711, 0, new Uint8Array()))
    const { data } = await one.receive({ timeout: 20_000 })
    const view = new DataView(data.buffer, data.byteOffset)
    expect([view.getUint16(4, LE), view.getUint32(8, LE), view.getInt32(16, LE)]).toEqual([2, 4711, 0])
  })

  it('times out on an idle socket, which works afterwards', async () => {
    const one = socket()
    await expect(one.receive({ timeout: 10 })).rejects.toSatisfy(TimeoutError.is)
    one.send(getLo())
    expect((await one.receive()).data.length).toBeGreaterThan(100)
  })

  it('is aborted, and rejected when the socket closes', async () => {
    const one = socket()
    const controller = new AbortController()
    const aborted = one.receive({ signal: controller.signal })
    controller.abort()
    await expect(aborted).rejects.toSatisfy(AbortError.is)
    const closed = one.receive()
    one.close()
    await expect(closed).rejects.toSatisfy(ClosedError.is)
    await expect(one.receive()).rejects.toSatisfy(ClosedError.is)
  })

  it('keeps back what a BPF program drops, and lets through what it passes', async () => {
    const one = socket()
    one.attach([{ code: 0x06, jt: 0, jf: 0, k: 0 }])
    one.send(getLo())
    await expect(one.receive({ timeout: 20 })).rejects.toSatisfy(TimeoutError.is)
    one.attach([{ code: 0x06, jt: 0, jf: 0, k: 0xffffffff }])
    one.send(getLo())
    expect((await one.receive({ timeout: 20_000 })).data.length).toBeGreaterThan(100)
    one.detach()
    expect(() => one.attach([{ code: 0xffff, jt: 0, jf: 0, k: 0 }])).toThrow(
      expect.objectContaining({ code: 'EINVAL' })
    )
  })

  it('tells a loss in its place, with the number that SO_MEMINFO has, and goes on', async () => {
    const one = socket({ groups: [1] })
    one.options.receiveBuffer = 4096
    const lines = Array.from({ length: 200 }, (_, i) => `link add over${i} type bridge`)
    await ipBatch([...lines, ...Array.from({ length: 200 }, (_, i) => `link delete over${i}`)])
    const { droppedCount } = one
    expect(droppedCount).toBeGreaterThan(100)
    let told = 0
    let before = 0
    while (told < droppedCount) {
      try {
        await one.receive({ timeout: 20_000 })
        if (told === 0) before += 1
      } catch (error) {
        expect(error).toMatchObject({ code: 'ENOBUFS' })
        told += Number(/(\d+) messages/.exec(String(error))?.[1])
      }
    }
    expect(before).toBeGreaterThan(0)
    expect(told).toBe(droppedCount)
    await ip('link', 'add', 'after0', 'type', 'bridge')
    expect((await one.receive({ timeout: 20_000 })).data.length).toBeGreaterThan(100)
  })

  it('tells no loss where NETLINK_NO_ENOBUFS is on', async () => {
    const one = socket({ groups: [1] })
    one.options.noEnobufs = true
    one.options.receiveBuffer = 4096
    await ipBatch(Array.from({ length: 100 }, (_, i) => `link add quiet${i} type bridge`))
    expect(one.droppedCount).toBeGreaterThan(10)
    const errors: unknown[] = []
    for (;;) {
      try {
        await one.receive({ timeout: 200 })
      } catch (error) {
        if (TimeoutError.is(error)) break
        errors.push(error)
      }
    }
    expect(errors).toEqual([])
  })
})

describe('sending', () => {
  it('is refused as the kernel refuses it', () => {
    const one = socket({ protocol: NETLINK_USERSOCK })
    expect(() => one.send(new Uint8Array(4), { portId: 4_123_456 })).toThrow(
      expect.objectContaining({ code: 'ECONNREFUSED' })
    )
    expect(() => one.send(new Uint8Array(4 * 1024 * 1024))).toThrow(
      expect.objectContaining({ code: 'EMSGSIZE' })
    )
    expect(() => one.send('text' as unknown as Uint8Array)).toThrow(TypeError)
  })

  it('reaches another process, with credentials that the kernel vouches for', async () => {
    const one = socket({ protocol: NETLINK_USERSOCK })
    one.options.credentials = true
    const pending = one.receive({ timeout: 20_000 })
    const peer = socket({ protocol: NETLINK_USERSOCK })
    peer.send(Uint8Array.of(1, 2, 3, 4), { portId: one.portId })
    expect(await pending).toMatchObject({
      senderPortId: peer.portId,
      credentials: { pid: process.pid, uid: process.getuid?.() }
    })
  })

  it('goes to a multicast group of other processes', async () => {
    const one = socket({ protocol: NETLINK_USERSOCK, groups: [3] })
    const pending = one.receive({ timeout: 20_000 })
    socket({ protocol: NETLINK_USERSOCK }).send(Uint8Array.of(9, 9, 9, 9), { groups: 1 << 2 })
    expect(await pending).toMatchObject({ senderGroups: 1 << 2, data: Uint8Array.of(9, 9, 9, 9) })
  })

  it('goes to the connected peer alone, which alone is heard, until it disconnects', async () => {
    const one = socket({ protocol: NETLINK_USERSOCK })
    const peer = socket({ protocol: NETLINK_USERSOCK })
    const stranger = socket({ protocol: NETLINK_USERSOCK })
    one.connect(peer.portId)
    expect(() => stranger.send(Uint8Array.of(6), { portId: one.portId })).toThrow(
      expect.objectContaining({ code: 'ECONNREFUSED' })
    )
    peer.send(Uint8Array.of(1), { portId: one.portId })
    expect((await one.receive({ timeout: 20_000 })).senderPortId).toBe(peer.portId)
    one.disconnect()
    stranger.send(Uint8Array.of(6), { portId: one.portId })
    expect((await one.receive({ timeout: 20_000 })).senderPortId).toBe(stranger.portId)
  })
})

it(
  'is a permission error that names the capability, as an ordinary user',
  requires(hostRoot, async () => {
    const code = `
    process.setgroups([]); process.setgid(65534); process.setuid(65534)
    const { NetlinkSocket } = await import(${JSON.stringify(new URL('netlink-socket.ts', import.meta.url).href)})
    const one = NetlinkSocket.open({ protocol: 2 })
    for (const act of [() => one.send(new Uint8Array(4), { groups: 1 }), () => NetlinkSocket.open({ protocol: 2, groups: [1] })]) {
      try { act(); console.log('allowed') } catch (error) { console.log(error.code, error.message) }
    }`
    const output = await run([
      process.execPath,
      '--conditions=nlkit-source',
      '--input-type=module',
      '-e',
      code
    ])
    expect(output).toMatch(/EPERM .*CAP_NET_ADMIN/)
  })
)

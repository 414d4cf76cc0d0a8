/** A second process with CAP_NET_ADMIN that sends to our sockets while they work. */
import { afterAll, expect, it } from 'vitest'
import { Rtnl } from '@nlkit/rtnl'
import { Background, ip, patience } from '../support/kernel.ts'
import { isLong, record } from './figures.ts'

const REQUESTS = isLong ? 20_000 : 300
/** Milliseconds in which everything happens, however busy the machine is. */
const LONG = 60_000 * patience
const seen: (string | number)[][] = []

const core = JSON.stringify(new URL('../../packages/core/src/index.ts', import.meta.url).href)
const testing = JSON.stringify(new URL('../../packages/core/src/testing/index.ts', import.meta.url).href)

/** Sends without end to a port id, and to group 1: objects, ACKs and DONEs with the next sequence numbers. */
const flood = `
  const { NetlinkSocket } = await import(${core})
  const { message } = await import(${testing})
  const [portId, size] = process.argv.slice(1).map(Number)
  const socket = NetlinkSocket.open({ protocol: 0 })
  socket.options.sendBuffer = 4 * 1024 * 1024
  const ack = new Uint8Array(20), link = new Uint8Array(size).fill(6)
  let sequence = 0, sent = 0, refused = 0
  const send = (bytes, to) => {
    try {
      socket.send(bytes, to)
      sent++
    } catch (error) {
      // Behind a group stands port id 0, which is nobody's.
      if (to.groups !== undefined && /EAGAIN|ENOBUFS|ECONNREFUSED/.test(error.code)) sent++
      else if (error.code === 'ECONNREFUSED') refused++
      else throw error
    }
  }
  process.stdin.on('data', () => { console.log(sent + ' sent, ' + refused + ' refused'); process.exit(0) })
  console.log('ready')
  const go = () => {
    for (let i = 0; i < 20; i++) {
      sequence = (sequence + 1) % 40_000
      send(message(16, 2, sequence, portId, link), { portId })
      send(message(2, 0, sequence, portId, ack), { portId })
      send(message(3, 2, sequence, portId, ack.subarray(0, 4)), { portId })
      if (i === 0) send(message(16, 0, 0, 0, link), { groups: 1 })
    }
    setImmediate(go)
  }
  go()`

const sizes: readonly (readonly [string, number])[] = [
  ['of ordinary size', 32],
  ['of 60 KB', 60_000],
  // More than a part of the inbox holds, and more than there is room for.
  ...(isLong
    ? ([
        ['of 300 KB', 300_000],
        ['of 600 KB', 600_000]
      ] as const)
    : [])
]

it.each(sizes)(
  'forged answers and events %s: requests get their own, nothing forged is believed',
  async (what, size) => {
    await using rtnl = Rtnl.open()
    await using events = rtnl.subscribe(['link'])
    const { portId } = rtnl.connection
    // A kernel may have tunnels of its own in each namespace.
    const own = new Set((await rtnl.links.list()).map(({ ifname }) => ifname))
    await using peer = new Background([
      process.execPath,
      '--conditions=nlkit-source',
      '--input-type=module',
      '-e',
      flood,
      String(portId),
      String(size)
    ])
    await peer.line('ready', LONG)
    const names = new Set<string>()
    let right = 0
    for (let i = 0; i < REQUESTS; i++) {
      const link = await rtnl.links.get('lo', { timeout: LONG })
      if (link.ifname === 'lo' && link.index === 1) right += 1
      if (i % 100 === 0) for (const { ifname } of await rtnl.links.list()) names.add(ifname ?? '')
    }
    const made = `real${size}`
    await ip('link', 'add', made, 'type', 'bridge')
    // Again and again: an event may be lost to the flood, which is told.
    let mtu = 1400
    const nudge = setInterval(() => {
      // The last one may come too late.
      ip('link', 'set', made, 'mtu', String((mtu += 1))).catch(() => {})
    }, 500)
    for await (const event of events) {
      if (event.type === 'overrun') continue
      if (event.type !== 'newlink') throw new Error(`believed ${event.type}`)
      expect(event.link.ifname).toBe(made)
      break
    }
    clearInterval(nudge)
    await ip('link', 'delete', made)
    peer.write('stop\n')
    const [, sent = '', refused = ''] =
      /^(\d+) sent, (\d+) refused$/.exec(await peer.line(/refused$/, LONG)) ?? []
    expect([Number(sent) > 0, Number(refused) > 0]).toEqual([true, true])
    expect(right).toBe(REQUESTS)
    expect([...names].filter((name) => !own.has(name))).toEqual([])
    expect([rtnl.connection.rejectedCount, rtnl.connection.strayCount]).toEqual([0, 0])
    expect(events.rejectedCount).toBeGreaterThan(0)
    seen.push([`forged answers and events ${what}`, refused, REQUESTS, right, sent, events.rejectedCount])
  },
  600_000 * patience
)

afterAll(() =>
  record({
    title: 'Hostile peers',
    text: 'A process with CAP_NET_ADMIN sends objects, ACKs and DONEs with all sequence numbers that come next to the port id of a connection that works, which the kernel refuses, as the socket is connected to it alone; and forged events to its group, which are told by their sender. Those that are not counted as rejected the kernel dropped as the queue was full.',
    columns: ['what', 'refused', 'requests', 'right', 'events sent', 'events rejected'],
    rows: seen
  })
)

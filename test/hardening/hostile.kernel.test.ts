/** A second process with CAP_NET_ADMIN that sends to our sockets while they work. */
import { afterAll, expect, it } from 'vitest'
import { NetlinkSocket } from '@nlkit/core'
import { message } from '@nlkit/core/testing'
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
  let sequence = 0, sent = 0
  const send = (bytes, to) => { try { socket.send(bytes, to); sent++ } catch (error) { if (!/EAGAIN|ENOBUFS|ECONNREFUSED/.test(error.code)) throw error } }
  process.stdin.on('data', () => { console.log(sent); process.exit(0) })
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
    const outcomes = { right: 0, told: 0, wrong: 0 }
    for (let i = 0; i < REQUESTS; i++) {
      try {
        const link = await rtnl.links.get('lo', { timeout: LONG })
        if (link.ifname === 'lo' && link.index === 1) outcomes.right += 1
        else outcomes.wrong += 1
      } catch (error) {
        // The queue that both share was full: the kernel dropped the answer, and that is said.
        if (!(error instanceof Error && /OVERRUN|EAGAIN|ENOBUFS/.test(String(Reflect.get(error, 'code')))))
          throw error
        outcomes.told += 1
      }
      if (i % 100 === 0) for (const { ifname } of await rtnl.links.list()) names.add(ifname ?? '')
    }
    const made = `real${size}`
    await ip('link', 'add', made, 'type', 'bridge')
    // Again and again: an event may be lost to the flood, which is told.
    let mtu = 1400
    const nudge = setInterval(() => void ip('link', 'set', made, 'mtu', String((mtu += 1))), 500)
    for await (const event of events) {
      if (event.type === 'overrun') continue
      if (event.type !== 'newlink') throw new Error(`believed ${event.type}`)
      expect(event.link.ifname).toBe(made)
      break
    }
    clearInterval(nudge)
    peer.write('stop\n')
    const sent = Number(await peer.line(/^\d+$/, LONG))
    expect(sent).toBeGreaterThan(0)
    expect(outcomes.wrong).toBe(0)
    expect(outcomes.right).toBeGreaterThan(0)
    expect([...names].every((name) => name === 'lo' || name.startsWith('real'))).toBe(true)
    expect(rtnl.connection.rejectedCount).toBeGreaterThan(0)
    seen.push([
      `forged answers and events ${what}`,
      sent,
      REQUESTS,
      outcomes.right,
      outcomes.told,
      outcomes.wrong,
      rtnl.connection.rejectedCount
    ])
  },
  600_000 * patience
)

it('a peer in user space is told by its port id: others are not taken for it', async () => {
  await using rtnl = Rtnl.open()
  using stranger = NetlinkSocket.open({ protocol: 0 })
  const { portId } = rtnl.connection
  // Errors of the next requests, as if the kernel had refused them.
  for (let sequence = 1; sequence < 50; sequence++) {
    const refused = new Uint8Array(20)
    new DataView(refused.buffer).setInt32(0, -1, true)
    stranger.send(message(2, 0, sequence, portId, refused), { portId })
  }
  expect((await rtnl.links.get('lo')).index).toBe(1)
  expect(rtnl.connection.rejectedCount).toBe(49)
})

afterAll(() =>
  record('2-hostile', {
    title: 'Hostile peers',
    text: 'A process with CAP_NET_ADMIN sends objects, ACKs and DONEs with all sequence numbers that come next to the port id of a connection that works, and forged events to its group. "Told" is an answer that the kernel dropped because the flood had filled the queue: an error says so.',
    columns: ['what', 'sent', 'requests', 'right', 'told', 'wrong', 'rejected datagrams'],
    rows: seen
  })
)

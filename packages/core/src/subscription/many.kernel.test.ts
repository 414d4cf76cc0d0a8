/** A thousand subscriptions at once: what they cost in threads, descriptors and processor time. */
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { ipBatch, patience } from '../../../../test/support/kernel.ts'
import { LE, type Writer } from '../codec/index.ts'
import { Connection, NETLINK_ROUTE, type RequestSpec, type Subscription } from '../index.ts'

const NAMESPACES = 200
const EACH = 5
const RTNLGRP_LINK = 1
const LO = 1

interface LinkEvent {
  readonly type: 'link'
  readonly index: number
  readonly isUp: boolean
}

/** RTM_NEWLINK: lo with IFF_UP. */
const raiseLo: RequestSpec<number> = {
  type: 16,
  name: 'RTM_NEWLINK',
  body: {
    encode(writer: Writer, index: number): void {
      const header = writer.reserve(16)
      writer.view.setInt32(header + 4, index, LE)
      writer.view.setUint32(header + 8, 1, LE)
      writer.view.setUint32(header + 12, 1, LE)
    }
  },
  value: LO
}

function subscribe(connection: Connection): Subscription<LinkEvent> {
  return connection.subscribe<LinkEvent>({
    groups: [RTNLGRP_LINK],
    decode: ({ bytes: { view }, offset }) => ({
      type: 'link',
      index: view.getInt32(offset + 4, LE),
      isUp: (view.getUint32(offset + 8, LE) & 1) === 1
    })
  })
}

const list = (of: 'fd' | 'task'): string[] => readdirSync(`/proc/self/${of}`)

/** How often a thread of this process has gone to sleep and was woken, ever. */
function switches(thread: string): number {
  const status = readFileSync(`/proc/self/task/${thread}/status`, 'utf8')
  return [...status.matchAll(/^(?:non)?voluntary_ctxt_switches:\s*(\d+)$/gm)].reduce(
    (sum, [, number]) => sum + Number(number),
    0
  )
}

it(
  'serves 1,000 subscriptions in 200 namespaces with one thread, which sleeps while nothing happens',
  {
    timeout: 120_000 * patience
  },
  async () => {
    const names = Array.from({ length: NAMESPACES }, (_, i) => `nlkit-${process.pid}-${5000 + i}`)
    await ipBatch(names.map((name) => `netns add ${name}`))
    const before = { fd: list('fd').length, task: list('task') }
    const connections: Connection[] = []
    try {
      const events: Subscription<LinkEvent>[] = []
      for (const netns of names) {
        const connection = Connection.open({ protocol: NETLINK_ROUTE, netns })
        connections.push(connection)
        for (let i = 0; i < EACH; i++) events.push(subscribe(connection))
      }
      expect(events).toHaveLength(1000)
      // Each has one, and each connection its own and its namespace's.
      expect(list('fd').length - before.fd).toBeLessThanOrEqual(1000 + 2 * NAMESPACES + 10)

      // The threads that entered the namespaces are gone; what remains is the reader.
      const added = (): string[] => list('task').filter((thread) => !before.task.includes(thread))
      await expect.poll(added).toHaveLength(1)
      const watched = added()
      expect(watched).toHaveLength(1)
      const idle = watched.map(switches)
      await delay(1000)
      expect(watched.map(switches)).toEqual(idle)

      // Each hears its own namespace, and nothing else.
      const first = events.map((subscription) => subscription.next())
      for (const connection of connections) await connection.acknowledge(raiseLo)
      const heard = await Promise.all(first)
      expect(heard.map(({ value }) => value)).toEqual(
        events.map(() => ({ type: 'link', index: LO, isUp: true }))
      )
      expect(watched.map(switches)).not.toEqual(idle)

      for (const connection of connections) connection.close()
      await expect.poll(() => list('fd').length).toBeLessThanOrEqual(before.fd + 5)
    } finally {
      for (const connection of connections) connection.close()
      await ipBatch(names.map((name) => `netns delete ${name}`))
    }
  }
)

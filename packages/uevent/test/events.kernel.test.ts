import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { NETLINK_KOBJECT_UEVENT, NetlinkSocket } from '@nlkit/core'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  hostRoot,
  ip,
  namespace,
  requires,
  run,
  startNode,
  tool,
  writable,
  Background
} from '../../../test/support/kernel.ts'
import { matches, readFilter, type EventFilter } from '../src/filter/filter.ts'
import { compileUdevFilter } from '../src/filter/program.ts'
import {
  encodeKernelUevent,
  encodeUdevMessage,
  parseUdevMessage,
  propertyBytes,
  Uevent,
  type DeviceEvent,
  type UeventSubscription
} from '../src/index.ts'
import { deviceNamespace, ownSysfs } from './device-namespace.fixture.ts'

const NET = '/devices/virtual/net'
const sender = fileURLToPath(new URL('send.fixture.ts', import.meta.url))
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

// Programs are started that send: seconds on a machine that is busy.
vi.setConfig({ testTimeout: 90_000 })

let uevents: Uevent
beforeEach(() => {
  uevents = Uevent.open()
})
afterEach(() => {
  uevents.close()
})

/** Events until one that is wanted, all of them. */
async function until(
  events: UeventSubscription,
  isLast: (event: DeviceEvent) => boolean
): Promise<DeviceEvent[]> {
  const seen: DeviceEvent[] = []
  for await (const event of { [Symbol.asyncIterator]: () => ({ next: () => events.next() }) }) {
    if (event.type === 'overrun') throw new Error(`lost ${event.dropped}`)
    seen.push(event)
    if (isLast(event)) break
  }
  return seen
}

/** A mark of our own that is behind everything that was sent before. */
async function untilMark(events: UeventSubscription): Promise<DeviceEvent[]> {
  const name = `mk${Math.trunc(Math.random() * 1e9)}`
  await ip('link', 'add', name, 'type', 'bridge')
  const seen = await until(events, ({ devpath }) => devpath === `${NET}/${name}`)
  await ip('link', 'delete', name)
  await until(events, ({ type, devpath }) => type === 'remove' && devpath === `${NET}/${name}`)
  return seen.slice(0, -1)
}

async function send(group: string, ...messages: string[]): Promise<void> {
  await using child = startNode(sender, [group, ...messages])
  await child.line('sent', 25_000)
}

/** The same as another user, with the right to do it. */
async function sendAs(uid: number, group: string, ...messages: string[]): Promise<void> {
  const capabilities = '+net_admin,+sys_admin'
  const program = [process.execPath, '--conditions=nlkit-source', sender, group, ...messages]
  await using child = new Background([
    'setpriv',
    `--reuid=${uid}`,
    '--clear-groups',
    `--inh-caps=${capabilities}`,
    `--ambient-caps=${capabilities}`,
    ...program
  ])
  await child.line('sent', 25_000)
}

const ofKernel = (more: Record<string, string>): string =>
  hex(encodeKernelUevent({ ACTION: 'add', DEVPATH: '/devices/forged', SUBSYSTEM: 'net', ...more }))
const ofUdev = (more: Record<string, string> = {}): string =>
  hex(encodeUdevMessage({ ACTION: 'add', DEVPATH: '/devices/sent', SUBSYSTEM: 'net', SEQNUM: '1', ...more }))

describe('events of the kernel', () => {
  it('tell of a link that comes, gets another name, and goes', async () => {
    const events = uevents.subscribe({ filter: { subsystem: 'net' } })
    await ip('link', 'add', 'br0', 'type', 'bridge')
    await ip('link', 'set', 'br0', 'name', 'br1')
    await ip('link', 'delete', 'br1')
    const seen = await until(events, ({ type }) => type === 'remove')
    const ifindex = seen[0]?.ifindex
    expect(seen).toMatchObject([
      {
        type: 'add',
        devpath: `${NET}/br0`,
        subsystem: 'net',
        devtype: 'bridge',
        ifindex: expect.any(Number) as number
      },
      { type: 'move', devpath: `${NET}/br1`, devpathOld: `${NET}/br0`, ifindex },
      { type: 'remove', devpath: `${NET}/br1`, ifindex, properties: { INTERFACE: 'br1' } }
    ])
    expect(seen.map(({ meta }) => meta.senderPortId)).toEqual([0, 0, 0])
    expect(events.rejectedCount).toBe(0)
  })

  it('come from the namespace that the link is in, and from no other', async () => {
    await using other = await namespace()
    using there = Uevent.open({ netns: other.name })
    const [here, events] = [uevents.subscribe(), there.subscribe()]
    await other.ip('link', 'add', 'br0', 'type', 'bridge')
    const seen = await until(events, ({ type, subsystem }) => type === 'add' && subsystem === 'net')
    expect(seen.at(-1)).toMatchObject({ devpath: `${NET}/br0` })
    expect((await untilMark(here)).filter(({ subsystem }) => subsystem === 'net')).toEqual([])
  })

  it(
    'tell of hardware in each namespace of the first user namespace',
    requires([hostRoot, writable('/sys/devices/virtual/mem/null/uevent')], async () => {
      await using other = await namespace()
      using there = Uevent.open({ netns: other.name })
      const events = there.subscribe({ filter: { property: { SYNTH_ARG_WHERE: 'nlkit' } } })
      await uevents.trigger('/devices/virtual/mem/null', { args: { WHERE: 'nlkit' } })
      const { value } = await events.next()
      expect(value).toMatchObject({ type: 'change', devnode: '/dev/null', synthArgs: { WHERE: 'nlkit' } })
    })
  )
})

describe('what others send', () => {
  it('is no event of the kernel, whoever sends it', async () => {
    const events = uevents.subscribe({ filter: { subsystem: 'net' } })
    await send('1', ofKernel({ SEQNUM: '1' }), ofKernel({ SEQNUM: '2', ACTION: 'remove' }))
    expect(await untilMark(events)).toEqual([])
    expect(events.rejected).toMatchObject({ sender: 2, malformed: 0 })
  })

  it(
    'is an event of udev from root, and from nobody else',
    requires([hostRoot, tool('setpriv')], async () => {
      const events = uevents.subscribe({ source: 'udev' })
      using trusting = Uevent.open({ uids: [4711] })
      const others = trusting.subscribe({ source: 'udev' })
      await sendAs(4711, '2', ofUdev({ SEQNUM: '1' }))
      await sendAs(65_534, '2', ofUdev({ SEQNUM: '2' }))
      await send('2', ofUdev({ SEQNUM: '3' }))
      expect((await until(events, () => true)).map(({ seqnum }) => seqnum)).toEqual([3])
      expect(events.rejected).toMatchObject({ uid: 2 })
      expect(
        (await until(others, () => true)).map(({ seqnum, meta }) => [seqnum, meta.credentials?.uid])
      ).toEqual([[1, 4711]])
      await expect.poll(() => pulled(others).rejected.uid).toBe(2)
    })
  )

  it(
    'through the kernel counts by its user, with values as they were',
    requires([hostRoot, tool('setpriv')], async () => {
      const events = uevents.subscribe({ filter: { subsystem: 'net' } })
      const value = '=a=b\n\udcff\udcfe\n'
      await sendAs(4711, 'kernel', ofKernel({ A: 'x' }))
      await send('kernel', ofKernel({ A: value }))
      const [event, ...more] = await untilMark(events)
      expect(more).toEqual([])
      expect(event).toMatchObject({
        devpath: '/devices/forged',
        meta: { senderPortId: 0 },
        properties: { A: value }
      })
      expect(propertyBytes(event?.properties['A'] ?? '')).toEqual(
        new Uint8Array(Buffer.from('=a=b\n\xff\xfe\n', 'latin1'))
      )
      expect(events.rejected).toMatchObject({ uid: 1 })
    })
  )

  it('may be as long as udev makes it, and not longer', async () => {
    const events = uevents.subscribe({ source: 'udev' })
    const room = 8192 - ofUdev({ A: '' }).length / 2
    const long = 'v'.repeat(room)
    await send('2', 'x8193', 'x2', ofUdev({ A: long }))
    const [event] = await until(events, () => true)
    expect(event?.properties['A']).toBe(long)
    expect(events.rejected).toMatchObject({ 'too-long': 1, magic: 1 })
  })

  it(
    'is counted when it is larger than any room, and nobody is disturbed',
    requires(hostRoot, async () => {
      for (const [source, group] of [
        ['kernel', '1'],
        ['udev', '2']
      ] as const) {
        using events = uevents.subscribe({ source, filter: { subsystem: 'net' } })
        await send(group, 'x600000', ofUdev({ SEQNUM: '5' }))
        if (source === 'udev') expect((await until(events, () => true))[0]?.seqnum).toBe(5)
        else expect(await untilMark(events)).toEqual([])
        await expect.poll(() => pulled(events).rejectedCount).toBe(source === 'udev' ? 1 : 2)
      }
    })
  )
})

describe('a container with users of its own', () => {
  it(
    'sends events of its links, and what its root makes up does not count outside',
    requires([hostRoot, tool('setpriv')], async () => {
      const asUser = ['setpriv', '--reuid=100000', '--regid=100000', '--clear-groups']
      const unshare = ['unshare', '--user', '--map-root-user', '--net', 'sh', '-c', 'echo ready; exec cat']
      await using container = new Background([...asUser, ...unshare])
      await container.line('ready')
      const inside = ['nsenter', '--user', '--net', `--target=${container.pid}`]
      using there = Uevent.open({ netns: { pid: container.pid } })
      using trusting = Uevent.open({ netns: { pid: container.pid }, uids: [100_000] })
      const [events, others] = [there.subscribe(), trusting.subscribe()]
      const made = ofKernel({ DEVPATH: '/devices/made-up' })
      await using child = new Background([
        ...inside,
        process.execPath,
        '--conditions=nlkit-source',
        sender,
        'kernel',
        made
      ])
      await child.line('sent', 25_000)
      await run([...inside, 'ip', 'link', 'add', 'br0', 'type', 'bridge'])
      const isLast = ({ devpath }: DeviceEvent): boolean => devpath === `${NET}/br0`
      const seen = await until(events, isLast)
      expect(seen).toMatchObject([
        { type: 'add', meta: { senderPortId: 0, credentials: { pid: 0, uid: 100_000 } } }
      ])
      expect(events.rejected).toMatchObject({ uid: 1, sender: 0 })
      expect((await until(others, isLast)).map(({ devpath }) => devpath)).toEqual([
        '/devices/made-up',
        `${NET}/br0`
      ])
    })
  )
})

/** Somebody waits, so that what has come is looked at. */
function pulled(events: UeventSubscription): UeventSubscription {
  void events.next()
  return events
}

describe('filters in the kernel', () => {
  it('let through what they would in JavaScript', async () => {
    const messages = ['net', 'block', 'usb'].flatMap((SUBSYSTEM) =>
      [undefined, 'disk', 'bridge'].flatMap((DEVTYPE) =>
        ['', ':seat:', ':systemd:', ':uaccess:seat:'].map((TAGS) =>
          encodeUdevMessage({
            ACTION: 'add',
            DEVPATH: '/devices/sent',
            SUBSYSTEM,
            SEQNUM: '1',
            ...(DEVTYPE === undefined ? {} : { DEVTYPE }),
            ...(TAGS === '' ? {} : { TAGS })
          })
        )
      )
    )
    const filters: EventFilter[] = [
      { subsystem: 'net' },
      { subsystem: ['usb', 'block/disk'] },
      { tag: 'seat' },
      { tag: ['systemd', 'uaccess'] },
      { tag: ['systemd', 'uaccess'], subsystem: ['net/bridge', 'block'] },
      { tag: 'nothing' }
    ]
    for (const filter of filters) {
      const read = readFilter(filter)
      using socket = NetlinkSocket.open({ protocol: NETLINK_KOBJECT_UEVENT, groups: [2] })
      socket.options.receiveBuffer = 1_048_576
      socket.attach(compileUdevFilter(read) ?? [])
      using peer = NetlinkSocket.open({ protocol: NETLINK_KOBJECT_UEVENT })
      for (const message of messages) peer.send(message, { groups: 2 })
      // It is none of udev's, so it passes.
      peer.send(Uint8Array.of(0x2e), { groups: 2 })
      const passed: string[] = []
      for await (const { data } of socket) {
        if (data.length === 1) break
        passed.push(hex(data))
      }
      const expected = messages.filter((message) => {
        const fields = parseUdevMessage(message)
        return !('rejected' in fields) && matches(read, fields)
      })
      expect(passed).toEqual(expected.map(hex))
    }
  })

  it('do the same in a subscription', async () => {
    const events = uevents.subscribe({
      source: 'udev',
      filter: { subsystem: 'block/disk', tag: 'seat', action: 'change' }
    })
    await send(
      '2',
      ofUdev({ SEQNUM: '1', SUBSYSTEM: 'block', DEVTYPE: 'disk', TAGS: ':seat:' }),
      ofUdev({ SEQNUM: '2', SUBSYSTEM: 'block', DEVTYPE: 'disk', ACTION: 'change' }),
      ofUdev({ SEQNUM: '3', SUBSYSTEM: 'net', DEVTYPE: 'disk', TAGS: ':seat:', ACTION: 'change' }),
      ofUdev({ SEQNUM: '4', SUBSYSTEM: 'block', DEVTYPE: 'disk', TAGS: ':seat:', ACTION: 'change' })
    )
    expect((await until(events, () => true)).map(({ seqnum }) => seqnum)).toEqual([4])
    expect(events.rejectedCount).toBe(0)
  })
})

describe('a storm of events', () => {
  const COUNT = 10_000
  const storm = (sysfs: string, name: string): void => {
    const script = `i=0; while [ $i -lt ${COUNT} ]; do echo change > "$0"; i=$((i+1)); done`
    // Nothing of ours runs until it is over.
    execFileSync('sh', ['-c', script, `${sysfs}${NET}/${name}/uevent`])
  }

  it(
    'loses none of 10,000 while the event loop stands still, and keeps their order',
    requires(ownSysfs, async () => {
      await using devices = await deviceNamespace()
      await ip('link', 'add', 'storm', 'type', 'bridge')
      const events = uevents.subscribe({ filter: { subsystem: 'net' } })
      storm(devices.options.sysfs, 'storm')
      const seen = await untilMark(events)
      expect(seen).toHaveLength(COUNT)
      const numbers = seen.map(({ seqnum }) => seqnum)
      expect(numbers).toEqual(numbers.toSorted((a, b) => a - b))
      expect(new Set(numbers).size).toBe(COUNT)
      expect([events.droppedCount, events.rejectedCount]).toEqual([0, 0])
      await ip('link', 'delete', 'storm')
    })
  )

  it(
    'tells how many it has lost where there is no room, and goes on',
    requires(ownSysfs, async () => {
      await using devices = await deviceNamespace()
      await ip('link', 'add', 'storm', 'type', 'bridge')
      const events = uevents.subscribe({ receiveBuffer: 20_000, limit: 20_000, filter: { sysname: 'storm' } })
      storm(devices.options.sysfs, 'storm')
      let came = 0
      let dropped = 0
      await ip('link', 'delete', 'storm')
      for (;;) {
        const { value } = await events.next()
        if (value === undefined || value.type === 'remove') break
        if (value.type === 'overrun') dropped += value.dropped
        else came += 1
        // Its removal may have been lost as well, as long as nobody made room.
        if (value.type === 'overrun') {
          await ip('link', 'add', 'storm', 'type', 'bridge')
          await ip('link', 'delete', 'storm')
        }
      }
      expect(dropped).toBeGreaterThan(0)
      expect(came).toBeGreaterThan(0)
      expect(events.droppedCount).toBe(dropped)
    })
  )
})

it('keeps no process alive that has only unreferenced subscriptions', async () => {
  const program = `
    import { Uevent } from '@nlkit/uevent'
    const uevents = Uevent.open()
    uevents.subscribe().unref()
    uevents.watchDevices().unref()
    console.log('open')
  `
  const said = await run([
    process.execPath,
    '--conditions=nlkit-source',
    '--input-type=module',
    '--eval',
    program
  ])
  expect(said).toBe('open\n')
})

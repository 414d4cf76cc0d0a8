import { AbortError } from '@nlkit/core'
import type { ScriptedSocket } from '@nlkit/core/testing'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { DeviceQuery } from '../device/query.ts'
import { FakeSysfs } from '../device/fake-sysfs.fixture.ts'
import { ofKernel, ofUdev, scripted } from '../events/scripted.fixture.ts'
import type { Uevent } from '../uevent.ts'
import type { DeviceChange } from './change.ts'
import type { DeviceWatch, WatchOptions } from './watch.ts'

const NET = '/devices/virtual/net'

const started: { fake: FakeSysfs; uevents: Uevent }[] = []
afterEach(() => {
  for (const { fake, uevents } of started.splice(0)) {
    uevents.close()
    fake[Symbol.dispose]()
  }
})

/** Devices a and b, and somebody who watches. */
class Scene {
  readonly fake = new FakeSysfs()
  readonly watch: DeviceWatch
  readonly #socket: ScriptedSocket
  readonly #isUdev: boolean
  #seqnum = 100

  constructor(query?: DeviceQuery, options?: WatchOptions) {
    this.#isUdev = options?.source === 'udev'
    this.add('a')
    this.add('b')
    const { uevents, sockets } = scripted({ sysfs: this.fake.sysfs, udev: this.fake.udev })
    started.push({ fake: this.fake, uevents })
    this.watch = uevents.watchDevices(query, options)
    const [socket] = sockets()
    if (socket === undefined) throw new Error('no socket')
    this.#socket = socket
  }

  add(name: string, ifindex = name.charCodeAt(0)): void {
    this.fake.add(`${NET}/${name}`, { subsystem: 'net', uevent: `INTERFACE=${name}\nIFINDEX=${ifindex}\n` })
  }

  remove(name: string): void {
    this.fake.remove(`${NET}/${name}`, 'class/net')
  }

  rename(name: string, to: string): void {
    this.fake.rename(`${NET}/${name}`, to, 'class/net')
  }

  edit(name: string, uevent: string): void {
    writeFileSync(join(this.fake.sysfs, NET, name, 'uevent'), uevent)
  }

  /** Sends an event; the number of the last one stands in sysfs. */
  send(ACTION: string, name: string, more: Record<string, string> = {}): void {
    this.#seqnum += 1
    this.fake.seqnum = this.#seqnum
    const properties = { ACTION, DEVPATH: `${NET}/${name}`, SEQNUM: String(this.#seqnum), ...more }
    this.#socket.deliver(this.#isUdev ? ofUdev(properties) : ofKernel(properties))
  }

  overrun(dropped: number): void {
    this.#seqnum += dropped
    this.fake.seqnum = this.#seqnum
    this.#socket.overrun(dropped)
  }

  /** The next changes, as words. */
  async next(count: number): Promise<string[]> {
    const seen: string[] = []
    while (seen.length < count) {
      const { value } = await this.watch.next()
      seen.push(value === undefined ? 'end' : wordsOf(value))
    }
    return seen
  }

  /** What comes until a mark of our own does. */
  async rest(): Promise<string[]> {
    this.add('mark')
    this.send('add', 'mark')
    const seen: string[] = []
    for (;;) {
      const [words = 'end'] = await this.next(1)
      if (words === 'add mark' || words === 'end') return seen
      seen.push(words)
    }
  }
}

function wordsOf(change: DeviceChange): string {
  switch (change.type) {
    case 'ready':
      return 'ready'
    case 'overrun':
      return `lost ${change.dropped}`
    case 'move':
      return `move ${change.devpathOld.slice(NET.length + 1)} ${change.device.sysname}`
    default:
      return `${change.type} ${change.device.sysname}`
  }
}

describe('watching devices', () => {
  it('begins with those that are there', async () => {
    const scene = new Scene()
    expect(await scene.next(3)).toEqual(['present a', 'present b', 'ready'])
    expect(await scene.rest()).toEqual([])
  })

  it('tells what comes, changes and goes, with the event', async () => {
    const scene = new Scene()
    await scene.next(3)
    scene.add('c')
    scene.send('add', 'c')
    const { value: added } = await scene.watch.next()
    expect(added).toMatchObject({
      type: 'add',
      device: { sysname: 'c', ifindex: 99 },
      event: { action: 'add' }
    })
    scene.edit('a', 'INTERFACE=a\nIFINDEX=97\nX=1\n')
    scene.send('change', 'a')
    const { value: changed } = await scene.watch.next()
    expect(changed).toMatchObject({
      type: 'change',
      device: { properties: { X: '1' } },
      event: { action: 'change' }
    })
    scene.remove('b')
    scene.send('remove', 'b')
    const { value: removed } = await scene.watch.next()
    expect(removed).toMatchObject({
      type: 'remove',
      device: { sysname: 'b', ifindex: 98 },
      event: { action: 'remove' }
    })
    expect(JSON.parse(JSON.stringify(removed))).toEqual(removed)
  })

  it('tells a new path, and what is below goes with it', async () => {
    const scene = new Scene()
    scene.fake.add(`${NET}/a/below`, { subsystem: 'net' })
    expect(await scene.next(4)).toEqual(['present a', 'present below', 'present b', 'ready'])
    scene.rename('a', 'z')
    scene.send('move', 'z', { DEVPATH_OLD: `${NET}/a` })
    expect(await scene.next(1)).toEqual(['move a z'])
    scene.send('remove', 'z/below')
    const { value } = await scene.watch.next()
    expect(value).toMatchObject({
      type: 'remove',
      device: { devpath: `${NET}/z/below`, properties: { DEVPATH: `${NET}/z/below` } }
    })
    expect(await scene.rest()).toEqual([])
  })

  it('tells nothing twice that came while it looked', async () => {
    const scene = new Scene()
    const first = scene.next(4)
    // Its directory is there before its event, which is sent when the scan has seen it or not.
    scene.add('c')
    scene.send('add', 'c')
    scene.send('change', 'c')
    expect(await first).toEqual(['present a', 'present b', 'present c', 'ready'])
    expect(await scene.rest()).toEqual([])
  })

  it('does not tell of one that was there, and went while it looked', async () => {
    const scene = new Scene()
    const first = scene.next(2)
    // The kernel sends `remove` before the directory goes: what is still to be seen is not believed.
    scene.send('remove', 'b')
    expect(await first).toEqual(['present a', 'ready'])
    scene.remove('b')
    expect(await scene.rest()).toEqual([])
  })

  it('tells one that was made anew while it looked', async () => {
    const scene = new Scene()
    const first = scene.next(3)
    scene.remove('b')
    scene.send('remove', 'b')
    scene.add('b', 200)
    scene.send('add', 'b')
    expect(await first).toEqual(['present a', 'present b', 'ready'])
    expect(await scene.rest()).toEqual([])
    scene.remove('b')
    scene.send('remove', 'b')
    const { value } = await scene.watch.next()
    expect(value).toMatchObject({ type: 'remove', device: { ifindex: 200 } })
  })

  it('tells one by its last name that was renamed while it looked', async () => {
    const scene = new Scene()
    const first = scene.next(3)
    scene.rename('a', 'y')
    scene.send('move', 'y', { DEVPATH_OLD: `${NET}/a` })
    scene.rename('y', 'z')
    scene.send('move', 'z', { DEVPATH_OLD: `${NET}/y` })
    expect(await first).toEqual(['present b', 'present z', 'ready'])
    expect(await scene.rest()).toEqual([])
  })

  it('leaves out the event of one that was seen before it was announced', async () => {
    const scene = new Scene()
    scene.add('c')
    expect(await scene.next(4)).toEqual(['present a', 'present b', 'present c', 'ready'])
    scene.send('add', 'c')
    expect(await scene.rest()).toEqual([])
    scene.edit('c', 'INTERFACE=c\nIFINDEX=99\nX=1\n')
    scene.send('add', 'c')
    expect(await scene.next(1)).toEqual(['change c'])
  })

  it('tells an `add` that was asked for of one that is known as a change', async () => {
    const scene = new Scene()
    await scene.next(3)
    scene.send('add', 'a', { SYNTH_UUID: '0' })
    const { value } = await scene.watch.next()
    expect(value).toMatchObject({ type: 'change', event: { action: 'add' } })
  })

  it('tells of one that came and went before it could be looked at', async () => {
    const scene = new Scene()
    await scene.next(3)
    scene.send('add', 'q', { SUBSYSTEM: 'net', INTERFACE: 'q', IFINDEX: '44' })
    scene.send('remove', 'q')
    const { value } = await scene.watch.next()
    expect(value).toEqual({
      type: 'add',
      device: {
        devpath: `${NET}/q`,
        sysname: 'q',
        subsystem: 'net',
        ifindex: 44,
        isInitialized: false,
        properties: { DEVPATH: `${NET}/q`, SUBSYSTEM: 'net', INTERFACE: 'q', IFINDEX: '44' }
      },
      event: expect.objectContaining({ action: 'add' }) as unknown
    })
    expect(await scene.next(1)).toEqual(['remove q'])
  })

  it('tells nothing of what is no device', async () => {
    const scene = new Scene()
    await scene.next(3)
    scene.send('add', 'a/queues/rx-0', { SUBSYSTEM: 'queues' })
    scene.send('add', '', { SUBSYSTEM: 'module', DEVPATH: '/module/x' })
    scene.send('change', 'gone')
    scene.send('remove', 'gone')
    scene.send('remove', 'a/queues/rx-0', { SUBSYSTEM: 'queues' })
    expect(await scene.rest()).toEqual([])
  })

  it('knows those that a query means: they come and go as they come to be meant', async () => {
    const scene = new Scene({ property: { X: '1' } })
    expect(await scene.next(1)).toEqual(['ready'])
    scene.edit('a', 'IFINDEX=97\nX=1\n')
    scene.send('change', 'a')
    expect(await scene.next(1)).toEqual(['add a'])
    scene.edit('a', 'IFINDEX=97\nX=2\n')
    scene.send('change', 'a')
    expect(await scene.next(1)).toEqual(['remove a'])
    scene.send('change', 'a')
    scene.edit('b', 'IFINDEX=98\nX=1\n')
    scene.send('change', 'b')
    expect(await scene.next(1)).toEqual(['add b'])
  })

  it('knows them by their names', async () => {
    const scene = new Scene({ sysname: '[ay]' })
    expect(await scene.next(2)).toEqual(['present a', 'ready'])
    scene.rename('a', 'z')
    scene.send('move', 'z', { DEVPATH_OLD: `${NET}/a` })
    scene.rename('b', 'y')
    scene.send('move', 'y', { DEVPATH_OLD: `${NET}/b` })
    expect(await scene.next(2)).toEqual(['remove a', 'add y'])
  })
})

describe('watching devices over a loss', () => {
  it('tells the loss, then what has changed', async () => {
    const scene = new Scene()
    scene.add('c')
    expect(await scene.next(4)).toEqual(['present a', 'present b', 'present c', 'ready'])
    scene.remove('a')
    scene.edit('b', 'INTERFACE=b\nIFINDEX=98\nX=1\n')
    scene.remove('c')
    scene.add('c', 500)
    scene.add('d')
    scene.overrun(9)
    expect(await scene.next(6)).toEqual(['lost 9', 'remove c', 'remove a', 'change b', 'add c', 'add d'])
    expect(await scene.rest()).toEqual([])
    expect(scene.watch.droppedCount).toBe(9)
  })

  it('looks again when there is another loss while it looks', async () => {
    const scene = new Scene()
    await scene.next(3)
    scene.overrun(1)
    const { value } = await scene.watch.next()
    expect(value).toEqual({ type: 'overrun', dropped: 1 })
    const change = scene.watch.next()
    scene.overrun(2)
    scene.add('c')
    expect(await change).toMatchObject({ value: { type: 'add', device: { sysname: 'c' } } })
    expect(await scene.rest()).toEqual([])
    expect(scene.watch.droppedCount).toBe(3)
  })
})

describe('watching what udev tells', () => {
  it('tells of a device that is there, and again when udev is done with it', async () => {
    const scene = new Scene(undefined, { source: 'udev' })
    await scene.next(3)
    scene.fake.record('n97', 'I:5\nE:ID_X=1\nV:1\n')
    scene.send('add', 'a', { ID_X: '1' })
    const { value } = await scene.watch.next()
    expect(value).toMatchObject({
      type: 'change',
      device: { isInitialized: true, properties: { ID_X: '1' } }
    })
  })
})

describe('a watch', () => {
  it('ends when it is closed, also while it looks', async () => {
    const scene = new Scene()
    const first = scene.watch.next()
    scene.watch.close()
    expect(await first).toEqual({ done: true, value: undefined })
    expect(await scene.watch.next()).toEqual({ done: true, value: undefined })
    expect(scene.watch.isClosed).toBe(true)

    const settling = new Scene()
    settling.send('change', 'a')
    const step = settling.watch.next()
    setTimeout(() => settling.watch.close(), 30)
    settling.fake.seqnum = 1_000
    expect(await step).toEqual({ done: true, value: undefined })
  })

  it('ends with its loop', async () => {
    const scene = new Scene()
    for await (const change of scene.watch) if (change.type === 'ready') break
    expect(scene.watch.isClosed).toBe(true)
  })

  it('rejects the step that waits when it is aborted', async () => {
    for (const steps of [0, 3]) {
      const controller = new AbortController()
      const scene = new Scene(undefined, { signal: controller.signal })
      await scene.next(steps)
      const pending = scene.watch.next()
      controller.abort()
      await expect(pending).rejects.toSatisfy(AbortError.is)
      expect(await scene.watch.next()).toEqual({ done: true, value: undefined })
    }
  })

  it('counts what was no event', async () => {
    const scene = new Scene()
    await scene.next(3)
    scene.send('add', 'x', { SEQNUM: 'x' })
    expect(await scene.rest()).toEqual([])
    expect([scene.watch.rejectedCount, scene.watch.rejected.malformed]).toEqual([1, 1])
  })

  it('refuses a query that cannot be meant', () => {
    const scene = new Scene()
    const { uevents } = scripted({ sysfs: scene.fake.sysfs })
    expect(() => uevents.watchDevices({ action: 'add' } as DeviceQuery)).toThrow(/^query\.action: /)
  })
})

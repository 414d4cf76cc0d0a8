/** Against udevadm, which nobody here wrote. */
import { readdirSync } from 'node:fs'
import { expect, it, vi } from 'vitest'
import { hostRoot, ip, ipBatch, requires, run, tool } from '../../../test/support/kernel.ts'
import { Uevent, type Device, type DeviceEvent } from '../src/index.ts'
import { deviceNamespace, ownSysfs, udevd, udevNamespace } from './device-namespace.fixture.ts'

const NET = '/devices/virtual/net'

vi.setConfig({ testTimeout: 90_000 })

interface Heard {
  readonly source: string
  readonly devpath: string
  readonly properties: Record<string, string>
}

/** Workers of udev send side by side: two listeners may hear them in two orders. */
const byNumber = (all: readonly Record<string, string>[]): Record<string, string>[] =>
  all.toSorted((one, other) => Number(one['SEQNUM']) - Number(other['SEQNUM'])).map(sorted)

/** What `udevadm monitor --property` prints: a line, then properties, then an empty line. */
function readMonitor(lines: readonly string[]): Heard[] {
  const heard: Heard[] = []
  for (const line of lines) {
    const head = /^(KERNEL|UDEV) *\[[\d.]+\] \w+ +(\S+) /.exec(line)
    const equals = line.indexOf('=')
    if (head !== null) heard.push({ source: head[1] ?? '', devpath: head[2] ?? '', properties: {} })
    else if (equals > 0) {
      const last = heard.at(-1)
      if (last !== undefined) last.properties[line.slice(0, equals)] = line.slice(equals + 1)
    }
  }
  return heard
}

/** udevadm shows the kernel's name of a node below /dev. */
function asUdevadmShows({ properties: all, devnode }: DeviceEvent): Record<string, string> {
  // Said to those who read the database; udevadm keeps it to itself.
  const { UDEV_DATABASE_VERSION: _, ...properties } = all
  return devnode === undefined ? { ...properties } : { ...properties, DEVNAME: devnode }
}

/** What `udevadm info --export-db` prints: `P:` begins a device, `E:` is a property. */
function readDatabase(text: string): Map<string, Record<string, string>> {
  const devices = new Map<string, Record<string, string>>()
  let properties: Record<string, string> = {}
  for (const line of text.split('\n')) {
    const value = line.slice(3)
    if (line.startsWith('P: ')) devices.set(value, (properties = {}))
    if (line.startsWith('E: '))
      properties[value.slice(0, value.indexOf('='))] = value.slice(value.indexOf('=') + 1)
  }
  return devices
}

const paths = (devices: readonly Device[]): string[] => devices.map(({ devpath }) => devpath)

/** Lists in properties are in no order. */
function sorted(properties: Readonly<Record<string, string>>): Record<string, string> {
  const lists: Record<string, string> = { DEVLINKS: ' ', TAGS: ':', CURRENT_TAGS: ':' }
  return Object.fromEntries(
    Object.entries(properties).map(([key, value]) => {
      const separator = lists[key]
      return [key, separator === undefined ? value : value.split(separator).sort().join(separator)]
    })
  )
}

it(
  'hears a burst of 1,000 events as `udevadm monitor` does: the same, in the same order',
  requires([tool('udevadm'), ownSysfs], async () => {
    await using namespace = await deviceNamespace()
    await using monitor = namespace.background('udevadm', 'monitor', '--kernel', '--property')
    await monitor.line('KERNEL - the kernel uevent')
    using uevents = Uevent.open(namespace.options)
    const events = uevents.subscribe()
    await ipBatch(
      Array.from({ length: 50 }, (_, i) => [
        `link add v${i} type veth peer name w${i}`,
        `link set v${i} name x${i}`
      ]).flat()
    )
    await uevents.triggerAll({ subsystem: 'net' }, { action: 'add' })
    await ipBatch(Array.from({ length: 50 }, (_, i) => `link delete x${i}`))
    await ip('link', 'add', 'last', 'type', 'bridge')
    const seen: DeviceEvent[] = []
    for await (const event of events) {
      if (event.type === 'overrun') throw new Error(`lost ${event.dropped}`)
      seen.push(event)
      if (event.devpath === `${NET}/last`) break
    }
    await monitor.line(`DEVPATH=${NET}/last`)
    await monitor.line(/^$/)
    const all = readMonitor(monitor.lines)
    // Hardware may have had its say before we listened.
    const first = all.findIndex(({ properties }) => properties['SEQNUM'] === seen[0]?.properties['SEQNUM'])
    const heard = all.slice(first, first + seen.length)
    expect(seen.length).toBeGreaterThan(1_000)
    expect(seen.map(({ devpath }) => devpath)).toEqual(heard.map(({ devpath }) => devpath))
    expect(seen.map(asUdevadmShows)).toEqual(heard.map(({ properties }) => properties))
    expect(events.rejectedCount).toBe(0)
  })
)

it(
  'finds the devices that `udevadm info --export-db` does, with the same properties',
  requires([tool('udevadm'), ownSysfs], async () => {
    await using namespace = await deviceNamespace()
    await ip('link', 'add', 'va', 'type', 'veth', 'peer', 'vb')
    using uevents = Uevent.open(namespace.options)
    const [expected, devices] = [
      readDatabase(await namespace.exec('udevadm', 'info', '--export-db')),
      await uevents.devices.list()
    ]
    expect(devices.length).toBeGreaterThan(20)
    expect(new Map(devices.map(({ devpath, properties }) => [devpath, properties]))).toEqual(expected)
    await ip('link', 'delete', 'va')
  })
)

it(
  'means the devices that `udevadm trigger --dry-run` does',
  requires([tool('udevadm'), ownSysfs], async () => {
    await using namespace = await deviceNamespace()
    using uevents = Uevent.open(namespace.options)
    await ip('link', 'add', 'va', 'type', 'veth', 'peer', 'vb')
    const meant = async (...args: string[]): Promise<string[]> => {
      const text = await namespace.exec('udevadm', 'trigger', '--dry-run', '--verbose', ...args)
      return text
        .split('\n')
        .filter(Boolean)
        .map((line) => line.replace(/^\/sys/, ''))
        .sort()
    }
    const { devices } = uevents
    expect(paths(await devices.list())).toEqual(await meant())
    expect(paths(await devices.list({ subsystem: 'net' }))).toEqual(await meant('--subsystem-match=net'))
    expect(paths(await devices.list({ subsystem: ['[bt]*', 'net'] }))).toEqual(
      await meant('--subsystem-match=[bt]*', '--subsystem-match=net')
    )
    expect(paths(await devices.list({ sysname: ['v?', '*0'] }))).toEqual(
      await meant('--sysname-match=v?', '--sysname-match=*0')
    )
    expect(paths(await devices.list({ property: { DEVNAME: '/dev/*' } }))).toEqual(
      await meant('--property-match=DEVNAME=/dev/*')
    )
    expect(paths(await devices.list({ attribute: { mtu: '1500' } }))).toEqual(
      await meant('--attr-match=mtu=1500')
    )
    expect(paths(await devices.list({ attribute: { ifindex: true } }))).toEqual(
      await meant('--attr-match=ifindex')
    )
    const parent = `${NET}/va`
    expect(paths(await devices.list({ parent }))).toEqual(await meant(`--parent-match=/sys${parent}`))
    await ip('link', 'delete', 'va')
  })
)

it(
  'walks the parents that `udevadm info --attribute-walk` does, with their drivers',
  requires(tool('udevadm'), async () => {
    using uevents = Uevent.open()
    for (const folder of ['/sys/class/block', '/sys/class/tty'].filter(
      (path) => readdirSync(path).length > 0
    )) {
      const device = await uevents.devices.get(`${folder}/${readdirSync(folder).sort().at(-1) ?? ''}`)
      const text = await run(['udevadm', 'info', '--attribute-walk', `/sys${device.devpath}`])
      const walked = [...text.matchAll(/looking at .*device '(.*)':\n.*"(.*)"\n.*"(.*)"\n.*"(.*)"/g)].map(
        (match) => match.slice(1)
      )
      const own: string[][] = []
      const add = ({ devpath, subsystem = '', driver = '' }: Device): unknown =>
        own.push([devpath, devpath.slice(devpath.lastIndexOf('/') + 1), subsystem, driver])
      add(device)
      for await (const parent of uevents.devices.parents(device)) add(parent)
      expect(own).toEqual(walked)
    }
  })
)

it(
  'hears what a running udev says as `udevadm monitor` does, and has its database',
  requires([hostRoot, tool('udevadm'), udevd, ownSysfs], async () => {
    await using namespace = await udevNamespace([
      'SUBSYSTEM=="net", TAG+="nlkit", ENV{ID_NLKIT}="a=b c", ENV{DEVTYPE}=="bridge", TAG+="bridges"'
    ])
    await using monitor = namespace.background('udevadm', 'monitor', '--udev', '--property')
    await monitor.line('UDEV - the event which udev sends out')
    using uevents = Uevent.open(namespace.options)
    const events = uevents.subscribe({ source: 'udev' })
    const bridges = uevents.subscribe({ source: 'udev', filter: { tag: 'bridges', subsystem: 'net/bridge' } })
    await ip('link', 'add', 'va', 'type', 'veth', 'peer', 'vb')
    await ip('link', 'add', 'br0', 'type', 'bridge')
    const event = await uevents.trigger(`${NET}/br0`, { source: 'udev', args: { N: '1' } })
    expect(event).toMatchObject({
      type: 'change',
      tags: expect.arrayContaining(['nlkit', 'bridges']) as string[],
      synthArgs: { N: '1' },
      properties: { ID_NLKIT: 'a=b c' },
      meta: { source: 'udev', group: 2, credentials: { uid: 0 } }
    })
    await ip('link', 'delete', 'va')
    await uevents.settle({ timeout: 10_000 })

    const seen: DeviceEvent[] = []
    for await (const one of events) {
      if (one.type === 'overrun') throw new Error(`lost ${one.dropped}`)
      seen.push(one)
      const isRemoved = (name: string): boolean =>
        seen.some(({ type, devpath }) => type === 'remove' && devpath === `${NET}/${name}`)
      if (isRemoved('va') && isRemoved('vb') && seen.some(({ synthArgs }) => synthArgs?.['N'] === '1')) break
    }
    const own = byNumber(seen.map(asUdevadmShows))
    const numbers = new Set(own.map(({ SEQNUM }) => SEQNUM))
    const heard = (): Record<string, string>[] =>
      byNumber(readMonitor(monitor.lines).map(({ properties }) => properties)).filter(({ SEQNUM }) =>
        numbers.has(SEQNUM)
      )
    await expect.poll(() => heard().length).toBeGreaterThanOrEqual(own.length)
    expect(own).toEqual(heard())
    expect(events.rejectedCount).toBe(0)

    const kinds: string[] = []
    while (kinds.length < 2) {
      const { value } = await bridges.next()
      if (value?.type === 'overrun' || value === undefined) break
      kinds.push(`${value.type} ${value.devpath}`)
    }
    expect(kinds).toEqual([`add ${NET}/br0`, `change ${NET}/br0`])

    const expected = readDatabase(await namespace.exec('udevadm', 'info', '--export-db'))
    const devices = await uevents.devices.list()
    expect(new Map(devices.map(({ devpath, properties }) => [devpath, sorted(properties)]))).toEqual(
      new Map([...expected].map(([devpath, properties]) => [devpath, sorted(properties)]))
    )
    expect(await uevents.devices.list({ tag: 'bridges' })).toMatchObject([
      { devpath: `${NET}/br0`, isInitialized: true, tags: expect.arrayContaining(['bridges']) as string[] }
    ])
    await ip('link', 'delete', 'br0')
  })
)

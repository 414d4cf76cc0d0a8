import type { Device } from '../device/device.ts'
import { isMeant, isWithin } from '../device/enumerate.ts'
import type { ReadQuery } from '../device/query.ts'
import { readDevice, type DeviceSources } from '../device/read-device.ts'
import type { DeviceEvent } from '../events/event.ts'
import type { DeviceChange } from './change.ts'
import { deviceOf } from './device-of.ts'

/** The devices that a watch has told of, and what events make of them. */
export class Present {
  readonly #sources: DeviceSources
  readonly #query: ReadQuery
  #devices = new Map<string, Device>()

  constructor(sources: DeviceSources, query: ReadQuery) {
    this.#sources = sources
    this.#query = query
  }

  /** Takes over what a scan has found, and says what is different. */
  *replace(found: Map<string, Device>): Generator<DeviceChange, undefined> {
    const before = this.#devices
    this.#devices = found
    // From below to above, as the kernel removes them.
    for (const [devpath, device] of [...before].toSorted(([a], [b]) => (a < b ? 1 : -1))) {
      const now = found.get(devpath)
      if (now === undefined || !isSame(device, now)) yield { type: 'remove', device }
    }
    for (const [devpath, device] of found) {
      const known = before.get(devpath)
      if (known === undefined || !isSame(known, device)) yield { type: 'add', device }
      else if (isDifferent(known, device)) yield { type: 'change', device }
    }
    return undefined
  }

  /** What an event makes known: at most one change. */
  async apply(event: DeviceEvent): Promise<DeviceChange | undefined> {
    const { type, devpath, devpathOld } = event
    if (type === 'remove') return this.#remove(devpath, event)
    if (type === 'move' && devpathOld !== undefined && devpathOld !== devpath)
      return this.#move(event, devpathOld)
    const known = this.#devices.get(devpath)
    const device = await this.#read(event)
    // It has gone meanwhile; if it was told of, its `remove` is on the way.
    if (device === undefined) return undefined
    if (!(await this.#isMeant(device))) return this.#remove(devpath, event)
    this.#devices.set(devpath, device)
    if (known === undefined) return { type: 'add', device, event }
    // The kernel creates the directory before it sends `add`: a scan in between has told of it.
    const isFirst = type === 'add' && event.synthUuid === undefined && event.meta.source === 'kernel'
    return isFirst && !isDifferent(known, device) ? undefined : { type: 'change', device, event }
  }

  #remove(devpath: string, event: DeviceEvent): DeviceChange | undefined {
    const device = this.#devices.get(devpath)
    if (device === undefined) return undefined
    this.#devices.delete(devpath)
    return { type: 'remove', device, event }
  }

  async #move(event: DeviceEvent, devpathOld: string): Promise<DeviceChange | undefined> {
    const known = this.#devices.get(devpathOld)
    this.#rename(devpathOld, event.devpath)
    const device = (await this.#read(event)) ?? (known === undefined ? undefined : deviceOf(event, known))
    const isMeant = device !== undefined && (await this.#isMeant(device))
    const had = this.#devices.has(event.devpath)
    if (isMeant) this.#devices.set(event.devpath, device)
    else this.#devices.delete(event.devpath)
    if (known === undefined) {
      if (!isMeant) return undefined
      return { type: had ? 'change' : 'add', device, event }
    }
    return isMeant ? { type: 'move', device, devpathOld, event } : { type: 'remove', device: known, event }
  }

  /** What is below a device moves with it. The device itself is left out. */
  #rename(from: string, to: string): void {
    for (const [devpath, device] of [...this.#devices].filter(([path]) => isWithin(path, from))) {
      this.#devices.delete(devpath)
      if (devpath === from) continue
      const moved = to + devpath.slice(from.length)
      this.#devices.set(moved, {
        ...device,
        devpath: moved,
        properties: { ...device.properties, DEVPATH: moved }
      })
    }
  }

  /** The device as it is now; as the event has it when it has gone already, but was one. */
  async #read(event: DeviceEvent): Promise<Device | undefined> {
    const { sysfs, database } = this.#sources
    const device = await readDevice(this.#sources, event.devpath, await database.isThere())
    if (device !== undefined || event.type !== 'add' || this.#devices.has(event.devpath)) return device
    // Events tell of more than devices: of queues, modules, drivers, which are in no class and on no bus.
    const { devpath, subsystem } = event
    const isDevice =
      devpath.startsWith('/devices/') &&
      ((await sysfs.isThere(`/class/${subsystem}`)) || (await sysfs.isThere(`/bus/${subsystem}`)))
    return isDevice ? deviceOf(event) : undefined
  }

  #isMeant(device: Device): Promise<boolean> {
    return isMeant(this.#sources.sysfs, this.#query, device)
  }
}

/** Whether two readings of a path are of one device, as far as numbers tell that the kernel gives out. */
function isSame(one: Device, other: Device): boolean {
  return (
    one.ifindex === other.ifindex &&
    one.major === other.major &&
    one.minor === other.minor &&
    one.properties['DISKSEQ'] === other.properties['DISKSEQ']
  )
}

function isDifferent(one: Device, other: Device): boolean {
  return JSON.stringify(one) !== JSON.stringify(other)
}

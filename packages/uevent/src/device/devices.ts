import { attributeNames, attributeText, readAttribute, symlinks } from './attributes.ts'
import type { Device, DeviceReference } from './device.ts'
import { enumerate } from './enumerate.ts'
import { DeviceError } from './errors.ts'
import { devpathOf, readQuery, type DeviceQuery } from './query.ts'
import { readDevice, type DeviceSources } from './read-device.ts'
import { findDevpath, type DeviceSelector } from './selector.ts'

/** The devices that there are, from sysfs, and from udev's database where there is one. */
export class Devices {
  readonly #sources: DeviceSources

  /** Made by `Uevent.open()`. */
  constructor(sources: DeviceSources) {
    this.#sources = sources
  }

  /**
   * One device. @throws DeviceError ENODEV when there is none
   * @throws TypeError for a selector that can mean nothing
   */
  async get(selector: DeviceSelector): Promise<Device> {
    const devpath = await findDevpath(this.#sources.sysfs, selector)
    const device = devpath === undefined ? undefined : await this.#read(devpath)
    if (device === undefined) throw new DeviceError({ code: 'ENODEV', device: wordsOf(selector) })
    return device
  }

  /** All devices that the query means, in the order of their paths: parents before what is below them. */
  async list(query?: DeviceQuery): Promise<Device[]> {
    const devices: Device[] = []
    for await (const device of this.dump(query)) devices.push(device)
    return devices
  }

  /** The same, one after the other as they are read. @throws TypeError for a query that cannot be meant, at once */
  dump(query?: DeviceQuery): AsyncGenerator<Device, undefined> {
    return enumerate(this.#sources, readQuery(query))
  }

  /**
   * An attribute as text, read now, without newlines at its end; `queue/rotational` for one in a folder. Of a link (`driver`), the name of
   * what it links to. What is not UTF-8 is kept, see `propertyBytes()`.
   * @throws DeviceError ENOENT when the device has no such attribute, ENODEV when it is gone, EACCES for one that may not be read, and
   * what the device's driver answers
   * @throws TypeError for a name that leaves the device
   */
  attribute(device: DeviceReference, name: string): Promise<string> {
    return this.#of(device, (devpath) => attributeText(this.#sources.sysfs, devpath, name))
  }

  /** An attribute's bytes as they are. @throws DeviceError as {@link attribute} does */
  attributeBytes(device: DeviceReference, name: string): Promise<Uint8Array> {
    return this.#of(device, (devpath) => readAttribute(this.#sources.sysfs, devpath, name))
  }

  /** Names of a device's attributes, in order; none is read. @throws DeviceError ENODEV */
  attributes(device: DeviceReference): Promise<string[]> {
    return this.#of(device, (devpath) => attributeNames(this.#sources.sysfs, devpath))
  }

  /** A device's links to others: `{ master: '/devices/virtual/net/br0', subsystem: '/class/net' }`. @throws DeviceError ENODEV */
  symlinks(device: DeviceReference): Promise<Record<string, string>> {
    return this.#of(device, (devpath) => symlinks(this.#sources.sysfs, devpath))
  }

  /** The device that a device is below of; undefined at the top. */
  async parent(device: DeviceReference): Promise<Device | undefined> {
    for await (const parent of this.parents(device)) return parent
    return undefined
  }

  /** A device's parents, the nearest first. */
  parents(device: DeviceReference): AsyncGenerator<Device, undefined> {
    return this.#parents(devpathOf(device))
  }

  /** The nearest parent of a subsystem, and of a devtype where one is given: `parentWith(device, 'usb', 'usb_device')`. */
  async parentWith(
    device: DeviceReference,
    subsystem: string,
    devtype?: string
  ): Promise<Device | undefined> {
    for await (const parent of this.parents(device)) {
      if (parent.subsystem === subsystem && (devtype === undefined || parent.devtype === devtype))
        return parent
    }
    return undefined
  }

  /** The devices below a device, at any depth, that the query means. */
  async children(device: DeviceReference, query?: Omit<DeviceQuery, 'parent'>): Promise<Device[]> {
    const parent = devpathOf(device)
    const below = await this.list({ ...query, parent })
    return below.filter(({ devpath }) => devpath !== parent)
  }

  async *#parents(devpath: string): AsyncGenerator<Device, undefined> {
    for (;;) {
      const slash = devpath.lastIndexOf('/')
      devpath = devpath.slice(0, Math.max(slash, 0))
      if (!devpath.startsWith('/devices/')) return undefined
      const parent = await this.#read(devpath)
      if (parent !== undefined) yield parent
    }
  }

  async #read(devpath: string): Promise<Device | undefined> {
    return readDevice(this.#sources, devpath, await this.#sources.database.isThere())
  }

  async #of<T>(device: DeviceReference, verb: (devpath: string) => Promise<T>): Promise<T> {
    return verb(devpathOf(device))
  }
}

function wordsOf(selector: DeviceSelector): string {
  if (typeof selector === 'string') return selector
  return 'devpath' in selector ? selector.devpath : `+${selector.subsystem}:${selector.sysname}`
}

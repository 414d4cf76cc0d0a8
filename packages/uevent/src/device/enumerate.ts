import { isOneOf, matches, type Term } from '../filter/filter.ts'
import { attributeText } from './attributes.ts'
import type { Device } from './device.ts'
import { DeviceError } from './errors.ts'
import type { ReadQuery } from './query.ts'
import { readDevice, type DeviceSources } from './read-device.ts'
import type { Sysfs } from './sysfs.ts'

/** Devices that are read at the same time: file by file takes a turn of the event loop each. */
const AT_ONCE = 32

/** All devices that the query means, parents before what is below them. Those that go away meanwhile are left out. */
export async function* enumerate(
  sources: DeviceSources,
  query: ReadQuery
): AsyncGenerator<Device, undefined> {
  const hasDatabase = await sources.database.isThere()
  const paths = await devpaths(sources.sysfs, query)
  for (let i = 0; i < paths.length; i += AT_ONCE) {
    const some = await Promise.all(
      paths.slice(i, i + AT_ONCE).map(async (devpath) => {
        const device = await readDevice(sources, devpath, hasDatabase)
        return device !== undefined && (await isMeant(sources.sysfs, query, device)) ? device : undefined
      })
    )
    for (const device of some) if (device !== undefined) yield device
  }
  return undefined
}

/** Whether a query means a device. */
export async function isMeant(sysfs: Sysfs, query: ReadQuery, device: Device): Promise<boolean> {
  const { filter, parent, isInitialized, attributes } = query
  // As sd-device: a device is what belongs to a bus or a class.
  if (device.subsystem === undefined) return false
  if (parent !== undefined && !isWithin(device.devpath, parent)) return false
  if (isInitialized !== undefined && device.isInitialized !== isInitialized) return false
  if (!matches(filter, device)) return false
  for (const [name, wanted] of attributes)
    if (!(await hasAttribute(sysfs, device, name, wanted))) return false
  return true
}

/** Whether a device is another one, or below it. */
export function isWithin(devpath: string, parent: string): boolean {
  return devpath === parent || devpath.startsWith(`${parent}/`)
}

async function hasAttribute(
  sysfs: Sysfs,
  device: Device,
  name: string,
  wanted: readonly Term[] | boolean
): Promise<boolean> {
  let value: string | undefined
  try {
    value = await attributeText(sysfs, device.devpath, name)
  } catch (error) {
    // What cannot be read has no value; udevadm leaves such devices out, too.
    if (!DeviceError.is(error)) throw error
  }
  return typeof wanted === 'boolean' ? (value !== undefined) === wanted : isOneOf(wanted, value)
}

/** Paths of the devices on every bus and in every class, as far as their path and subsystem tell. */
async function devpaths(sysfs: Sysfs, { parent, filter }: ReadQuery): Promise<string[]> {
  const found = new Set<string>()
  const isWanted = (subsystem: string): boolean =>
    filter.subsystems === undefined || filter.subsystems.some((term) => isOneOf([term.subsystem], subsystem))
  const look = async (folder: string): Promise<void> => {
    for (const entry of await sysfs.entries(folder)) {
      if (!entry.isSymbolicLink()) continue
      const devpath = await sysfs.link(`${folder}/${entry.name}`)
      if (devpath === undefined || !devpath.startsWith('/devices/')) continue
      if (parent === undefined || isWithin(devpath, parent)) found.add(devpath)
    }
  }
  const buses = (await sysfs.entries('/bus')).map(({ name }) => name)
  const classes = (await sysfs.entries('/class')).map(({ name }) => name)
  for (const name of buses.filter(isWanted)) await look(`/bus/${name}/devices`)
  for (const name of classes.filter(isWanted)) await look(`/class/${name}`)
  return [...found].sort()
}

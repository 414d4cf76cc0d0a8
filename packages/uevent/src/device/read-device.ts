import { readNode } from '../message/fields.ts'
import { setProperty } from '../message/properties.ts'
import { databaseId, type DatabaseEntry, type UdevDatabase } from './database.ts'
import type { Device } from './device.ts'
import { baseName, type Sysfs } from './sysfs.ts'
import { codeOf } from './errors.ts'

/** Where devices are read from. */
export interface DeviceSources {
  readonly sysfs: Sysfs
  readonly database: UdevDatabase
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/**
 * Reads a device. What has a `uevent` file is one; undefined where there is none.
 * @param hasDatabase whether to look there
 */
export async function readDevice(
  { sysfs, database }: DeviceSources,
  devpath: string,
  hasDatabase: boolean
): Promise<Device | undefined> {
  const uevent = await readUevent(sysfs, devpath)
  if (uevent === undefined) return undefined
  const target = await sysfs.link(`${devpath}/subsystem`)
  const subsystem = target === undefined ? undefined : baseName(target)
  const properties: Record<string, string> = { DEVPATH: devpath }
  if (subsystem !== undefined) properties['SUBSYSTEM'] = subsystem
  for (const [key, value] of Object.entries(uevent)) setProperty(properties, key, value)
  const node = readNode(properties)
  if (node.devnode !== undefined) properties['DEVNAME'] = node.devnode

  const name = baseName(devpath)
  const device: Mutable<Omit<Device, 'properties'>> = {
    devpath,
    sysname: name.replaceAll('!', '/'),
    isInitialized: false
  }
  if (subsystem !== undefined) device.subsystem = subsystem
  if (properties['DEVTYPE'] !== undefined) device.devtype = properties['DEVTYPE']
  const driver = properties['DRIVER'] ?? (await driverOf(sysfs, devpath))
  if (driver !== undefined) device.driver = driver
  Object.assign(device, node)

  const id = hasDatabase ? databaseId(device, name) : undefined
  const entry = id === undefined ? undefined : await database.entry(id)
  if (entry !== undefined) addEntry(device, properties, entry)
  return { ...device, properties }
}

/** What is no answer of the device. */
const OURS = ['EMFILE', 'ENFILE', 'ENOMEM']

/** Lines of a `uevent` file as properties; undefined where there is no such file. */
async function readUevent(sysfs: Sysfs, devpath: string): Promise<Record<string, string> | undefined> {
  let text: string | undefined
  try {
    text = await sysfs.text(`${devpath}/uevent`)
  } catch (error) {
    // Some can only be written, and a driver may have nothing to say: it is there all the same.
    const code = codeOf(error)
    if (code === undefined || OURS.includes(code)) throw error
    text = ''
  }
  if (text === undefined) return undefined
  const properties: Record<string, string> = {}
  for (const line of text.split('\n')) {
    const equals = line.indexOf('=')
    if (equals > 0) setProperty(properties, line.slice(0, equals), line.slice(equals + 1))
  }
  return properties
}

async function driverOf(sysfs: Sysfs, devpath: string): Promise<string | undefined> {
  const target = await sysfs.link(`${devpath}/driver`)
  return target === undefined ? undefined : baseName(target)
}

function addEntry(
  device: Mutable<Omit<Device, 'properties'>>,
  properties: Record<string, string>,
  entry: DatabaseEntry
): void {
  const { tags, currentTags, devlinks, usecInitialized } = entry
  for (const [key, value] of Object.entries(entry.properties)) setProperty(properties, key, value)
  device.isInitialized = true
  if (usecInitialized !== undefined) properties['USEC_INITIALIZED'] = usecInitialized
  if (devlinks.length > 0) {
    device.devlinks = devlinks
    properties['DEVLINKS'] = devlinks.join(' ')
  }
  if (tags.length > 0) {
    device.tags = tags
    properties['TAGS'] = `:${tags.join(':')}:`
  }
  if (currentTags.length > 0) {
    device.currentTags = currentTags
    properties['CURRENT_TAGS'] = `:${currentTags.join(':')}:`
  }
}

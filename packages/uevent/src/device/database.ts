/**
 * udev's database: a file for each device in /run/udev/data, a line for each fact, its kind the first letter. Source of truth:
 * sd-device's device_update_db() and handle_db_line(). There may be none; then nothing is known.
 */
import { builtin } from '../system.ts'
import { setProperty } from '../message/properties.ts'
import type { Device } from './device.ts'
import { orAbsent, textOf } from './sysfs.ts'

/** What udev knows about one device. */
export interface DatabaseEntry {
  readonly properties: Readonly<Record<string, string>>
  readonly tags: readonly string[]
  readonly currentTags: readonly string[]
  readonly devlinks: readonly string[]
  /** Microseconds from boot to when udev had worked off its `add`. */
  readonly usecInitialized?: string
}

export class UdevDatabase {
  /** /run/udev, or where else it is. */
  readonly root: string

  constructor(root = '/run/udev') {
    if (typeof root !== 'string' || !root.startsWith('/'))
      throw new TypeError('udev: expected an absolute path')
    this.root = root.replace(/\/+$/, '')
  }

  /** Whether a udev runs, or has run. */
  async isThere(): Promise<boolean> {
    return (await orAbsent(builtin('node:fs/promises').stat(`${this.root}/data`))) !== undefined
  }

  /** Whether a udev runs and has events to work off: it keeps a file for that. */
  async isBusy(): Promise<boolean> {
    return (await orAbsent(builtin('node:fs/promises').stat(`${this.root}/queue`))) !== undefined
  }

  async entry(id: string): Promise<DatabaseEntry | undefined> {
    // A device's name cannot hold a slash in sysfs, so an id is a file's name.
    const bytes = await orAbsent(builtin('node:fs/promises').readFile(`${this.root}/data/${id}`))
    return bytes === undefined ? undefined : parseEntry(textOf(bytes))
  }
}

/** Reads an entry; lines of kinds that are not known are left out. */
export function parseEntry(text: string): DatabaseEntry {
  const properties: Record<string, string> = {}
  const tags: string[] = []
  const currentTags: string[] = []
  const devlinks: string[] = []
  let usecInitialized: string | undefined
  let version = 0
  for (const line of text.split('\n')) {
    if (line[1] !== ':') continue
    const value = line.slice(2)
    switch (line[0]) {
      case 'E': {
        const equals = value.indexOf('=')
        if (equals > 0) setProperty(properties, value.slice(0, equals), value.slice(equals + 1))
        break
      }
      case 'G':
        tags.push(value)
        break
      case 'Q':
        currentTags.push(value)
        break
      case 'S':
        devlinks.push(`/dev/${value}`)
        break
      case 'I':
        usecInitialized = value
        break
      case 'V':
        version = Number(value)
        break
      default:
    }
  }
  return {
    properties,
    tags,
    // Before version 1 each tag was a current one.
    currentTags: version === 0 ? tags : currentTags,
    devlinks,
    ...(usecInitialized === undefined ? {} : { usecInitialized })
  }
}

/** A device's name in the database: `b8:0`, `c1:3`, `n2`, `+pci:0000:00:03.0`. */
export function databaseId(
  device: Pick<Device, 'subsystem' | 'major' | 'minor' | 'ifindex'>,
  name: string
): string | undefined {
  const { subsystem, major, minor, ifindex } = device
  if (subsystem === undefined) return undefined
  if (major !== undefined && major > 0) return `${subsystem === 'block' ? 'b' : 'c'}${major}:${minor ?? 0}`
  if (ifindex !== undefined) return `n${ifindex}`
  return `+${subsystem}:${name}`
}

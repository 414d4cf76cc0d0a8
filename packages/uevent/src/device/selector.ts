import { builtin } from '../system.ts'
import { devpathOf } from './query.ts'
import type { DeviceReference } from './device.ts'
import { orAbsent, type Sysfs } from './sysfs.ts'

/**
 * How a device is asked for: its path in sysfs, with /sys or without, over links too (`/sys/class/net/eth0`, `/devices/...`); its
 * node (`/dev/vda`, `/dev/disk/by-id/...`); its numbers (`b8:0`, `c1:3`); an interface index (`n2`); a name in a subsystem
 * (`+pci:0000:00:03.0`, or `{ subsystem, sysname }`); or a device or an event that one has.
 */
export type DeviceSelector = DeviceReference | { readonly subsystem: string; readonly sysname: string }

/** The path below /sys of what is meant; undefined where there is no such thing. @throws TypeError for what can mean nothing */
export async function findDevpath(sysfs: Sysfs, selector: DeviceSelector): Promise<string | undefined> {
  if (typeof selector === 'object' && selector !== null && !('devpath' in selector)) {
    const { subsystem, sysname } = selector
    return inSubsystem(sysfs, subsystem, sysname)
  }
  if (typeof selector !== 'string' || selector.startsWith('/devices/'))
    return sysfs.resolve(devpathOf(selector))
  const root = `${sysfs.root}/`
  if (selector.startsWith(root)) return sysfs.resolve(selector.slice(root.length - 1))
  if (selector.startsWith('/sys/')) return sysfs.resolve(selector.slice('/sys'.length))
  if (selector.startsWith('/dev/')) return ofNode(sysfs, selector)
  const id = /^(?:([bc])(\d+:\d+)|n(\d+)|\+([^:/]+):([^/]+))$/.exec(selector)
  if (id === null) throw new TypeError(`device: '${selector}' is no path in /sys or /dev, and no device id`)
  const [, kind, numbers, ifindex, subsystem, name] = id
  if (numbers !== undefined) return sysfs.resolve(`/dev/${kind === 'b' ? 'block' : 'char'}/${numbers}`)
  if (ifindex !== undefined) return ofInterface(sysfs, ifindex)
  return inSubsystem(sysfs, subsystem ?? '', name ?? '')
}

async function inSubsystem(sysfs: Sysfs, subsystem: string, sysname: string): Promise<string | undefined> {
  for (const [key, value] of Object.entries({ subsystem, sysname })) {
    if (typeof value !== 'string' || value === '') throw new TypeError(`device.${key}: expected a string`)
  }
  const name = sysname.replaceAll('/', '!')
  return (
    (await sysfs.resolve(`/bus/${subsystem}/devices/${name}`)) ??
    (await sysfs.resolve(`/class/${subsystem}/${name}`))
  )
}

async function ofNode(sysfs: Sysfs, path: string): Promise<string | undefined> {
  const node = await orAbsent(builtin('node:fs/promises').stat(path))
  if (node === undefined) return undefined
  if (!node.isBlockDevice() && !node.isCharacterDevice())
    throw new TypeError(`device: '${path}' is no device node`)
  // glibc's gnu_dev_major() and gnu_dev_minor(): twelve bits and the rest of the high word, twenty bits around them.
  const rdev = BigInt(node.rdev)
  const major = ((rdev >> 8n) & 0xfffn) | ((rdev >> 32n) & ~0xfffn)
  const minor = (rdev & 0xffn) | ((rdev >> 12n) & ~0xffn & 0xffffffffn)
  return sysfs.resolve(`/dev/${node.isBlockDevice() ? 'block' : 'char'}/${major}:${minor}`)
}

async function ofInterface(sysfs: Sysfs, ifindex: string): Promise<string | undefined> {
  for (const { name } of await sysfs.entries('/class/net')) {
    const value = await sysfs.text(`/class/net/${name}/ifindex`)
    if (value?.trim() === ifindex) return sysfs.link(`/class/net/${name}`)
  }
  return undefined
}

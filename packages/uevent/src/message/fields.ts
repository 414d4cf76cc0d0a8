import { setProperty, type Properties } from './properties.ts'

/** What the kernel does to devices (kobject_actions, lib/kobject_uevent.c). */
export type DeviceAction = 'add' | 'remove' | 'change' | 'move' | 'online' | 'offline' | 'bind' | 'unbind'

/** What a device event says, the kernel's own or udev's. Plain data; it survives JSON. */
export interface UeventFields {
  /** The word as it was sent, see {@link DeviceAction}. */
  readonly action: string
  /** The device's path below /sys: `/devices/virtual/net/lo`. */
  readonly devpath: string
  /** `net`, `block`; also what is no device has one: `queues`, `module`, `drivers`. */
  readonly subsystem: string
  /** The kernel counts events over all network namespaces. Exact to 2^53, beyond that see `properties.SEQNUM`. */
  readonly seqnum: number
  readonly devtype?: string
  /** Name of the driver that is bound. */
  readonly driver?: string
  /** The device node: `/dev/vda`. */
  readonly devnode?: string
  /** The device node's numbers. */
  readonly major?: number
  readonly minor?: number
  /** Interface index of a network device. */
  readonly ifindex?: number
  /** Where a device that was moved or renamed has been. */
  readonly devpathOld?: string
  /** Of an event that was asked for through the device's `uevent` file: the UUID that was given, `'0'` without one. */
  readonly synthUuid?: string
  /** The arguments that were given with it, keys without `SYNTH_ARG_`. */
  readonly synthArgs?: Properties
  /** udev's: tags that a rule has ever given to the device. */
  readonly tags?: readonly string[]
  /** udev's: tags that the rules gave it this time. */
  readonly currentTags?: readonly string[]
  /** udev's: links to the device node. */
  readonly devlinks?: readonly string[]
  /** All of it, in the order and spelling it was sent. */
  readonly properties: Properties
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

const DIGITS = /^[0-9]{1,20}$/
const MOST = 2n ** 64n

/** Fields out of properties; what is wrong, where a field that each event has is missing or makes no sense. */
export function readFields(properties: Properties): UeventFields | string {
  const { ACTION: action, DEVPATH: devpath, SUBSYSTEM: subsystem, SEQNUM: sequence } = properties
  if (action === undefined || action === '') return 'no ACTION'
  if (devpath === undefined || !devpath.startsWith('/')) return 'no DEVPATH'
  if (subsystem === undefined || subsystem === '') return 'no SUBSYSTEM'
  const seqnum = readSeqnum(sequence)
  if (seqnum === undefined) return 'no SEQNUM'
  const fields: Mutable<Omit<UeventFields, 'properties'>> = { action, devpath, subsystem, seqnum }
  const { DEVTYPE, DRIVER, DEVPATH_OLD, SYNTH_UUID, TAGS, CURRENT_TAGS, DEVLINKS } = properties
  if (DEVTYPE !== undefined) fields.devtype = DEVTYPE
  if (DRIVER !== undefined) fields.driver = DRIVER
  Object.assign(fields, readNode(properties))
  if (DEVPATH_OLD !== undefined) fields.devpathOld = DEVPATH_OLD
  if (SYNTH_UUID !== undefined) {
    fields.synthUuid = SYNTH_UUID
    fields.synthArgs = readArguments(properties)
  }
  if (TAGS !== undefined) fields.tags = splitTags(TAGS)
  if (CURRENT_TAGS !== undefined) fields.currentTags = splitTags(CURRENT_TAGS)
  if (DEVLINKS !== undefined) fields.devlinks = DEVLINKS.split(' ').filter((link) => link !== '')
  return { ...fields, properties }
}

/** Properties that say how a device is reached, as fields. */
export function readNode(properties: Properties): {
  devnode?: string
  major?: number
  minor?: number
  ifindex?: number
} {
  const { DEVNAME, MAJOR, MINOR, IFINDEX } = properties
  const node: { devnode?: string; major?: number; minor?: number; ifindex?: number } = {}
  // The kernel's name is relative to /dev, udev's is not.
  if (DEVNAME !== undefined) node.devnode = DEVNAME.startsWith('/') ? DEVNAME : `/dev/${DEVNAME}`
  if (MAJOR !== undefined && DIGITS.test(MAJOR)) node.major = Number(MAJOR)
  if (MINOR !== undefined && DIGITS.test(MINOR)) node.minor = Number(MINOR)
  if (IFINDEX !== undefined && DIGITS.test(IFINDEX)) node.ifindex = Number(IFINDEX)
  return node
}

/** `:systemd:seat:` as a list. */
export function splitTags(tags: string): string[] {
  return tags.split(':').filter((tag) => tag !== '')
}

// atomic64_inc_return(&uevent_seqnum): the first is 1.
function readSeqnum(value: string | undefined): number | undefined {
  if (value === undefined || !DIGITS.test(value)) return undefined
  const seqnum = Number(value)
  if (Number.isSafeInteger(seqnum)) return seqnum > 0 ? seqnum : undefined
  return BigInt(value) < MOST ? seqnum : undefined
}

const ARGUMENT = 'SYNTH_ARG_'

function readArguments(properties: Properties): Record<string, string> {
  const found: Record<string, string> = {}
  for (const [key, value] of Object.entries(properties)) {
    if (key.startsWith(ARGUMENT)) setProperty(found, key.slice(ARGUMENT.length), value)
  }
  return found
}

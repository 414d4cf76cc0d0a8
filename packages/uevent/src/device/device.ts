import type { Properties } from '../message/properties.ts'

/** A device as sysfs shows it, with what udev knows where there is a udev. Plain data; it survives JSON. */
export interface Device {
  /** Its path below /sys: `/devices/virtual/net/lo`. It names the device as long as that lives. */
  readonly devpath: string
  /** Its name, the last part of the path: `lo`. */
  readonly sysname: string
  /** `net`, `block`, `pci`; parents that belong to no bus or class have none. */
  readonly subsystem?: string
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
  /** Whether udev's database has an entry for it. */
  readonly isInitialized: boolean
  /** udev's: tags that a rule has ever given to it. */
  readonly tags?: readonly string[]
  /** udev's: tags that the rules gave it the last time. */
  readonly currentTags?: readonly string[]
  /** udev's: links to the device node. */
  readonly devlinks?: readonly string[]
  /** As `udevadm info` shows them: the kernel's (DEVPATH, SUBSYSTEM and those of the `uevent` file) and udev's. */
  readonly properties: Properties
}

/** A device where one is meant: itself, an event of it, or its path below /sys. */
export type DeviceReference = string | Pick<Device, 'devpath'>

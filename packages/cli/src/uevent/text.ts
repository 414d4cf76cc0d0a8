import type { Device, DeviceEvent } from '@nlkit/uevent'
import { visible } from '../shared/safe-text.ts'

/** An event in a line as `udevadm monitor` has it: `KERNEL add      /devices/... (net)`. */
export function eventLine({ action, devpath, subsystem, meta }: DeviceEvent): string {
  const source = meta.source === 'udev' ? 'UDEV  ' : 'KERNEL'
  return visible(`${source} ${action.padEnd(8)} ${devpath} (${subsystem})`)
}

/** `KEY=VALUE` of each property, a line each. */
export function propertyLines({ properties }: Pick<DeviceEvent, 'properties'>): string[] {
  return Object.entries(properties).map(([key, value]) => visible(`${key}=${value}`))
}

/** A device as `udevadm info` shows it: a letter in front of each line says what it is. */
export function deviceLines(device: Device): string[] {
  const {
    devpath,
    sysname,
    subsystem,
    devtype,
    driver,
    devnode,
    major,
    minor,
    ifindex,
    devlinks = []
  } = device
  const number = /\d+$/.exec(sysname)?.[0]
  const lines: (readonly [letter: string, value: string | number | undefined])[] = [
    ['P', devpath],
    ['M', sysname],
    ['R', number],
    ['U', subsystem],
    ['T', devtype],
    [
      'D',
      major === undefined || minor === undefined
        ? undefined
        : `${subsystem === 'block' ? 'b' : 'c'} ${major}:${minor}`
    ],
    ['N', devnode === undefined ? undefined : beneathDev(devnode)],
    ['I', ifindex],
    ...devlinks.map((link) => ['S', beneathDev(link)] as const),
    ['V', driver]
  ]
  return [
    ...lines.flatMap(([letter, value]) => (value === undefined ? [] : [visible(`${letter}: ${value}`)])),
    ...propertyLines(device).map((line) => `E: ${line}`)
  ]
}

const beneathDev = (path: string): string => path.replace(/^\/dev\//, '')

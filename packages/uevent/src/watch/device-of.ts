import type { Device } from '../device/device.ts'
import { sysnameOf } from '../filter/filter.ts'
import { setProperty } from '../message/properties.ts'
import type { UeventFields } from '../message/fields.ts'

/** Of an event, not of a device. */
const OF_EVENTS = /^(?:ACTION|SEQNUM|DEVPATH_OLD|SYNTH_.*)$/

/** A device as an event tells of it, for one that has gone before it could be read. */
export function deviceOf(event: UeventFields, known?: Device): Device {
  const { devpath, subsystem, devtype, driver, devnode, major, minor, ifindex, tags, currentTags, devlinks } =
    event
  const properties: Record<string, string> = {}
  for (const [key, value] of Object.entries(event.properties)) {
    if (!OF_EVENTS.test(key)) setProperty(properties, key, value)
  }
  if (devnode !== undefined) properties['DEVNAME'] = devnode
  return {
    devpath,
    sysname: sysnameOf(devpath),
    subsystem,
    isInitialized: known?.isInitialized ?? properties['USEC_INITIALIZED'] !== undefined,
    ...(devtype === undefined ? {} : { devtype }),
    ...(driver === undefined ? {} : { driver }),
    ...(devnode === undefined ? {} : { devnode }),
    ...(major === undefined ? {} : { major }),
    ...(minor === undefined ? {} : { minor }),
    ...(ifindex === undefined ? {} : { ifindex }),
    ...(tags === undefined ? {} : { tags }),
    ...(currentTags === undefined ? {} : { currentTags }),
    ...(devlinks === undefined ? {} : { devlinks }),
    properties
  }
}

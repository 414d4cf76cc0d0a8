/**
 * Does something when devices of a subsystem come and go, those that are there already included.
 * `node examples/hotplug.ts net`
 */
import { Uevent } from '@nlkit/uevent'

const subsystem = process.argv[2] ?? 'block'

using uevents = Uevent.open()
for await (const change of uevents.watchDevices({ subsystem })) {
  switch (change.type) {
    case 'present':
    case 'add':
      console.log('plugged', change.device.sysname, change.device.devnode ?? '')
      break
    case 'remove':
      console.log('unplugged', change.device.sysname)
      break
    case 'ready':
      console.log(`waiting for more of ${subsystem}`)
      break
    default:
  }
}

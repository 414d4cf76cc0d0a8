import { enumerate, isMeant, isWithin } from '../device/enumerate.ts'
import type { Device } from '../device/device.ts'
import type { ReadQuery } from '../device/query.ts'
import { readDevice, type DeviceSources } from '../device/read-device.ts'
import { readSeqnum } from '../device/seqnum.ts'
import type { DeviceEvent } from '../events/event.ts'
import type { UeventSubscription } from '../events/subscription.ts'

/**
 * The devices that there are, as of a point in the stream of events: what `events` gives next is younger than the scan.
 *
 * sysfs cannot be read all at once, so events come while it is. All that were sent until it was read are taken from the stream, and
 * each device they tell of is read again, which is then the truth. Only a `remove` is believed without looking: the kernel sends it
 * before it takes the device's directory away (device_del()), and should there be another device of that name already, its `add`
 * is behind it in the stream.
 * @param since a sequence number before the subscription was made; when it still stands after the scan, nothing has come
 */
export async function scan(
  sources: DeviceSources,
  query: ReadQuery,
  events: UeventSubscription,
  since: number
): Promise<Map<string, Device>> {
  for (;;) {
    const found = new Map<string, Device>()
    for await (const device of enumerate(sources, query)) found.set(device.devpath, device)
    const seqnum = await readSeqnum(sources.sysfs)
    if (seqnum === since) return found
    await events.settle(seqnum)
    const early = events.takeQueued()
    // What was dropped may be about any device: begin anew.
    if (early.some(({ type }) => type === 'overrun')) continue
    await readAgain(sources, query, found, early as readonly DeviceEvent[])
    return found
  }
}

async function readAgain(
  sources: DeviceSources,
  query: ReadQuery,
  found: Map<string, Device>,
  events: readonly DeviceEvent[]
): Promise<void> {
  const isThere = new Map<string, boolean>()
  for (const { type, devpath, devpathOld } of events) {
    isThere.set(devpath, type !== 'remove')
    if (type !== 'move' || devpathOld === undefined) continue
    isThere.set(devpathOld, false)
    // What is below has moved along without an event of its own.
    for (const path of found.keys()) {
      if (!isWithin(path, devpathOld) || path === devpathOld) continue
      isThere.set(path, false)
      isThere.set(devpath + path.slice(devpathOld.length), true)
    }
  }
  const hasDatabase = await sources.database.isThere()
  for (const [devpath, mayBe] of isThere) {
    found.delete(devpath)
    const device = mayBe ? await readDevice(sources, devpath, hasDatabase) : undefined
    if (device !== undefined && (await isMeant(sources.sysfs, query, device))) found.set(devpath, device)
  }
}

import { builtin } from '../system.ts'
import { ClosedError, TimeoutError, type KeysOf } from '@nlkit/core'
import { assertDevice, deviceErrorOf } from '../device/attributes.ts'
import { enumerate } from '../device/enumerate.ts'
import { DeviceError } from '../device/errors.ts'
import type { ReadQuery } from '../device/query.ts'
import type { DeviceSources } from '../device/read-device.ts'
import { readSeqnum } from '../device/seqnum.ts'
import type { DeviceEvent } from '../events/event.ts'
import type { UeventSubscribeOptions, UeventSubscription } from '../events/subscription.ts'
import type { EventSource } from '../events/trust.ts'
import { checkWaitOptions, throwIfAborted, WAIT_KEYS, type WaitOptions } from '../wait.ts'
import { syntheticLine, type SyntheticEvent } from './synthetic.ts'

export interface TriggerOptions extends SyntheticEvent, WaitOptions {
  /** Whose event to wait for: the kernel's (default), or udev's, when its rules have run. */
  readonly source?: EventSource | undefined
  /** Milliseconds until TimeoutError: 5,000 by default, 60,000 for udev, whose rules may take their time. */
  readonly timeout?: number | undefined
}

const KEYS: KeysOf<TriggerOptions> = { ...WAIT_KEYS, source: true, action: true, uuid: true, args: true }

/** What became of a device's event. */
export type TriggerResult =
  | { readonly devpath: string; readonly event: DeviceEvent }
  | { readonly devpath: string; readonly error: Error }

/** What triggering needs. */
export interface TriggerContext {
  readonly sources: DeviceSources
  readonly subscribe: (options: UeventSubscribeOptions) => UeventSubscription
}

/**
 * Has the kernel send an event of each device, and waits for exactly those.
 * @param devpaths the devices, called once the events are listened for
 */
export async function triggerEach(
  { sources: { sysfs }, subscribe }: TriggerContext,
  devpaths: () => Promise<readonly string[]>,
  options: TriggerOptions
): Promise<TriggerResult[]> {
  const { source = 'kernel', signal } = checkWaitOptions(options, KEYS) as TriggerOptions
  const timeout = options.timeout ?? (source === 'udev' ? 60_000 : 5_000)
  const { line, uuid } = syntheticLine(options)
  throwIfAborted(signal)
  using events = subscribe({ source, filter: { property: { SYNTH_UUID: uuid } }, signal })
  const results = new Map<string, TriggerResult>()
  const waiting = new Set<string>()
  for (const devpath of await devpaths()) {
    throwIfAborted(signal)
    const before = await readSeqnum(sysfs)
    try {
      await assertDevice(sysfs, devpath)
      const { constants, writeFile } = builtin('node:fs/promises')
      await writeFile(sysfs.file(`${devpath}/uevent`), line, { flag: constants.O_WRONLY })
      // The kernel sends inside write(2), and numbers what it sends.
      if ((await readSeqnum(sysfs)) === before)
        throw new DeviceError({ code: 'ENOMSG', device: devpath, attribute: 'uevent' })
      waiting.add(devpath)
    } catch (cause) {
      const error = DeviceError.is(cause) ? cause : await deviceErrorOf(sysfs, devpath, 'uevent', cause)
      results.set(devpath, { devpath, error: error as Error })
    }
  }
  // What was sent is queued; the time runs for what has to come yet.
  let isLate = false
  const timer = setTimeout(() => {
    isLate = true
    events.close()
  }, timeout)
  try {
    while (waiting.size > 0) {
      const { done, value } = await events.next()
      if (done === true) {
        if (isLate) break
        throw new ClosedError('it was closed')
      }
      if (value.type === 'overrun' || !waiting.delete(value.devpath)) continue
      results.set(value.devpath, { devpath: value.devpath, event: value })
    }
  } finally {
    clearTimeout(timer)
  }
  for (const devpath of waiting) {
    results.set(devpath, { devpath, error: new TimeoutError(`uevent of ${devpath}`, timeout) })
  }
  return [...results.values()]
}

/** Paths of the devices that a query means. */
export async function devpathsOf(sources: DeviceSources, query: ReadQuery): Promise<string[]> {
  const devpaths: string[] = []
  for await (const { devpath } of enumerate(sources, query)) devpaths.push(devpath)
  return devpaths
}

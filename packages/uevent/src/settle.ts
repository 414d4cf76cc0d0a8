import { ClosedError } from '@nlkit/core'
import type { DeviceSources } from './device/read-device.ts'
import { readSeqnum } from './device/seqnum.ts'
import type { UeventSubscription } from './events/subscription.ts'
import { checkWaitOptions, waitUntil, type WaitOptions } from './wait.ts'

const UDEV_STEP = 20

/**
 * Waits until everything that the kernel has sent when this is called has been worked off: by udev, where one runs and has something to do, and
 * has come to the subscriptions.
 */
export async function settle(
  { sysfs, database }: DeviceSources,
  subscriptions: readonly UeventSubscription[],
  isClosed: () => boolean,
  options: WaitOptions = {}
): Promise<void> {
  const { signal, timeout } = checkWaitOptions(options)
  const until = timeout === undefined ? undefined : performance.now() + timeout
  const left = (): WaitOptions => ({
    signal,
    timeout: until === undefined ? undefined : Math.max(1, Math.ceil(until - performance.now()))
  })
  const seqnum = await readSeqnum(sysfs)
  // The kernel's come first: udev cannot have seen what we have not.
  await Promise.all(of(subscriptions, 'kernel').map((one) => one.settle(seqnum, left())))
  const isIdle = async (): Promise<boolean> => {
    if (isClosed()) throw new ClosedError('it was closed')
    return !(await database.isBusy())
  }
  await waitUntil('settle', isIdle, UDEV_STEP, left())
  await Promise.all(of(subscriptions, 'udev').map((one) => one.settle(seqnum, left())))
}

function of(
  subscriptions: readonly UeventSubscription[],
  source: UeventSubscription['source']
): UeventSubscription[] {
  return subscriptions.filter((one) => one.source === source && !one.isClosed)
}

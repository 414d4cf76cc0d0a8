import {
  checkKeys,
  Connection,
  NETLINK_KOBJECT_UEVENT,
  showAs,
  type ConnectionOptions,
  type ConnectionSummary,
  type KeysOf
} from '@nlkit/core'
import { UdevDatabase } from './device/database.ts'
import type { DeviceReference } from './device/device.ts'
import { Devices } from './device/devices.ts'
import { devpathOf, readQuery, type DeviceQuery } from './device/query.ts'
import type { DeviceSources } from './device/read-device.ts'
import { readSeqnum } from './device/seqnum.ts'
import { Sysfs } from './device/sysfs.ts'
import type { DeviceEvent } from './events/event.ts'
import { UeventSubscription, type UeventSubscribeOptions } from './events/subscription.ts'
import { judgeOf, type TrustedUid } from './events/trust.ts'
import { settle } from './settle.ts'
import {
  devpathsOf,
  triggerEach,
  type TriggerContext,
  type TriggerOptions,
  type TriggerResult
} from './trigger/trigger.ts'
import type { WaitOptions } from './wait.ts'
import { DeviceWatch, type WatchOptions } from './watch/watch.ts'

/** Where device events and devices are taken from. */
export interface UeventOptions extends Pick<ConnectionOptions, 'netns' | 'transport'> {
  /**
   * Where sysfs is mounted, `'/sys'` by default. A mounted sysfs shows the network devices of one network namespace: with
   * `netns`, name one of that namespace, such as `/proc/<pid>/root/sys` of a container's process.
   */
  readonly sysfs?: string | undefined
  /** Where udev's files are, `'/run/udev'` by default. There need not be any. */
  readonly udev?: string | undefined
  /** Users whose messages count beside the kernel's own: `[0]` by default. */
  readonly uids?: readonly TrustedUid[] | undefined
}

const KEYS: KeysOf<UeventOptions> = { netns: true, transport: true, sysfs: true, udev: true, uids: true }

/** Device events of one network namespace, over NETLINK_KOBJECT_UEVENT, and the devices that they are about. */
export class Uevent implements Disposable, AsyncDisposable {
  /** The devices that there are. */
  readonly devices: Devices
  readonly #connection: Connection
  readonly #sources: DeviceSources
  readonly #uids: readonly TrustedUid[] | undefined
  readonly #triggers: TriggerContext
  readonly #lacksSysfs: boolean
  #subscriptions: UeventSubscription[] = []

  private constructor(options: UeventOptions) {
    showAs(this, 'Uevent', () => this.toJSON())
    const { sysfs, udev, uids, ...rest } = options
    judgeOf('udev', uids)
    this.#uids = uids
    this.#lacksSysfs = rest.netns !== undefined && sysfs === undefined
    this.#sources = { sysfs: new Sysfs(sysfs), database: new UdevDatabase(udev) }
    this.devices = new Devices(this.#sources)
    this.#connection = Connection.open({ ...rest, protocol: NETLINK_KOBJECT_UEVENT })
    this.#triggers = {
      sources: this.#sources,
      subscribe: (some) => new UeventSubscription(this.#connection, some, this.#uids)
    }
  }

  /**
   * Opens it. Nothing is listened to yet.
   * @throws NetlinkError as {@link Connection.open} does
   * @throws TypeError, RangeError for options that cannot be meant
   */
  static open(options: UeventOptions = {}): Uevent {
    checkKeys(options, KEYS)
    return new Uevent(options)
  }

  /** Whether close() was called. */
  get isClosed(): boolean {
    return this.#connection.isClosed
  }

  /**
   * Device events from now on: what is sent after this returns will come.
   *
   * Network devices' events come from the network namespace that the device is in, all others from each that belongs to the initial user
   * namespace; so in a container with a user namespace of its own there are only network devices'.
   * @throws NetlinkError as socket(2) and bind(2) refuse it
   * @throws TypeError for options that cannot be meant
   */
  subscribe(options: UeventSubscribeOptions = {}): UeventSubscription {
    const subscription = new UeventSubscription(this.#connection, options, this.#uids)
    this.#subscriptions = [...this.#subscriptions.filter(({ isClosed }) => !isClosed), subscription]
    return subscription
  }

  /**
   * The devices that the query means, then what changes about them: told without a gap or a double, healed after an overrun.
   * What has changed is read from sysfs when its event is, so it may be newer than the event.
   * @throws TypeError for a query that cannot be meant, and for `netns` without `sysfs`: the network devices of /sys are
   * not those whose events come
   */
  watchDevices(query?: DeviceQuery, options: WatchOptions = {}): DeviceWatch {
    if (this.#lacksSysfs) {
      throw new TypeError(
        'sysfs: with netns, devices are watched in a sysfs of that namespace: /proc/<pid>/root/sys'
      )
    }
    return new DeviceWatch(this.#sources, readQuery(query), (some) => this.subscribe(some), options)
  }

  /**
   * Has the kernel send an event of a device, and resolves with exactly that event. Needs root.
   * @throws DeviceError ENODEV, EACCES for others than root, ENOMEM or EINVAL for too many arguments, ENOMSG when the kernel sends none
   * @throws TimeoutError when it does not come here, such as that of a network device in another namespace
   */
  async trigger(device: DeviceReference, options: TriggerOptions = {}): Promise<DeviceEvent> {
    const devpath = devpathOf(device)
    const [result] = await triggerEach(this.#triggers, () => Promise.resolve([devpath]), options)
    if (result !== undefined && 'event' in result) return result.event
    throw result?.error
  }

  /**
   * The same for each device that the query means (coldplug): `{ parent }` for a device and all below it. Resolves with what became of each,
   * parents first. `{}` means every device there is.
   * @throws TypeError for no query, and for one with keys that are undefined, which would mean more
   */
  async triggerAll(query: DeviceQuery, options: TriggerOptions = {}): Promise<TriggerResult[]> {
    if (query === undefined) throw new TypeError('query: say which devices, {} for all')
    const read = readQuery(query)
    for (const [key, value] of Object.entries(query))
      if (value === undefined)
        throw new TypeError(`query.${key}: is undefined, which would be all; leave it out`)
    return triggerEach(this.#triggers, () => devpathsOf(this.#sources, read), options)
  }

  /** The number of the last event that the kernel has sent, in whatever network namespace. */
  seqnum(): Promise<number> {
    return readSeqnum(this.#sources.sysfs)
  }

  /**
   * Resolves when everything that the kernel had sent when this was called has come to the subscriptions (and is queued there, or was
   * taken), and udev, where one runs, has nothing left to do.
   * @throws TimeoutError, AbortError, ClosedError when this or a subscription is closed meanwhile
   */
  settle(options?: WaitOptions): Promise<void> {
    return settle(this.#sources, this.#subscriptions, () => this.isClosed, options)
  }

  /** What JSON tells of it: which connection it is, nothing of what it holds. */
  toJSON(): ConnectionSummary {
    return this.#connection.toJSON()
  }

  /** Closes everything at once; loops end. Idempotent. Devices can still be read. */
  close(): void {
    for (const subscription of this.#subscriptions) subscription.close()
    this.#connection.close()
  }

  [Symbol.dispose](): void {
    this.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.close()
    return Promise.resolve()
  }
}

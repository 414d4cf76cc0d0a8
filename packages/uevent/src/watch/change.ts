import type { OverrunEvent } from '@nlkit/core'
import type { Device } from '../device/device.ts'
import type { DeviceEvent } from '../events/event.ts'

/** What a watch tells. `event` is what made it known; there is none where a scan found it out after an overrun. */
export type DeviceChange =
  /** It was there when the watch began. */
  | { readonly type: 'present'; readonly device: Device }
  /** All that were there have been told; from here on come changes. */
  | { readonly type: 'ready' }
  /** It has come, or has come to be one that the query means. */
  | { readonly type: 'add'; readonly device: Device; readonly event?: DeviceEvent }
  /** Something about it is different, or may be: see the event's action. */
  | { readonly type: 'change'; readonly device: Device; readonly event?: DeviceEvent }
  /** It has another path, such as a renamed interface. */
  | {
      readonly type: 'move'
      readonly device: Device
      readonly devpathOld: string
      readonly event?: DeviceEvent
    }
  /** It has gone, or is none any more that the query means. As it was last seen. */
  | { readonly type: 'remove'; readonly device: Device; readonly event?: DeviceEvent }
  /** The kernel had to drop events. What has changed meanwhile follows, found out by a scan. */
  | OverrunEvent

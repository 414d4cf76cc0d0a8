import type { Connection, RequestSpec, WaitOptions } from '@nlkit/core'
import { LE, type Bytes, type Writer } from '@nlkit/core/codec'
import {
  IFLA_ALT_IFNAME,
  IFLA_EXT_MASK,
  IFLA_IFNAME,
  RTEXT_FILTER_SKIP_STATS,
  RTM_GETLINK
} from './link/constants.ts'

/** An interface: an index, or a name or alternative name. */
export type Device = number | string

const IFNAMSIZ = 16
const ALTIFNAMSIZ = 128
const IFINFOMSG_SIZE = 16

const utf8 = new TextEncoder()

/** How many bytes a name has. Of one that is not UTF-8 each byte above 0x7f is told as a lone surrogate U+DC80..U+DCFF. */
export function byteLength(name: string): number {
  const { length } = utf8.encode(name)
  return length === name.length ? length : utf8.encode(name.replaceAll(/[\udc80-\udcff]/gu, '?')).length
}

/** Which link RTM_GETLINK is to tell of, and what (RTEXT_FILTER_*). */
export interface LinkSelector {
  readonly device: Device
  readonly extMask: number
}

/**
 * Writes the request for one link. By hand, because asking for a link is the request that is made most: the link's own
 * codec takes 0.4 us to look for the eighty keys that are not there.
 */
export function encodeSelector(writer: Writer, { device, extMask }: LinkSelector): void {
  const header = writer.reserve(IFINFOMSG_SIZE)
  if (typeof device === 'number') {
    writer.view.setInt32(header + 4, device, LE) // ifi_index
  } else {
    // IFLA_IFNAME finds alternative names too, but takes only what a name may be as long as (rtnl_dev_get()).
    const type = byteLength(device) < IFNAMSIZ ? IFLA_IFNAME : IFLA_ALT_IFNAME
    writer.attributeString(type, device, 'device')
  }
  writer.attributeU32(IFLA_EXT_MASK, extMask)
}

const selector = { encode: encodeSelector }

/** Looks at nothing but the index, so that nobody needs the link's codec for it. */
const indexOnly = {
  decode(bytes: Bytes, offset: number): number {
    return bytes.view.getInt32(offset + 4, LE) // ifi_index
  }
}

/** @throws TypeError, RangeError for what cannot be an interface */
export function checkDevice(device: unknown, key: string): asserts device is Device {
  if (typeof device === 'number') {
    if (Number.isInteger(device) && device >= 1 && device <= 0x7fffffff) return
    throw new RangeError(`${key}: ${device} is not an interface's index`)
  }
  if (typeof device !== 'string')
    throw new TypeError(`${key}: expected an interface's name or index, got ${String(device)}`)
  if (device === '' || device.includes('\0') || byteLength(device) >= ALTIFNAMSIZ) {
    throw new RangeError(`${key}: '${device.replaceAll('\0', '\\0')}' is not an interface's name`)
  }
}

/**
 * The index of an interface. Names are asked for each time: an interface may be renamed between two calls.
 * @throws NetlinkError ENODEV where there is none of that name
 */
export async function indexOf(
  connection: Connection,
  device: Device,
  key: string,
  options?: WaitOptions
): Promise<number> {
  checkDevice(device, key)
  if (typeof device === 'number') return device
  const spec: RequestSpec<LinkSelector, number> = {
    type: RTM_GETLINK,
    name: `RTM_GETLINK (${key}: '${device}')`,
    body: selector,
    value: { device, extMask: RTEXT_FILTER_SKIP_STATS },
    reply: indexOnly
  }
  // What else there is, is about the request that it is for: `replace` here would be NLM_F_ROOT.
  return connection.one(spec, options && { signal: options.signal, timeout: options.timeout })
}

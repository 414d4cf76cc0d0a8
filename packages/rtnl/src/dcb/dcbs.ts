import { NetlinkError, type Connection, type RequestOptions } from '@nlkit/core'
import { LE, type Bytes } from '@nlkit/core/codec'
import type { Device } from '../devices.ts'
import { RTEXT_FILTER_SKIP_STATS } from '../link/constants.ts'
import { Links } from '../link/links.ts'
import { checkObject } from '../objects.ts'
import { dcbCodec, type Dcb, type DcbCommand, type DcbInput } from './codec.ts'
import { DCB_CMD, RTM_GETDCB, RTM_SETDCB } from './constants.ts'

/** Commands that read. */
export type DcbGetCommand = Extract<
  DcbCommand,
  `${string}gcfg` | `g${string}` | `${string}-get` | `${string}gstate`
>
/** Commands that change. */
export type DcbSetCommand = Exclude<DcbCommand, DcbGetCommand | 'undefined'>

/** What a command takes beside itself; in those that read, which parts are wanted. */
export type DcbSettings = Omit<DcbInput, 'family' | 'cmd' | 'ifname'>

/** Results of changes are one byte, an errno with its sign in eight bits among them (dcbnl_ieee_set()). */
const FIRST_ERRNO = 0x81

/** The byte in the attribute behind the link's name. */
const resultOnly = {
  decode(bytes: Bytes, offset: number, end: number): number {
    let result = 0
    for (let at = offset + 4; at + 4 < end;) {
      const size = bytes.view.getUint16(at, LE)
      if (size < 4 || at + size > end) break
      if (size === 5 && (bytes.view.getUint16(at + 2, LE) & 0x3fff) !== 1) result = bytes.u8[at + 4] ?? 0
      at += (size + 3) & ~3
    }
    return result
  }
}

/** Data centre bridging, where a driver has it: IEEE 802.1Qaz and the older CEE. */
export class Dcbs {
  readonly #connection: Connection
  readonly #links: Links

  constructor(connection: Connection) {
    this.#connection = connection
    this.#links = new Links(connection)
  }

  /**
   * What a command that reads says: `get('eth0', 'ieee-get')`, `get('eth0', 'gcap', { cap: { all: true } })`.
   * @throws NetlinkError EOPNOTSUPP for a link without data centre bridging, EINVAL where a part must be named
   */
  async get(
    device: Device,
    cmd: DcbGetCommand,
    parts: DcbSettings = {},
    options?: RequestOptions
  ): Promise<Dcb> {
    const spec = { type: RTM_GETDCB, name: 'RTM_GETDCB', body: dcbCodec, reply: dcbCodec }
    return this.#connection.one({ ...spec, value: await this.#valueOf(device, cmd, parts, options) }, options)
  }

  /**
   * Runs a command that changes: `set('eth0', 'ieee-set', { ieee: { ets } })`.
   * @returns the driver's result, 0 where it took everything
   * @throws NetlinkError EOPNOTSUPP for a link without data centre bridging, and what the driver refuses
   */
  async set(
    device: Device,
    cmd: DcbSetCommand,
    settings: DcbSettings,
    options?: RequestOptions
  ): Promise<number> {
    const spec = { type: RTM_SETDCB, name: 'RTM_SETDCB', body: dcbCodec, reply: resultOnly }
    const value = await this.#valueOf(device, cmd, settings, options)
    const result = await this.#connection.one({ ...spec, value }, options)
    if (result >= FIRST_ERRNO) throw new NetlinkError({ errno: 0x100 - result, request: 'RTM_SETDCB' })
    return result
  }

  /** The kernel knows the link by its name alone. */
  async #valueOf(
    device: Device,
    cmd: DcbCommand,
    settings: DcbSettings,
    options: RequestOptions | undefined
  ): Promise<DcbInput> {
    if (typeof cmd !== 'string' || !Object.hasOwn(DCB_CMD.number, cmd))
      throw new TypeError(`cmd: '${cmd}' is not a command`)
    checkObject(settings, 'settings')
    const { ifname } = await this.#links.get(device, { ...options, extMask: RTEXT_FILTER_SKIP_STATS })
    return { ...settings, cmd, ifname }
  }
}

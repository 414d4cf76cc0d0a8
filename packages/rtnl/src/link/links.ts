import type { Connection, Dump, DumpOptions, DumpSpec, RequestOptions } from '@nlkit/core'
import { NLM_F_CREATE, NLM_F_EXCL } from '@nlkit/core'
import { checkDevice, encodeSelector, indexOf, type Device } from '../devices.ts'
import { runWrite, write, type Write } from '../write.ts'
import { linkCodec, type Link, type LinkInput } from './codec.ts'
import { IFF_UP, RTEXT_FILTER_VF, RTM_DELLINK, RTM_GETLINK, RTM_NEWLINK } from './constants.ts'

const IFNAMSIZ = 16

/** What asks for one link; its keys are the link's, for refusals. */
const selector = { encode: encodeSelector, paths: linkCodec.paths }

/** A link to add or change. */
export interface LinkChange extends Omit<LinkInput, 'master' | 'link'> {
  /** The bridge, bond, VRF ... that it belongs to, by name or index; 0 for none. */
  readonly master?: Device | 0
  /** The link that it stands on or belongs to (of a VLAN, macvlan ...), by name or index. */
  readonly link?: Device
  /** Up or down; `flags` and `change` say the same, and more, on the wire. */
  readonly up?: boolean
}

/** Which links are meant. The kernel filters by master and kind where it can, the rest is filtered here. */
export interface LinkFilter {
  /** The link that they belong to, by name or index. */
  readonly master?: Device
  /** `linkinfo.kind`. */
  readonly kind?: string
  /** Only links that are up, or down. */
  readonly up?: boolean
  /** RTEXT_FILTER_*: what the kernel is to tell beside; RTEXT_FILTER_VF by default. Never 0: see {@link Links.dump}. */
  readonly extMask?: number
}

/** What to look a link up by, and what to tell of it. */
export interface LinkGetOptions extends RequestOptions {
  /** RTEXT_FILTER_*: what the kernel is to tell beside; RTEXT_FILTER_VF by default. */
  readonly extMask?: number
}

/** What the verbs send. */
export const linkWrites = {
  /** Adds a link. The kernel answers EEXIST when there is one of its name. */
  add: (link: LinkChange): Write => made(undefined, link, NLM_F_CREATE | NLM_F_EXCL),
  /** Adds a link, or changes the one of its name. Without NLM_F_REPLACE, which the kernel refuses for a link that is there. */
  replace: (link: LinkChange): Write => made(undefined, link, NLM_F_CREATE),
  /** Changes a link that is there: what is given is set, the rest stays. */
  change: (device: Device, link: LinkChange): Write => made(device, link, 0),
  /** Deletes a link. The kernel answers ENODEV when it is not there, EOPNOTSUPP for one that cannot be deleted. */
  delete: (device: Device): Write => {
    checkDevice(device, 'device')
    return write({ device }, ({ device: index }) => ({
      type: RTM_DELLINK,
      name: 'RTM_DELLINK',
      body: linkCodec,
      value: { index: index ?? 0 },
      isSlow: true
    }))
  }
}

function made(device: Device | undefined, change: LinkChange, flags: number): Write {
  const { master, link, up, ...rest } = change
  if (device !== undefined) checkDevice(device, 'device')
  if (master !== undefined && master !== 0) checkDevice(master, 'master')
  if (link !== undefined) checkDevice(link, 'link')
  checkName(rest.ifname)
  const value: LinkInput = { ...rest }
  if (up !== undefined) {
    value.change = (rest.change ?? rest.flags ?? 0) | IFF_UP
    value.flags = up ? (rest.flags ?? 0) | IFF_UP : (rest.flags ?? 0) & ~IFF_UP
  }
  if (master === 0) value.master = 0
  const devices = { device, master: master === 0 ? undefined : master, link }
  return write(devices, (indices) => {
    if (indices['device'] !== undefined) value.index = indices['device']
    if (indices['master'] !== undefined) value.master = indices['master']
    if (indices['link'] !== undefined) value.link = indices['link']
    return {
      type: RTM_NEWLINK,
      name: 'RTM_NEWLINK',
      flags,
      body: linkCodec,
      value,
      isSlow: isSlow(value, flags)
    }
  })
}

/** Creation takes as long as a synchronize_net(), and so does what moves a link or tears it down. */
function isSlow(value: LinkInput, flags: number): boolean {
  return (
    flags !== 0 || value.netNsFd !== undefined || value.netNsPid !== undefined || value.master !== undefined
  )
}

/** dev_valid_name() says no in the kernel with EINVAL and no word; said here it names the field. */
function checkName(name: string | undefined): void {
  if (name === undefined) return
  if (typeof name !== 'string') throw new TypeError('ifname: expected a string')
  const length = new TextEncoder().encode(name).length
  if (length >= IFNAMSIZ)
    throw new RangeError(`ifname: '${name}' has ${length} bytes, an interface's name has 15 at the most`)
  if (name === '' || name === '.' || name === '..' || /[/:\s\0]/.test(name)) {
    throw new RangeError(`ifname: '${name.replaceAll('\0', '\\0')}' is not an interface's name`)
  }
}

/** The links of a namespace. */
export class Links {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /** One link, by index, name or alternative name. @throws NetlinkError ENODEV where there is none */
  get(device: Device, options?: LinkGetOptions): Promise<Link> {
    try {
      checkDevice(device, 'device')
    } catch (error) {
      return Promise.reject(error)
    }
    const extMask = options?.extMask ?? RTEXT_FILTER_VF
    return this.#connection.one(
      {
        type: RTM_GETLINK,
        name: 'RTM_GETLINK',
        body: selector,
        value: { device, extMask },
        reply: linkCodec
      },
      options
    )
  }

  /** All links that the filter names. */
  list(filter: LinkFilter = {}, options?: DumpOptions): Promise<Link[]> {
    return this.dump(filter, options).toArray()
  }

  /**
   * The same one by one or in batches, as the kernel sends them. The request always carries IFLA_EXT_MASK: without
   * it the kernel leaves out, in silence, a link that is too large, and all that follow.
   */
  dump(filter: LinkFilter = {}, options?: DumpOptions): Dump<Link> {
    const { master } = filter
    if (master !== undefined) checkDevice(master, 'master')
    if (typeof master !== 'string') return this.#connection.dump(dumpSpec(filter, master), options)
    return this.#connection.dump(
      async () => dumpSpec(filter, await indexOf(this.#connection, master, 'master')),
      options
    )
  }

  /** {@link linkWrites.add} */
  async add(link: LinkChange, options?: RequestOptions): Promise<void> {
    await runWrite(this.#connection, linkWrites.add(link), options)
  }

  async replace(link: LinkChange, options?: RequestOptions): Promise<void> {
    await runWrite(this.#connection, linkWrites.replace(link), options)
  }

  async change(device: Device, link: LinkChange, options?: RequestOptions): Promise<void> {
    await runWrite(this.#connection, linkWrites.change(device, link), options)
  }

  /** Renames a link. @throws NetlinkError EEXIST, EBUSY for a link that is up and whose driver will not have it */
  rename(device: Device, ifname: string, options?: RequestOptions): Promise<void> {
    return this.change(device, { ifname }, options)
  }

  up(device: Device, options?: RequestOptions): Promise<void> {
    return this.change(device, { up: true }, options)
  }

  down(device: Device, options?: RequestOptions): Promise<void> {
    return this.change(device, { up: false }, options)
  }

  async delete(device: Device, options?: RequestOptions): Promise<void> {
    await runWrite(this.#connection, linkWrites.delete(device), options)
  }
}

function dumpSpec(filter: LinkFilter, master: number | undefined): DumpSpec<LinkInput, Link> {
  const { kind, up } = filter
  const value: LinkInput = { extMask: filter.extMask ?? RTEXT_FILTER_VF }
  if (master !== undefined) value.master = master
  if (kind !== undefined) value.linkinfo = { kind }
  const isOurs = (link: Link): boolean =>
    (master === undefined || link.master === master) &&
    (kind === undefined || link.linkinfo?.kind === kind) &&
    (up === undefined || ((link.flags & IFF_UP) !== 0) === up)
  return {
    type: RTM_GETLINK,
    name: 'RTM_GETLINK',
    body: linkCodec,
    value,
    reply: linkCodec,
    replyType: RTM_NEWLINK,
    filter: master === undefined && kind === undefined && up === undefined ? undefined : isOurs
  }
}

import type { Connection, DumpOptions, RequestOptions, WaitOptions } from '@nlkit/core'
import { checkKeys, type KeysOf, NLM_F_CREATE, NLM_F_EXCL, NLM_F_REPLACE } from '@nlkit/core'
import { checkDevice, indexOf, type Device } from '../devices.ts'
import type { FilterKeys } from '../filters.ts'
import { checkFlush, deleteAll } from '../flush.ts'
import { familyOf, parsePrefix } from '../prefix.ts'
import { inside } from '../prefix-match.ts'
import { runWrite, write, type Write } from '../write.ts'
import { addressLabelCodec, type AddressLabel } from './codec.ts'
import { RTM_DELADDRLABEL, RTM_GETADDRLABEL, RTM_NEWADDRLABEL } from './constants.ts'

/** Which addresses a label is for. */
export interface AddressLabelPrefix {
  /** IPv6 prefix: `'2001:db8::/32'`. */
  readonly prefix: string
  /** Only on this interface. */
  readonly dev?: Device | undefined
}

/** A label to set. */
export interface AddressLabelChange extends AddressLabelPrefix {
  /** 0 to 4294967294. */
  readonly label: number
}

/** Which labels are to be deleted. */
export interface AddressLabelFlush {
  readonly label?: number
  /** Of this prefix, and of those in it. */
  readonly prefix?: string
  /** Only those of this interface. */
  readonly dev?: Device
}

const FLUSH_KEYS: FilterKeys<AddressLabelFlush> = { label: 'number', prefix: 'string', dev: 'device' }
const KEYS: KeysOf<AddressLabelChange> = { prefix: true, dev: true, label: true }

/** What the verbs send. */
export const addressLabelWrites = {
  /** Adds a label. The kernel answers EEXIST for a prefix that has one. */
  add: (label: AddressLabelChange): Write => made(label, NLM_F_CREATE | NLM_F_EXCL),
  /** Adds a label, or replaces the one of its prefix. */
  replace: (label: AddressLabelChange): Write => made(label, NLM_F_CREATE | NLM_F_REPLACE),
  /** Deletes a label. The kernel answers ESRCH when there is none. */
  delete: (label: AddressLabelPrefix): Write => made(label, undefined)
}

function made(change: AddressLabelPrefix & { readonly label?: number }, flags: number | undefined): Write {
  checkKeys(change, KEYS, 'label')
  const { prefix, dev, label } = change
  const { address, length } = parsePrefix(prefix, 'prefix')
  if (address === undefined || familyOf(address) !== 'inet6')
    throw new TypeError(`prefix: expected an IPv6 prefix, got '${prefix}'`)
  if (dev !== undefined) checkDevice(dev, 'dev')
  if (flags !== undefined) {
    if (typeof label !== 'number') throw new TypeError('label: expected a number')
    // All ones mean that there is none (IPV6_ADDR_LABEL_DEFAULT).
    if (!Number.isInteger(label) || label < 0 || label > 0xfffffffe)
      throw new RangeError(`label: expected an integer from 0 to 4294967294, got ${label}`)
  }
  return write({ dev }, (indices) => ({
    type: flags === undefined ? RTM_DELADDRLABEL : RTM_NEWADDRLABEL,
    name: flags === undefined ? 'RTM_DELADDRLABEL' : 'RTM_NEWADDRLABEL',
    flags: flags ?? 0,
    body: addressLabelCodec,
    // A deletion, too, must say a label; the kernel does not look at which (ip6addrlbl_newdel()).
    value: {
      family: 'inet6' as const,
      prefixlen: length,
      index: indices['dev'] ?? 0,
      address,
      label: label ?? 0
    }
  }))
}

/** Labels of IPv6 addresses, RFC 6724: what `ip addrlabel` shows. The kernel sends no events of them. */
export class AddressLabels {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /** The label of an address. */
  async get(address: string, options?: RequestOptions): Promise<AddressLabel> {
    const parsed = parsePrefix(address, 'address')
    if (parsed.address === undefined || address.includes('/') || familyOf(parsed.address) !== 'inet6')
      throw new TypeError(`address: expected an IPv6 address, got '${address}'`)
    return this.#connection.one(
      {
        type: RTM_GETADDRLABEL,
        name: 'RTM_GETADDRLABEL',
        body: addressLabelCodec,
        value: { family: 'inet6', prefixlen: 128, address: parsed.address },
        reply: addressLabelCodec
      },
      options
    )
  }

  /** All labels. */
  async list(options?: DumpOptions): Promise<AddressLabel[]> {
    return await this.#connection
      .dump(
        {
          type: RTM_GETADDRLABEL,
          name: 'RTM_GETADDRLABEL',
          body: addressLabelCodec,
          value: { family: 'inet6' },
          reply: addressLabelCodec,
          replyType: RTM_NEWADDRLABEL
        },
        options
      )
      .toArray()
  }

  /**
   * Adds a label. The kernel answers EEXIST for a prefix that has one.
   * @throws NetlinkError EEXIST
   */
  async add(label: AddressLabelChange, options?: RequestOptions): Promise<void> {
    await runWrite(this.#connection, addressLabelWrites.add(label), options)
  }

  /** Adds a label, or replaces the one of its prefix. */
  async replace(label: AddressLabelChange, options?: RequestOptions): Promise<void> {
    await runWrite(this.#connection, addressLabelWrites.replace(label), options)
  }

  /** @throws NetlinkError ESRCH */
  async delete(label: AddressLabelPrefix, options?: RequestOptions): Promise<void> {
    await runWrite(this.#connection, addressLabelWrites.delete(label), options)
  }

  /**
   * Deletes what the filter names, and says how many that were: those that the kernel came with, too. `{ prefix: '::/0' }` names all.
   * @throws TypeError for an empty filter, NetlinkError for the first that the kernel does not delete, once all were tried
   */
  async flush(filter: AddressLabelFlush, options?: WaitOptions): Promise<number> {
    checkFlush(filter, 'labels', FLUSH_KEYS)
    const { label, prefix, dev } = filter
    const isMeant = prefix === undefined ? undefined : inside(prefix, 'filter.prefix')
    const index = dev === undefined ? undefined : await indexOf(this.#connection, dev, 'dev', options)
    const found = await this.list({ signal: options?.signal, timeout: options?.timeout })
    const deletions = found
      .filter(
        (one) =>
          (label === undefined || one.label === label) &&
          (index === undefined || one.index === index) &&
          (isMeant === undefined || isMeant(one.address, one.prefixlen))
      )
      .map(({ address = '::', prefixlen, index: of }) =>
        addressLabelWrites.delete({ prefix: `${address}/${prefixlen}`, ...(of === 0 ? {} : { dev: of }) })
      )
    return deleteAll(this.#connection, deletions, options)
  }
}

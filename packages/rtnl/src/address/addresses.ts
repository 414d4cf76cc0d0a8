import type { Connection, Dump, DumpOptions, DumpSpec, RequestOptions, WaitOptions } from '@nlkit/core'
import { checkKeys, type KeysOf, NLM_F_CREATE, NLM_F_EXCL, NLM_F_REPLACE } from '@nlkit/core'
import { parseIpv4, parseIpv6, selected } from '@nlkit/core/codec'
import { byteFamily, checkByteAddress, type ByteFamily } from '../byte-address.ts'
import { checkDevice, indexOf, type Device } from '../devices.ts'
import { checkFilter, type FilterKeys } from '../filters.ts'
import { checkFlush, deleteAll } from '../flush.ts'
import { familyOf, parsePrefix } from '../prefix.ts'
import { inside, WHOLE } from '../prefix-match.ts'
import { runVerb, write, type Write } from '../write.ts'
import { RT_SCOPE } from '../route/scope.constants.ts'
import { addressCodec, type Address, type AddressInput } from './codec.ts'
import { IFA_F_SECONDARY, IFAPROT, RTM_DELADDR, RTM_GETADDR, RTM_NEWADDR } from './constants.ts'
import { checkObject, checkPrefixKeys, sameIndex } from '../objects.ts'

const scratch = new Uint8Array(16)

/** An address to add, change or delete. */
export interface AddressChange extends Omit<AddressInput, 'local' | 'address'> {
  /** The interface; `index` says the same on the wire. */
  readonly dev?: Device | undefined
  /** The interface's own address, with its prefix length: `'10.0.0.2/24'`. With the family phonet or mctp a byte: `'0x6c'`. */
  readonly local?: string | undefined
  /** The prefix's address or the peer's, where it is another than `local`. */
  readonly address?: string | undefined
}

/** One IPv6 address. */
export interface AddressLookup {
  /** The interface's own address, without a prefix length. */
  readonly local: string
  /** The interface. Without one an address that several have, as link-local ones, is told of any. */
  readonly dev?: Device | undefined
}

const LOOKUP_KEYS: KeysOf<AddressLookup> = { local: true, dev: true }

/** Which addresses are meant. What the kernel does not filter by itself is filtered here. */
export interface AddressFilter {
  readonly family?: 'inet' | 'inet6' | ByteFamily
  /** An interface by name or index. */
  readonly dev?: Device
  readonly scope?: Address['scope']
  readonly label?: string
  /** Those that are in this prefix, or this address. */
  readonly to?: string
  /** IFA_F_*: those that have all of these, and where `flagsMask` says so are without others. */
  readonly flags?: number
  /**
   * Which flags count, without it those in `flags`: `{ flags: 0, flagsMask: IFA_F_PERMANENT }` are the dynamic ones,
   * `{ flags: 0, flagsMask: IFA_F_SECONDARY }` the first of their prefixes.
   */
  readonly flagsMask?: number
  readonly proto?: Address['proto']
}

const FILTER_KEYS: FilterKeys<AddressFilter> = {
  family: 'string',
  dev: 'device',
  scope: RT_SCOPE,
  label: 'string',
  to: 'string',
  flags: 'number',
  flagsMask: 'number',
  proto: IFAPROT
}

/** What the verbs send. */
export const addressWrites = {
  /** Adds an address. The kernel answers EEXIST when the interface has it. */
  add: (address: AddressChange): Write => made(address, 'RTM_NEWADDR', NLM_F_CREATE | NLM_F_EXCL),
  /** Adds an address, or replaces lifetimes, flags and metric of one that is there. */
  replace: (address: AddressChange): Write => made(address, 'RTM_NEWADDR', NLM_F_CREATE | NLM_F_REPLACE),
  /** Changes lifetimes, flags and metric of an address; the kernel adds one that is not there, with NLM_F_CREATE or without (inet_rtm_newaddr()). */
  change: (address: AddressChange): Write => made(address, 'RTM_NEWADDR', NLM_F_REPLACE),
  /** Deletes an address. The kernel answers EADDRNOTAVAIL when it is not there. */
  delete: (address: AddressChange): Write => made(address, 'RTM_DELADDR', 0)
}

function made(change: AddressChange, name: 'RTM_NEWADDR' | 'RTM_DELADDR', flags: number): Write {
  checkObject(change, 'address')
  const { dev, ...rest } = change
  const value = normalize(rest, name === 'RTM_NEWADDR')
  if (dev === undefined && value.index === undefined)
    throw new TypeError('dev: an address needs an interface')
  if (dev !== undefined) checkDevice(dev, 'dev')
  return write({ dev }, (indices) => ({
    type: name === 'RTM_NEWADDR' ? RTM_NEWADDR : RTM_DELADDR,
    name,
    flags,
    body: addressCodec,
    value:
      dev === undefined
        ? value
        : { ...value, index: sameIndex(indices['dev'] as number, value.index, 'index') }
  }))
}

/** The wire's form: family and prefix length out of the text, the prefix's address where it is not another. */
function normalize(change: Omit<AddressChange, 'dev'>, isNew: boolean): AddressInput {
  const given = change.local ?? change.address
  if (given === undefined) throw new TypeError('local: an address is missing')
  const key = change.local === undefined ? 'address' : 'local'
  const ofByte = byteFamily(change.family)
  if (ofByte !== undefined) {
    checkByteAddress(given, key)
    return { ...change, family: ofByte, prefixlen: change.prefixlen ?? 0, local: given, address: undefined }
  }
  const own = parsePrefix(given, key)
  if (own.address === undefined) throw new TypeError(`${key}: 'default' is not an address`)
  // It is written as both; the encoder would name the first.
  const parse = own.family === 'inet' ? parseIpv4 : parseIpv6
  if (!parse(own.address, scratch, 0)) throw new TypeError(`${key}: '${own.address}' is not an IP address`)
  const peer =
    change.local === undefined || change.address === undefined
      ? undefined
      : parsePrefix(change.address, 'address')
  const length = { key: 'prefixlen', value: change.prefixlen }
  checkPrefixKeys(own, given, length, change.family, key)
  if (peer !== undefined) checkPrefixKeys(peer, change.address, length, change.family, 'address')
  const value: AddressInput = {
    ...change,
    family: change.family ?? familyOf(own.address),
    prefixlen:
      change.prefixlen ??
      (change.address?.includes('/') === true ? (peer?.length ?? own.length) : own.length),
    local: own.address,
    address: peer?.address ?? own.address
  }
  // As ip(8) has it: what never leaves the host has the host's scope.
  if (isNew && value.scope === undefined && own.address.startsWith('127.')) value.scope = 'host'
  return value
}

/** The addresses of a namespace's interfaces. */
export class Addresses {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /**
   * One IPv6 address. Of other families the kernel tells all or none.
   * @throws NetlinkError EADDRNOTAVAIL when it is not there
   */
  async get(lookup: AddressLookup, options?: RequestOptions): Promise<Address> {
    checkKeys(lookup, LOOKUP_KEYS, 'lookup')
    const { local, dev } = lookup
    if (typeof local !== 'string' || !parseIpv6(local, scratch, 0))
      throw new TypeError(`local: '${local}' is not an IPv6 address`)
    const index = dev === undefined ? 0 : await indexOf(this.#connection, dev, 'dev', options)
    return await this.#connection.one(
      {
        type: RTM_GETADDR,
        name: 'RTM_GETADDR',
        body: addressCodec,
        value: { family: 'inet6', index, local },
        reply: addressCodec
      },
      options
    )
  }

  /** All addresses that the filter names. */
  async list(filter: AddressFilter = {}, options?: DumpOptions): Promise<Address[]> {
    return await this.dump(filter, options).toArray()
  }

  /** The same one by one or in batches, as the kernel sends them. */
  dump(filter: AddressFilter = {}, options?: DumpOptions): Dump<Address> {
    checkFilter(filter, FILTER_KEYS)
    if (filter.dev !== undefined) checkDevice(filter.dev, 'dev')
    const { dev } = filter
    if (typeof dev !== 'string') return this.#connection.dump(dumpSpec(filter, dev), options)
    return this.#connection.dump(
      async () => dumpSpec(filter, await indexOf(this.#connection, dev, 'dev', options)),
      options
    )
  }

  /** Adds an address. The kernel answers EEXIST when the interface has it. */
  add(address: AddressChange, options?: RequestOptions): Promise<void> {
    return runVerb(this.#connection, addressWrites.add, address, options)
  }

  /** Adds an address, or replaces lifetimes (seconds), flags and metric of one that is there. */
  replace(address: AddressChange, options?: RequestOptions): Promise<void> {
    return runVerb(this.#connection, addressWrites.replace, address, options)
  }

  /**
   * Changes lifetimes (seconds), flags and metric of an address. One that is not there the kernel adds, as for replace(): it does not
   * look at NLM_F_CREATE (inet_rtm_newaddr(), inet6_rtm_newaddr()).
   */
  change(address: AddressChange, options?: RequestOptions): Promise<void> {
    return runVerb(this.#connection, addressWrites.change, address, options)
  }

  /**
   * Deletes an address, by interface, address and prefix length: without one the whole address is meant, `/32` or `/128`.
   * @throws NetlinkError EADDRNOTAVAIL when it is not there
   */
  delete(address: AddressChange, options?: RequestOptions): Promise<void> {
    return runVerb(this.#connection, addressWrites.delete, address, options)
  }

  /**
   * Deletes what the filter names, and says how many that were. With an IPv4 address its secondaries go, too, named or not, unless
   * the interface promotes them (/proc/sys/net/ipv4/conf/DEV/promote_secondaries).
   * @throws TypeError for an empty filter, NetlinkError for the first that the kernel does not delete, once all were tried
   */
  async flush(filter: AddressFilter, options?: WaitOptions): Promise<number> {
    checkFlush(filter, 'addresses', FILTER_KEYS)
    const found = await this.list(filter, { signal: options?.signal, timeout: options?.timeout })
    // Secondaries first, so that they are counted.
    const deletions = found
      .toSorted((a, b) => Number(isSecondary(b)) - Number(isSecondary(a)))
      .map(({ family, index, local, address, prefixlen }) =>
        deletionOf({ family, index, local, address, prefixlen })
      )
    return deleteAll(this.#connection, deletions, options)
  }
}

function isSecondary({ family, flags }: Address): boolean {
  return family === 'inet' && (flags & IFA_F_SECONDARY) !== 0
}

function deletionOf(value: AddressInput): Write {
  return write({}, () => ({ type: RTM_DELADDR, name: 'RTM_DELADDR', flags: 0, body: addressCodec, value }))
}

function dumpSpec(filter: AddressFilter, index: number | undefined): DumpSpec<AddressInput, Address> {
  const { family, label, to, flags = 0, flagsMask = flags } = filter
  const scope = selected(RT_SCOPE, filter.scope)
  const proto = selected(IFAPROT, filter.proto)
  const isInside = to === undefined ? undefined : inside(to, 'filter.to')
  if (flagsMask === 0 && (filter.flags ?? filter.flagsMask) !== undefined)
    throw new TypeError('filter.flags: no flag is named')
  if ((flags & ~flagsMask) !== 0) throw new TypeError('filter.flags: flagsMask leaves some of them out')
  // Where a family is not in the kernel, it answers with the addresses of all (rtnl_dump_all()).
  const isOurs = (one: Address): boolean =>
    (family === undefined || one.family === family) &&
    (index === undefined || one.index === index) &&
    (scope === undefined || one.scope === scope) &&
    (label === undefined || one.label === label) &&
    (isInside === undefined || isInside(one.local ?? one.address ?? '', WHOLE)) &&
    ((one.flags ^ flags) & flagsMask) === 0 &&
    (proto === undefined || one.proto === proto)
  return {
    type: RTM_GETADDR,
    name: 'RTM_GETADDR',
    body: addressCodec,
    value: { family: family ?? 'unspec', index: index ?? 0 },
    reply: addressCodec,
    replyType: RTM_NEWADDR,
    filter:
      flagsMask !== 0 || [family, index, scope, label, isInside, proto].some((wanted) => wanted !== undefined)
        ? isOurs
        : undefined
  }
}

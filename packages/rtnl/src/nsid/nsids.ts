import type { Connection, DumpOptions, RequestOptions } from '@nlkit/core'
import { runWrite, write, type Write } from '../write.ts'
import { nsidCodec, type Nsid, type NsidInput } from './codec.ts'
import { RTM_GETNSID, RTM_NEWNSID } from './constants.ts'
import { checkReference, withNamespace, type Namespace, type NamespaceReference } from './namespace.ts'
import { checkFilter, type FilterKeys } from '../filters.ts'

const FILTER_KEYS: FilterKeys<NsidFilter> = {
  targetNsid: 'number'
}

/** NETNSA_NSID_NOT_ASSIGNED. */
const NOT_ASSIGNED = -1

/** By which namespace's eyes ids are meant. */
export interface NsidFilter {
  /**
   * Ids as the namespace of this id has them; beside each, as `currentNsid`, the own one. The kernel answers EINVAL for
   * an id that there is not, EACCES without CAP_NET_ADMIN there.
   */
  readonly targetNsid?: number | undefined
}

/** What the verbs send. */
export const nsidWrites = {
  /** Gives a namespace an id, or lets the kernel choose one. EEXIST where the namespace has one or the id is taken. */
  set: (namespace: NamespaceReference, nsid?: number): Write => {
    const { pid, fd } = processOrDescriptor(namespace)
    if (nsid !== undefined) checkNsid(nsid, 'nsid')
    return write({}, () => ({
      type: RTM_NEWNSID,
      name: 'RTM_NEWNSID',
      body: nsidCodec,
      value: { pid, fd, nsid: nsid ?? NOT_ASSIGNED }
    }))
  }
}

function checkNsid(nsid: unknown, key: string): void {
  if (typeof nsid !== 'number') throw new TypeError(`${key}: expected a number, got ${String(nsid)}`)
  if (!Number.isInteger(nsid) || nsid < 0 || nsid > 0x7fffffff)
    throw new RangeError(`${key}: expected an integer from 0 to 2147483647, got ${nsid}`)
}

function processOrDescriptor(namespace: NamespaceReference): NamespaceReference {
  const reference = checkReference(namespace)
  if (reference.nsid !== undefined)
    throw new TypeError('namespace.nsid: the namespace is to be named by file, pid or fd')
  return reference
}

/** The ids by which this namespace knows others: `linkNetnsid`, `targetNetnsid`, and of events `meta.nsid`. */
export class Nsids {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /**
   * The id of a namespace: by name, path, process or descriptor; with `{ nsid }` and `targetNsid`, an own id as that one has it.
   * @returns undefined where it has none
   * @throws NetlinkError ESRCH for a process that is not, EINVAL for what is no namespace
   */
  async get(namespace: Namespace, options?: RequestOptions & NsidFilter): Promise<number | undefined> {
    const { targetNsid, ...others } = options ?? {}
    if (targetNsid !== undefined) checkNsid(targetNsid, 'targetNsid')
    const found = await withNamespace(namespace, ({ pid, fd, nsid }) => {
      const value: NsidInput = { pid, fd, nsid, targetNsid }
      return this.#connection.one(
        { type: RTM_GETNSID, name: 'RTM_GETNSID', body: nsidCodec, value, reply: nsidCodec },
        others
      )
    })
    const id = found.nsid
    return id === undefined || id === NOT_ASSIGNED ? undefined : id
  }

  /** All ids. */
  async list(filter: NsidFilter = {}, options?: DumpOptions): Promise<Nsid[]> {
    checkFilter(filter, FILTER_KEYS)
    const { targetNsid } = filter
    if (targetNsid !== undefined) checkNsid(targetNsid, 'targetNsid')
    return await this.#connection
      .dump(
        {
          type: RTM_GETNSID,
          name: 'RTM_GETNSID',
          body: nsidCodec,
          value: { targetNsid },
          reply: nsidCodec,
          replyType: RTM_NEWNSID
        },
        options
      )
      .toArray()
  }

  /**
   * Gives a namespace an id, or lets the kernel choose one. An id stays until one of the two namespaces ends.
   * @throws NetlinkError EEXIST where the namespace has an id or the id is taken
   */
  async set(namespace: Namespace, nsid?: number, options?: RequestOptions): Promise<void> {
    await withNamespace(namespace, (reference) =>
      runWrite(this.#connection, nsidWrites.set(reference, nsid), options)
    )
  }
}

import { LE, type Bytes } from '../codec/index.ts'
import { NLMSG_HDRLEN } from '../message/constants.ts'
import { readCredentials, type Credentials } from '../socket/datagram.ts'
import {
  FLAG_HAS_CREDENTIALS,
  FLAG_HAS_GROUP,
  FLAG_HAS_NSID,
  RECORD_FLAGS,
  RECORD_GROUP,
  RECORD_NSID,
  RECORD_PORT_ID
} from '../socket/record.ts'

/** Where a message came from and how. */
export interface MessageMeta {
  /** NLM_F_*: a route's add, append and replace differ by nothing else. */
  readonly flags: number
  /** Sequence number: that of the request which caused it, 0 for what the kernel did by itself. */
  readonly sequence: number
  /** Port id in the message's header: of the socket whose request caused it, 0 for the kernel itself. */
  readonly portId: number
  /** Multicast group; 0 for unicast. */
  readonly group: number
  /** Port id of the sender, 0 for the kernel. */
  readonly senderPortId: number
  /** Id of the network namespace that it came from, where it is not the socket's own (NETLINK_LISTEN_ALL_NSID). */
  readonly nsid?: number
  /** The sender's credentials, where they were asked for. */
  readonly credentials?: Credentials
}

/**
 * A message as a subscription's decoder sees it. `bytes` is memory that is used again: nothing may keep it.
 * In a subscription of bare datagrams (kobject events) there is no header: type, flags and numbers are 0.
 */
export class Message {
  readonly bytes: Bytes
  /** Where the payload begins: the family header, or the datagram's first byte. */
  readonly offset: number
  /** Where the message ends. */
  readonly end: number
  readonly type: number
  readonly flags: number
  readonly sequence: number
  readonly portId: number
  readonly #record: number

  /** @param at where the message's header begins, or the payload of a bare datagram */
  constructor(bytes: Bytes, at: number, end: number, record: number, hasHeader: boolean) {
    const { view } = bytes
    this.bytes = bytes
    this.end = end
    this.#record = record
    this.offset = hasHeader ? at + NLMSG_HDRLEN : at
    this.type = hasHeader ? view.getUint16(at + 4, LE) : 0
    this.flags = hasHeader ? view.getUint16(at + 6, LE) : 0
    this.sequence = hasHeader ? view.getUint32(at + 8, LE) : 0
    this.portId = hasHeader ? view.getUint32(at + 12, LE) : 0
  }

  /** The group that it was sent to, 0 for unicast. */
  get group(): number {
    return this.#has(FLAG_HAS_GROUP) ? this.bytes.view.getUint32(this.#record + RECORD_GROUP, LE) : 0
  }

  /** Whose it is: 0 is the kernel. */
  get senderPortId(): number {
    return this.bytes.view.getUint32(this.#record + RECORD_PORT_ID, LE)
  }

  /** Of its sender, where they were asked for. */
  get credentials(): Credentials | undefined {
    if (!this.#has(FLAG_HAS_CREDENTIALS)) return undefined
    return readCredentials(this.bytes, this.#record)
  }

  /** Everything about the message that is not in it, as an object to keep. */
  meta(): MessageMeta {
    const meta: { -readonly [K in keyof MessageMeta]: MessageMeta[K] } = {
      flags: this.flags,
      sequence: this.sequence,
      portId: this.portId,
      group: this.group,
      senderPortId: this.senderPortId
    }
    if (this.#has(FLAG_HAS_NSID)) meta.nsid = this.bytes.view.getInt32(this.#record + RECORD_NSID, LE)
    const credentials = this.credentials
    if (credentials !== undefined) meta.credentials = credentials
    return meta
  }

  #has(flag: number): boolean {
    return (this.bytes.view.getUint32(this.#record + RECORD_FLAGS, LE) & flag) !== 0
  }
}

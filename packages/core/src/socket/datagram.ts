import { LE, type Bytes } from '../codec/index.ts'
import {
  FLAG_HAS_CREDENTIALS,
  FLAG_HAS_GROUP,
  FLAG_HAS_NSID,
  RECORD_FLAGS,
  RECORD_GID,
  RECORD_GROUP,
  RECORD_NSID,
  RECORD_PID,
  RECORD_PORT_ID,
  RECORD_SENDER_GROUPS,
  RECORD_UID
} from './record.ts'

/** Who a sender is, as the kernel vouches for it (SCM_CREDENTIALS). In a user namespace unmapped ids show as 65534. */
export interface Credentials {
  readonly pid: number
  readonly uid: number
  readonly gid: number
}

/** What a socket received in one piece. */
export interface Datagram {
  /** A copy, the receiver's to keep. */
  readonly data: Uint8Array
  /** The sender's port id; 0 is the kernel, and nobody else can have it. */
  readonly senderPortId: number
  /** The multicast group it was sent to as a mask, for groups 1 to 32. */
  readonly senderGroups: number
  /** The multicast group it was sent to, where NETLINK_PKTINFO is on; 0 for unicast. */
  readonly group?: number
  /** Id of the network namespace it came from, where NETLINK_LISTEN_ALL_NSID is on and it is another than ours. */
  readonly nsid?: number
  /** Who the sender is, as the kernel vouches for it, where SO_PASSCRED is on. */
  readonly credentials?: Credentials
}

/** A datagram out of the transport's record. */
export function readDatagram(bytes: Bytes, offset: number, end: number, record: number): Datagram {
  const { view, u8 } = bytes
  const flags = view.getUint32(record + RECORD_FLAGS, LE)
  const datagram: { -readonly [K in keyof Datagram]: Datagram[K] } = {
    data: u8.slice(offset, end),
    senderPortId: view.getUint32(record + RECORD_PORT_ID, LE),
    senderGroups: view.getUint32(record + RECORD_SENDER_GROUPS, LE)
  }
  if ((flags & FLAG_HAS_GROUP) !== 0) datagram.group = view.getUint32(record + RECORD_GROUP, LE)
  if ((flags & FLAG_HAS_NSID) !== 0) datagram.nsid = view.getInt32(record + RECORD_NSID, LE)
  if ((flags & FLAG_HAS_CREDENTIALS) !== 0) datagram.credentials = readCredentials(bytes, record)
  return datagram
}

/** The sender's credentials in a record that has them. */
export function readCredentials({ view }: Bytes, record: number): Credentials {
  return {
    pid: view.getUint32(record + RECORD_PID, LE),
    uid: view.getUint32(record + RECORD_UID, LE),
    gid: view.getUint32(record + RECORD_GID, LE)
  }
}

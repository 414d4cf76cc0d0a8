import { bytesOf, LE } from '../codec/index.ts'
import { NLMSG_HDRLEN } from '../message/constants.ts'
import { NETLINK_ADD_MEMBERSHIP, NETLINK_DROP_MEMBERSHIP, SO_RCVBUF, SOL_NETLINK } from '../socket/options.ts'
import {
  FLAG_HAS_CREDENTIALS,
  FLAG_HAS_GROUP,
  FLAG_TRUNCATED,
  KIND_DATAGRAM,
  KIND_DONE,
  KIND_ERROR,
  KIND_OVERRUN,
  RECORD_EXTRA,
  RECORD_FLAGS,
  RECORD_GID,
  RECORD_GROUP,
  RECORD_HEADER,
  RECORD_KIND,
  RECORD_LENGTH,
  RECORD_PID,
  RECORD_PORT_ID,
  RECORD_SIZE,
  RECORD_UID
} from '../socket/record.ts'
import {
  STATUS_HAS_INBOX,
  STATUS_INBOX_BYTES,
  STATUS_NEED,
  STATUS_RESULT,
  TAKE_NEEDS_MORE,
  type TransportSocket
} from '../socket/transport.ts'
import { later } from '../system.ts'
import type { Credentials } from '../socket/datagram.ts'
import type { Script, ScriptedKernel } from './scripted-kernel.ts'
import { concat, ScriptedRequest } from './scripted-request.ts'

const EBADF = -9
const EINVAL = -22
const NOTHING = new Uint8Array(0)

/** A datagram for a socket to receive. */
export interface ScriptedDatagram {
  readonly messages: readonly Uint8Array[]
  /** The sender's port id, 0 (the kernel) by default. */
  readonly senderPortId?: number
  readonly group?: number
  readonly credentials?: Credentials
  readonly isTruncated?: boolean
}

interface Setup {
  readonly protocol: number
  readonly type: number
  readonly netns: number
  readonly onReady: () => void
  readonly script: Script
  readonly kernel: ScriptedKernel
}

/** One socket of a {@link ScriptedKernel}. */
export class ScriptedSocket implements TransportSocket {
  readonly protocol: number
  readonly type: number
  readonly netns: number
  readonly status = new Int32Array(8)
  #lent: { tx: Uint8Array; rx: Uint8Array } | undefined
  /** Groups joined. */
  readonly groups = new Set<number>()
  /** Options set, as `level:name` -> value. */
  readonly options = new Map<string, Uint8Array>()
  portId = 0
  isClosed = false
  isReferenced = false
  /** Whether a thread watches; without it what comes late stays in the kernel's queue. */
  isWatched = false
  readonly #setup: Setup
  readonly #records: Uint8Array[] = []
  #isInCall = false
  #isAnnounced = false

  constructor(setup: Setup) {
    this.#setup = setup
    this.protocol = setup.protocol
    this.type = setup.type
    this.netns = setup.netns
  }

  get fd(): number {
    return this.isClosed ? -1 : 1_000_000 + this.#setup.kernel.sockets.indexOf(this)
  }

  /** Queues a datagram. */
  deliver(datagram: ScriptedDatagram): void {
    const payload = concat(datagram.messages)
    const flags =
      (datagram.group === undefined ? 0 : FLAG_HAS_GROUP) |
      (datagram.credentials === undefined ? 0 : FLAG_HAS_CREDENTIALS) |
      (datagram.isTruncated === true ? FLAG_TRUNCATED : 0)
    const bytes = record(KIND_DATAGRAM, flags, datagram.senderPortId ?? 0, payload.length, payload)
    const { view } = bytesOf(bytes)
    view.setUint32(RECORD_GROUP, datagram.group ?? 0, LE)
    view.setUint32(RECORD_PID, datagram.credentials?.pid ?? 0, LE)
    view.setUint32(RECORD_UID, datagram.credentials?.uid ?? 0, LE)
    view.setUint32(RECORD_GID, datagram.credentials?.gid ?? 0, LE)
    this.#queue(bytes)
  }

  /** Tells of messages that were dropped. */
  overrun(dropped: number): void {
    this.#queue(record(KIND_OVERRUN, 0, 0, dropped))
  }

  /** Makes receiving fail. @param errno positive */
  failToReceive(errno: number): void {
    this.#queue(record(KIND_ERROR, 0, 0, errno))
  }

  bind(portId: number, _groups: number): number {
    if (this.isClosed) return EBADF
    this.portId = portId === 0 ? this.#setup.kernel.takePortId() : portId
    return 0
  }

  connect(): number {
    return this.isClosed ? EBADF : 0
  }

  address(out: Uint32Array): number {
    if (this.isClosed) return EBADF
    out[0] = this.portId
    return 0
  }

  setOption(level: number, name: number, value: Uint8Array): number {
    if (this.isClosed) return EBADF
    this.options.set(`${level}:${name}`, value.slice())
    if (level === SOL_NETLINK && (name === NETLINK_ADD_MEMBERSHIP || name === NETLINK_DROP_MEMBERSHIP)) {
      const group = bytesOf(value).view.getInt32(0, LE)
      if (name === NETLINK_ADD_MEMBERSHIP) this.groups.add(group)
      else this.groups.delete(group)
    }
    return 0
  }

  getOption(level: number, name: number, out: Uint8Array): number {
    if (this.isClosed) return EBADF
    const value = this.options.get(`${level}:${name}`)
    if (value === undefined && name !== SO_RCVBUF) return -92 // ENOPROTOOPT
    out.set((value ?? new Uint8Array(out.length)).subarray(0, out.length))
    return Math.min(out.length, value?.length ?? out.length)
  }

  attachFilter(): number {
    return this.isClosed ? EBADF : 0
  }

  send(bytes: Uint8Array, offset: number, length: number): number {
    if (this.isClosed) return EBADF
    this.#run(bytes.slice(offset, offset + length))
    return length
  }

  exchange(
    bytes: Uint8Array,
    offset: number,
    length: number,
    _portId: number,
    _groups: number,
    rx: Uint8Array
  ): number {
    if (this.isClosed) return EBADF
    this.#isInCall = true
    try {
      this.#run(bytes.slice(offset, offset + length))
    } finally {
      this.#isInCall = false
    }
    return this.take(rx)
  }

  lend(tx: Uint8Array, rx: Uint8Array): void {
    this.#lent = { tx, rx }
  }

  exchangeLent(length: number): void {
    const { tx, rx } = this.#lent ?? { tx: NOTHING, rx: NOTHING }
    this.status[STATUS_RESULT] = length > tx.length ? EINVAL : this.exchange(tx, 0, length, 0, 0, rx)
  }

  receive(rx: Uint8Array): number {
    return this.take(rx)
  }

  submit(
    bytes: Uint8Array,
    offset: number,
    length: number,
    _portId: number,
    _groups: number,
    token: number
  ): number {
    if (this.isClosed) return EBADF
    const copy = bytes.slice(offset, offset + length)
    later(() => {
      if (this.isClosed) return
      this.#run(copy)
      this.#queue(record(KIND_DONE, 0, token, copy.length))
      this.#announce(true) // a thread has received it, whether the socket is watched or not
    })
    return 0
  }

  pump(): number {
    if (this.isClosed) return EBADF
    this.isWatched = true
    this.#announce()
    return 0
  }

  watch(limit: number): number {
    if (this.isClosed) return EBADF
    this.isWatched = limit > 0
    this.#announce()
    return 0
  }

  take(rx: Uint8Array): number {
    if (this.isClosed) return EBADF
    this.#isAnnounced = false
    let length = 0
    for (let next = this.#records[0]; next !== undefined; next = this.#records[0]) {
      if (length + next.length > rx.length) break
      rx.set(next, length)
      length += next.length
      this.#records.shift()
    }
    this.#note()
    this.status[STATUS_NEED] = this.#records[0]?.length ?? 0
    return length === 0 && this.#records.length > 0 ? TAKE_NEEDS_MORE : length
  }

  drops(): number {
    return this.isClosed ? EBADF : 0
  }

  ref(): void {
    this.isReferenced = true
  }

  unref(): void {
    this.isReferenced = false
  }

  close(): number {
    this.isClosed = true
    this.groups.clear()
    return 0
  }

  #run(bytes: Uint8Array): void {
    const { view } = bytesOf(bytes)
    for (let at = 0; at + NLMSG_HDRLEN <= bytes.length;) {
      const length = view.getUint32(at, LE)
      if (length < NLMSG_HDRLEN || at + length > bytes.length) return
      this.#setup.script(new ScriptedRequest(this, bytes.slice(at, at + length)))
      at += (length + 3) & ~3
    }
  }

  #queue(bytes: Uint8Array): void {
    if (this.isClosed) return
    this.#records.push(bytes)
    this.#note()
    if (!this.#isInCall) this.#announce()
  }

  #announce(isWorked = false): void {
    if (!(this.isWatched || isWorked) || this.#isAnnounced || this.#records.length === 0) return
    this.#isAnnounced = true
    later(() => {
      if (!this.isClosed) this.#setup.onReady()
    })
  }

  #note(): void {
    this.status[STATUS_HAS_INBOX] = this.#records.length > 0 ? 1 : 0
    this.status[STATUS_INBOX_BYTES] = this.#records.reduce((sum, { length }) => sum + length, 0)
  }
}

function record(
  kind: number,
  flags: number,
  portId: number,
  extra: number,
  payload?: Uint8Array
): Uint8Array {
  const length = payload?.length ?? 0
  const out = new Uint8Array((RECORD_HEADER + length + 7) & ~7)
  const { view } = bytesOf(out)
  view.setUint32(RECORD_SIZE, out.length, LE)
  view.setUint32(RECORD_KIND, kind, LE)
  view.setUint32(RECORD_LENGTH, length, LE)
  view.setUint32(RECORD_FLAGS, flags, LE)
  view.setUint32(RECORD_PORT_ID, portId, LE)
  view.setUint32(RECORD_EXTRA, extra, LE)
  if (payload !== undefined) out.set(payload, RECORD_HEADER)
  return out
}

import { LE, type Bytes } from '../codec/index.ts'
import { checkKeys, type KeysOf } from '../exchange/keys.ts'
import { hostUid } from '../system.ts'
import { FLAG_HAS_CREDENTIALS, RECORD_FLAGS, RECORD_PORT_ID, RECORD_UID } from './record.ts'

/** A process that a connection talks to instead of the kernel. */
export interface PeerOptions {
  /**
   * The port id that its socket is bound to, 1 to 2^32 - 1. Whoever comes first gets a port id, so that it alone says
   * little about who somebody is: see `uids`.
   */
  readonly portId: number
  /**
   * User ids of which the peer must have one, as the kernel vouches for with each message (SO_PASSCRED): root's and the
   * process's own by default, `'any'` for everybody. In a user namespace those that it does not map are 65534.
   */
  readonly uids?: readonly number[] | 'any' | undefined
}

const KEYS: KeysOf<PeerOptions> = { portId: true, uids: true }

export function checkPeer(peer: PeerOptions | undefined): void {
  if (peer === undefined) return
  if (typeof peer !== 'object' || peer === null) throw new TypeError('peer: expected { portId, uids? }')
  checkKeys(peer, KEYS, 'peer')
  const { portId, uids } = peer
  if (!isWord(portId) || portId === 0) {
    throw new RangeError(`peer.portId: expected 1 to 4294967295, got ${String(portId)}; 0 is the kernel`)
  }
  if (uids === undefined || uids === 'any') return
  if (!Array.isArray(uids)) throw new TypeError("peer.uids: expected an array of user ids or 'any'")
  for (const [i, uid] of uids.entries()) {
    if (!isWord(uid)) throw new RangeError(`peer.uids[${i}]: expected a user id, got ${String(uid)}`)
  }
}

function isWord(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 0xffffffff
}

/** Knows a peer by what the kernel says about a datagram's sender. */
export class Peer {
  readonly portId: number
  readonly #uids: ReadonlySet<number> | undefined

  constructor({ portId, uids }: PeerOptions) {
    this.portId = portId
    this.#uids = uids === 'any' ? undefined : new Set(uids ?? [0, hostUid()])
  }

  /** Whether the datagram of a record comes from it. */
  hasSent({ view }: Bytes, record: number): boolean {
    if (view.getUint32(record + RECORD_PORT_ID, LE) !== this.portId) return false
    if (this.#uids === undefined) return true
    const hasCredentials = (view.getUint32(record + RECORD_FLAGS, LE) & FLAG_HAS_CREDENTIALS) !== 0
    return hasCredentials && this.#uids.has(view.getUint32(record + RECORD_UID, LE))
  }
}

/**
 * Whose messages count. A forged one can make a program that runs as root load things, so this is decided before
 * anything of a message is read.
 */
import { builtin } from '../system.ts'
import type { Credentials } from '@nlkit/core'
import { reject, type Rejected } from '../message/rejected.ts'

/** Where events come from: the kernel itself (group 1), or udev, when its rules have run (group 2). */
export type EventSource = 'kernel' | 'udev'

/** Multicast groups of NETLINK_KOBJECT_UEVENT; the second is udev's by convention. */
export const GROUPS: Readonly<Record<EventSource, number>> = { kernel: 1, udev: 2 }

/**
 * A user whose messages count. `'unmapped'` is each user that this process's user namespace has no number for: in a
 * container that shares the host's network, host's root is one of them, and so is every other user of the host.
 */
export type TrustedUid = number | 'unmapped'

/** What is known about a message's sender. */
export interface Sender {
  readonly senderPortId: number
  readonly group: number
  readonly credentials?: Credentials | undefined
}

/** Says what is wrong with a sender, or nothing. */
export type Judge = (sender: Sender) => Rejected | undefined

/**
 * Rules for a source. The kernel's messages come from port id 0, which nobody else can have, by way of the group. What a
 * process hands to the kernel to send (uevent_net_rcv_skb(), since Linux 4.18, for container managers) has that port id, too, but
 * carries the process's credentials, and counts if that user does. udev is a process, known by its user.
 * @throws TypeError, RangeError for what is no set of users
 */
export function judgeOf(source: EventSource, uids: readonly TrustedUid[] = [0]): Judge {
  const trusted = readUids(uids)
  const isTrusted = ({ uid }: Credentials): boolean => trusted.has(uid)
  if (source === 'kernel') {
    return ({ senderPortId, group, credentials }) => {
      if (senderPortId !== 0) return reject('sender', `port id ${senderPortId}`)
      if (group !== GROUPS.kernel) return reject('sender', `group ${group}`)
      // The kernel's own have no process id, whatever the owner of the network namespace; a process cannot claim 0.
      if (credentials === undefined || credentials.pid === 0 || isTrusted(credentials)) return undefined
      return reject('uid', `put in by process ${credentials.pid} of user ${credentials.uid}`)
    }
  }
  return ({ group, credentials }) => {
    if (group !== GROUPS.udev) return reject('sender', `group ${group}`)
    if (credentials === undefined) return reject('uid', 'no credentials')
    return isTrusted(credentials) ? undefined : reject('uid', `user ${credentials.uid}`)
  }
}

function readUids(uids: readonly TrustedUid[]): ReadonlySet<number> {
  if (!Array.isArray(uids)) throw new TypeError('uids: expected an array')
  const overflow = overflowUid()
  const read = new Set<number>()
  for (const [i, uid] of uids.entries()) {
    if (uid === 'unmapped') {
      read.add(overflow)
    } else if (typeof uid !== 'number') {
      throw new TypeError(`uids[${i}]: expected a user id or 'unmapped', got ${String(uid)}`)
    } else if (!Number.isInteger(uid) || uid < 0 || uid > 0xfffffffe) {
      throw new RangeError(`uids[${i}]: expected 0 to 4294967294, got ${uid}`)
    } else if (uid === overflow) {
      // Whoever looked it up in a user namespace may have meant somebody else.
      throw new RangeError(
        `uids[${i}]: ${uid} is what each unmapped user shows as; say 'unmapped' to trust them all`
      )
    } else {
      read.add(uid)
    }
  }
  return read
}

/** The number that users without one in a user namespace show as (kernel.overflowuid). */
function overflowUid(): number {
  try {
    return Number(builtin('node:fs').readFileSync('/proc/sys/kernel/overflowuid', 'utf8').trim())
  } catch {
    return 65_534 // DEFAULT_OVERFLOWUID
  }
}

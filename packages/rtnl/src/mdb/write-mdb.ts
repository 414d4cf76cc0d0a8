import { NLM_F_BULK, NLM_F_CREATE, NLM_F_EXCL, NLM_F_REPLACE, type RequestSpec } from '@nlkit/core'
import { checkDevice, type Device } from '../devices.ts'
import { write, type Write } from '../write.ts'
import { mdbSetCodec, type MdbSetEntryAttributesInput } from './codec.ts'
import { RTM_DELMDB, RTM_NEWMDB } from './constants.ts'
import type { MdbEntryBaseInput } from './entry.ts'
import { checkNarrows } from '../flush.ts'
import { checkObject } from '../objects.ts'

/** One entry: who it is. */
export interface MdbLookup {
  /** The bridge or VXLAN device; `ifindex` of the message. */
  readonly dev: Device
  /** Its port, or the bridge itself for the host. VXLAN: the device itself. */
  readonly port?: Device | undefined
  /** Group: an IP address, or a hardware address. `addr` on the wire. */
  readonly group: string
  /** VLAN, 0 or left out: none. */
  readonly vid?: number | undefined
  /** The only source, of an (S, G) entry. */
  readonly source?: string | undefined
  /** VXLAN: the VNI that packets come with. */
  readonly srcVni?: number | undefined
}

/** An entry to add, replace or delete. */
export interface MdbChange
  extends
    MdbLookup,
    Omit<MdbSetEntryAttributesInput, 'source' | 'srcVni' | 'srcList' | 'stateMask' | 'viaIfindex'> {
  readonly port: Device
  /** `'temporary'` where it is left out, as bridge(8) has it; a hardware address needs `'permanent'`. */
  readonly state?: MdbEntryBaseInput['state'] | undefined
  /** Sources that `groupMode` speaks of. */
  readonly srcList?: readonly string[] | undefined
  /** VXLAN: the interface to the other end. */
  readonly via?: Device | undefined
}

/** What a bulk deletion names; all of it must be true of an entry. */
export interface MdbFlush extends Pick<
  MdbSetEntryAttributesInput,
  'rtprot' | 'dst' | 'dstPort' | 'vni' | 'srcVni'
> {
  /** The bridge or VXLAN device. */
  readonly dev: Device
  readonly port?: Device
  /** VLAN, 1 to 4094. */
  readonly vid?: number
  readonly state?: 'permanent' | 'temporary'
}

/** What the verbs send. */
export const mdbWrites = {
  /** Adds an entry. The kernel answers EEXIST when it is there. */
  add: (entry: MdbChange): Write => made(entry, 'RTM_NEWMDB', NLM_F_CREATE | NLM_F_EXCL),
  /** Adds an entry, or replaces its sources, state and protocol (Linux 6.3). */
  replace: (entry: MdbChange): Write => made(entry, 'RTM_NEWMDB', NLM_F_CREATE | NLM_F_REPLACE),
  /** Deletes an entry. The kernel answers EINVAL or ENOENT when it is not there. */
  delete: (entry: MdbChange): Write => made(entry, 'RTM_DELMDB', 0),
  /** Deletes all that the filter names (NLM_F_BULK, Linux 6.8). */
  flush: (filter: MdbFlush): Write => {
    checkObject(filter, 'filter')
    const { dev, port, vid, state, ...attributes } = filter
    checkDevice(dev, 'dev')
    checkNarrows(filter)
    // To the kernel that is none said.
    if (vid === 0) throw new RangeError('vid: 0 is any; leave it out, or say 1 to 4094')
    if (port !== undefined) checkDevice(port, 'port')
    const stateMask = state === undefined ? {} : { stateMask: 1 }
    return write({ dev, port }, (indices) => ({
      ...head('RTM_DELMDB', NLM_F_BULK),
      value: {
        family: 'bridge' as const,
        ifindex: indices['dev'],
        entry: { ifindex: indices['port'] ?? 0, vid: vid ?? 0, state: state ?? 0 },
        entryAttrs: { ...attributes, ...stateMask }
      }
    }))
  }
}

const head = (
  name: 'RTM_NEWMDB' | 'RTM_DELMDB',
  flags: number
): Pick<RequestSpec, 'type' | 'name' | 'flags'> & { body: typeof mdbSetCodec } => ({
  type: name === 'RTM_NEWMDB' ? RTM_NEWMDB : RTM_DELMDB,
  name,
  flags,
  body: mdbSetCodec
})

function made(change: MdbChange, name: 'RTM_NEWMDB' | 'RTM_DELMDB', flags: number): Write {
  checkObject(change, 'entry')
  const { dev, port, via, group, vid, state, srcList, ...attributes } = change
  checkDevice(dev, 'dev')
  checkDevice(port, 'port')
  checkGroup(group)
  if (via !== undefined) checkDevice(via, 'via')
  if (srcList !== undefined && !Array.isArray(srcList))
    throw new TypeError('srcList: expected an array of addresses')
  return write({ dev, port, via }, (indices) => ({
    ...head(name, flags),
    value: {
      family: 'bridge' as const,
      ifindex: indices['dev'],
      entry: { ifindex: indices['port'], addr: group, vid: vid ?? 0, state: state ?? 'temporary' },
      ...setAttributes({
        ...attributes,
        srcList: srcList === undefined ? undefined : { entry: srcList.map((address) => ({ address })) },
        viaIfindex: indices['via']
      })
    }
  }))
}

/** Kernels before 6.0 or so refuse attributes that are there and empty. */
function setAttributes(entryAttrs: MdbSetEntryAttributesInput): { entryAttrs?: MdbSetEntryAttributesInput } {
  return Object.values(entryAttrs).some((value) => value !== undefined) ? { entryAttrs } : {}
}

/** @throws TypeError for what is no text */
export function checkGroup(group: unknown): void {
  if (typeof group !== 'string')
    throw new TypeError(`group: expected a group's address, got ${String(group)}`)
}

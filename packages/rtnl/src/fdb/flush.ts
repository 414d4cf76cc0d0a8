import { NLM_F_BULK, type KeysOf, type RequestSpec } from '@nlkit/core'
import type { Device } from '../devices.ts'
import { neighbourCodec, type Neighbour, type NeighbourInput } from '../neighbour/codec.ts'
import { NTF_MASTER, NTF_SELF, RTM_DELNEIGH } from '../neighbour/constants.ts'

/** What a bulk deletion of forwarding entries names; all of it must be true of an entry. */
export interface FdbFlush extends Pick<
  NeighbourInput,
  'vlan' | 'srcVni' | 'vni' | 'port' | 'dst' | 'nhId' | 'ndmStateMask' | 'ndmFlagsMask'
> {
  /** The bridge or VXLAN device; with NTF_MASTER in `flags` a bridge's port. */
  readonly dev: Device
  /** Of a bridge: entries behind this port. */
  readonly brport?: Device
  /** NUD_PERMANENT, NUD_NOARP or both. `ndmStateMask` says which bits count, without it those that are set here; 0 needs it. */
  readonly state?: number
  /** NTF_EXT_LEARNED, NTF_OFFLOADED, NTF_STICKY, NTF_USE (by a user), likewise; and NTF_SELF, NTF_MASTER: whose table. */
  readonly flags?: number
}

export const FLUSH_KEYS: KeysOf<FdbFlush> = {
  dev: true,
  brport: true,
  state: true,
  flags: true,
  vlan: true,
  srcVni: true,
  vni: true,
  port: true,
  dst: true,
  nhId: true,
  ndmStateMask: true,
  ndmFlagsMask: true
}

const TABLES = NTF_SELF | NTF_MASTER

function masks({ state, flags, ndmStateMask, ndmFlagsMask }: FdbFlush): { states: number; flags: number } {
  return { states: ndmStateMask ?? state ?? 0, flags: ndmFlagsMask ?? (flags ?? 0) & ~TABLES }
}

/** The request of a flush. A mask is sent where it has a bit: the kernel refuses an empty one. */
export function flushSpec(
  filter: FdbFlush,
  ifindex: number,
  brport: number | undefined
): RequestSpec<NeighbourInput, never> {
  const { vlan, srcVni, vni, port, dst, nhId, state, flags } = filter
  const mask = masks(filter)
  return {
    type: RTM_DELNEIGH,
    name: 'RTM_DELNEIGH',
    flags: NLM_F_BULK,
    body: neighbourCodec,
    value: {
      family: 'bridge',
      ifindex,
      state: state ?? 0,
      flags: flags ?? 0,
      vlan,
      srcVni,
      vni,
      port,
      dst,
      nhId,
      ...(brport === undefined ? {} : { viaIfindex: brport }),
      ...(mask.states === 0 ? {} : { ndmStateMask: mask.states }),
      ...(mask.flags === 0 ? {} : { ndmFlagsMask: mask.flags })
    },
    isSlow: true
  }
}

/** Whether an entry is one that a flush names. */
export function isFlushed(
  entry: Neighbour,
  filter: FdbFlush,
  ifindex: number,
  brport: number | undefined
): boolean {
  const { vlan, srcVni, vni, port, dst, nhId, state = 0, flags = 0 } = filter
  const mask = masks(filter)
  const isOfBridge = entry.master !== undefined
  return (
    (vlan === undefined || entry.vlan === vlan) &&
    (srcVni === undefined || entry.srcVni === srcVni) &&
    (vni === undefined || entry.vni === vni) &&
    (port === undefined || entry.port === port) &&
    (dst === undefined || entry.dst === dst) &&
    (nhId === undefined || entry.nhId === nhId) &&
    (brport === undefined || entry.ifindex === brport) &&
    // Entries of a port's own filter are not its bridge's.
    ((flags & NTF_MASTER) === 0 ? entry.ifindex === ifindex || isOfBridge : isOfBridge) &&
    (entry.state & mask.states) === (state & mask.states) &&
    (entry.flags & mask.flags) === (flags & mask.flags)
  )
}

import type { EventReader, ObjectEvent } from '../events.ts'
import { neighbourCodec, type Neighbour } from './codec.ts'
import { RTM_DELNEIGH, RTM_GETNEIGH, RTM_NEWNEIGH } from './constants.ts'

/** `getneigh`: the kernel asks a daemon for a neighbour (NDTPA_APP_PROBES). */
export type NeighbourEvent = ObjectEvent<'newneigh' | 'delneigh' | 'getneigh', 'neighbour', Neighbour>

/** `getfdb`: a VXLAN device misses an address (IFLA_VXLAN_L2MISS, L3MISS). */
export type FdbEvent = ObjectEvent<'newfdb' | 'delfdb' | 'getfdb', 'fdb', Neighbour>

const verbs = { [RTM_NEWNEIGH]: 'new', [RTM_DELNEIGH]: 'del', [RTM_GETNEIGH]: 'get' } as const

/** Neighbours, and what has the same messages and group: entries of forwarding databases, of family AF_BRIDGE. */
export const neighbourEvents: EventReader<NeighbourEvent | FdbEvent> = {
  types: Object.keys(verbs).map(Number),
  read(message) {
    const value = neighbourCodec.decode(message.bytes, message.offset, message.end)
    const meta = message.meta()
    const verb = verbs[message.type as keyof typeof verbs]
    if (value.family === 'bridge') return { type: `${verb}fdb`, fdb: value, meta }
    return { type: `${verb}neigh`, neighbour: value, meta }
  }
}

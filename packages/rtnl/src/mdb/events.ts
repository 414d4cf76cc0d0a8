import { eventReader, type ObjectEvent } from '../events.ts'
import { mdbCodec, type Mdb } from './codec.ts'
import { RTM_DELMDB, RTM_NEWMDB } from './constants.ts'

/** Of one entry, or of one router port. */
export type MdbEvent = ObjectEvent<'newmdb' | 'delmdb', 'mdb', Mdb>

export const mdbEvents = eventReader('mdb', mdbCodec, { [RTM_NEWMDB]: 'newmdb', [RTM_DELMDB]: 'delmdb' })

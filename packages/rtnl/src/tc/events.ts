/** Events of RTNLGRP_TC. */
import { eventReader, type EventReader, type ObjectEvent } from '../events.ts'
import { actionsCodec, type Actions } from './actions/codec.ts'
import { RTM_DELACTION, RTM_NEWACTION } from './actions/constants.ts'
import { chainCodec, type Chain } from './chains/codec.ts'
import { RTM_DELCHAIN, RTM_NEWCHAIN } from './chains/constants.ts'
import { tclassCodec, type Tclass } from './classes/codec.ts'
import { RTM_DELTCLASS, RTM_NEWTCLASS } from './classes/constants.ts'
import { tfilterCodec, type Tfilter } from './filters/codec.ts'
import { RTM_DELTFILTER, RTM_NEWTFILTER } from './filters/constants.ts'
import { qdiscCodec, type Qdisc } from './qdiscs/codec.ts'
import { RTM_DELQDISC, RTM_NEWQDISC } from './qdiscs/constants.ts'

/** A queueing discipline was added, changed or replaced, or deleted. */
export type QdiscEvent = ObjectEvent<'newqdisc' | 'delqdisc', 'qdisc', Qdisc>
/** A class was added or changed, or deleted. */
export type ClassEvent = ObjectEvent<'newtclass' | 'deltclass', 'tclass', Tclass>
/** A filter was added or changed, or deleted. */
export type FilterEvent = ObjectEvent<'newtfilter' | 'deltfilter', 'tfilter', Tfilter>
/** A chain of filters was added or deleted. */
export type ChainEvent = ObjectEvent<'newchain' | 'delchain', 'chain', Chain>
/** Several actions may come in one event; of a flush it has the kind alone. */
export type ActionEvent = ObjectEvent<'newaction' | 'delaction', 'actions', Actions>

/** Everything that the group `tc` tells. */
export type TcEvent = QdiscEvent | ClassEvent | FilterEvent | ChainEvent | ActionEvent

export const tcEvents: readonly EventReader<TcEvent>[] = [
  eventReader('qdisc', qdiscCodec, { [RTM_NEWQDISC]: 'newqdisc', [RTM_DELQDISC]: 'delqdisc' }),
  eventReader('tclass', tclassCodec, { [RTM_NEWTCLASS]: 'newtclass', [RTM_DELTCLASS]: 'deltclass' }),
  eventReader('tfilter', tfilterCodec, { [RTM_NEWTFILTER]: 'newtfilter', [RTM_DELTFILTER]: 'deltfilter' }),
  eventReader('chain', chainCodec, { [RTM_NEWCHAIN]: 'newchain', [RTM_DELCHAIN]: 'delchain' }),
  eventReader('actions', actionsCodec, { [RTM_NEWACTION]: 'newaction', [RTM_DELACTION]: 'delaction' })
]

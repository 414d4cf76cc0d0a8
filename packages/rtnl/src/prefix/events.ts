import { eventReader, type ObjectEvent } from '../events.ts'
import { prefixCodec, type Prefix } from './codec.ts'
import { RTM_NEWPREFIX } from './constants.ts'

/** A router advertisement had a prefix. */
export type PrefixEvent = ObjectEvent<'newprefix', 'prefix', Prefix>

/** Told at each router advertisement with a prefix, changed or not (addrconf_prefix_rcv()), in the group `ipv6-prefix`. */
export const prefixEvents = eventReader('prefix', prefixCodec, { [RTM_NEWPREFIX]: 'newprefix' })

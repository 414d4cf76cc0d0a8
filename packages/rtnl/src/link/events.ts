import type { ObjectEvent, EventReader } from '../events.ts'
import { linkCodec, type Link } from './codec.ts'
import { RTM_DELLINK, RTM_NEWLINK } from './constants.ts'

/** A link was added or changed, or deleted: as such, as a port of a bridge, or as one with IPv6. */
export type LinkEvent =
  | ObjectEvent<'newlink' | 'dellink', 'link', Link>
  | ObjectEvent<'newbridgeport' | 'delbridgeport', 'link', Link>
  | ObjectEvent<'newipv6link' | 'delipv6link', 'link', Link>

/**
 * Links, and bridge ports: a message of family AF_BRIDGE tells of the port (br_ifinfo_notify()), and its deletion of a
 * link that leaves its bridge and lives on. Likewise family AF_INET6, in the group ipv6-ifinfo, tells of IPv6's part of a link
 * (inet6_ifinfo_notify()), which may come and go without the link.
 */
export const linkEvents: EventReader<LinkEvent> = {
  types: [RTM_NEWLINK, RTM_DELLINK],
  read(message) {
    const link = linkCodec.decode(message.bytes, message.offset, message.end)
    const meta = message.meta()
    const isNew = message.type === RTM_NEWLINK
    if (link.family === 'bridge') return { type: isNew ? 'newbridgeport' : 'delbridgeport', link, meta }
    if (link.family === 'inet6') return { type: isNew ? 'newipv6link' : 'delipv6link', link, meta }
    return { type: isNew ? 'newlink' : 'dellink', link, meta }
  }
}

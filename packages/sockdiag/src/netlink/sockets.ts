import type { DumpSpec } from '@nlkit/core'
import { NETLINK_PROTOCOLS, numberOrName } from '../filter/names.ts'
import type { Predicate } from '../filter/predicate.ts'
import { ListedSockets, passesAll } from '../listed-sockets.ts'
import type { ListSelection, Wanted } from '../listed-sockets.ts'
import { showBits } from '../show.ts'
import type { Owned } from '../socket-dump.ts'
import { netlinkRequestCodec, netlinkSocketCodec } from './codec.ts'
import type { NetlinkRequestInput, NetlinkSocket } from './codec.ts'
import { NDIAG_SHOW_FLAGS, NDIAG_SHOW_GROUPS, NDIAG_SHOW_MEMINFO, SOCK_DIAG_BY_FAMILY } from './constants.ts'
import { NDIAG_SHOW_RING_CFG } from './constants.ts'
import { netlinkFilter } from './filter.ts'

/** A netlink socket as listed. */
export type ListedNetlinkSocket = NetlinkSocket & Owned

const SHOW = {
  meminfo: NDIAG_SHOW_MEMINFO,
  groups: NDIAG_SHOW_GROUPS,
  rings: NDIAG_SHOW_RING_CFG,
  flags: NDIAG_SHOW_FLAGS
} as const

/** NDIAG_PROTO_ALL */
const ALL_PROTOCOLS = 0xff

/** Which netlink sockets are meant, and what to tell of them. */
export interface NetlinkSelection extends Omit<ListSelection, 'states'> {
  /** One protocol only, by number or name (`route`, `audit`), as NETLINK_*. Default: all. */
  readonly protocol?: number | string | undefined
  /** What to tell beyond the header. Default: all. */
  readonly show?: 'all' | readonly (keyof typeof SHOW)[] | undefined
}

/** Netlink sockets. Filters name protocol and port id: `src rtnl:kernel`. */
export class NetlinkSockets extends ListedSockets<NetlinkSelection, ListedNetlinkSocket> {
  protected readonly teller = { sockets: 'netlink', module: 'netlink_diag', option: 'CONFIG_NETLINK_DIAG' }
  protected readonly hostFamily = 'netlink'
  protected readonly keys = ['filter', 'owners', 'protocol', 'show'] as const

  protected override spec({ selection }: Wanted<NetlinkSelection>): DumpSpec<never, ListedNetlinkSocket> {
    const spec: DumpSpec<NetlinkRequestInput, ListedNetlinkSocket> = {
      type: SOCK_DIAG_BY_FAMILY,
      name: 'SOCK_DIAG_BY_FAMILY',
      body: netlinkRequestCodec,
      value: { protocol: protocolOf(selection.protocol), show: showBits(SHOW, selection.show) },
      reply: netlinkSocketCodec
    }
    return spec as DumpSpec<never, ListedNetlinkSocket>
  }

  protected override decide({ node }: Wanted<NetlinkSelection>): Predicate<ListedNetlinkSocket> {
    const passes = passesAll(node) ? undefined : netlinkFilter(node)
    // __netlink_diag_dump() means to leave out, among the members of groups, what it has told before, and tells it again.
    const told = new Set<string>()
    return (socket) => {
      if (told.has(socket.cookie)) return false
      told.add(socket.cookie)
      return passes === undefined || passes(socket)
    }
  }
}

function protocolOf(protocol: number | string | undefined): number {
  if (protocol === undefined) return ALL_PROTOCOLS
  const number = typeof protocol === 'string' ? numberOrName(protocol, NETLINK_PROTOCOLS, 31) : protocol
  if (number === undefined)
    throw new TypeError(`protocol: unknown netlink protocol ${JSON.stringify(protocol)}`)
  if (!Number.isInteger(number) || number < 0 || number > 31)
    throw new RangeError(`protocol: ${number} is not in 0 to 31`)
  return number
}

import type { DumpSpec } from '@nlkit/core'
import type { Predicate } from '../filter/predicate.ts'
import { ListedSockets, passesAll } from '../listed-sockets.ts'
import type { ListSelection, Wanted } from '../listed-sockets.ts'
import { showBits } from '../show.ts'
import type { Owned } from '../socket-dump.ts'
import { packetRequestCodec, packetSocketCodec } from './codec.ts'
import type { PacketRequestInput, PacketSocket } from './codec.ts'
import {
  PACKET_SHOW_FANOUT,
  PACKET_SHOW_FILTER,
  PACKET_SHOW_INFO,
  PACKET_SHOW_MCLIST,
  PACKET_SHOW_MEMINFO,
  PACKET_SHOW_RING_CFG,
  SOCK_DIAG_BY_FAMILY
} from './constants.ts'
import { packetFilter } from './filter.ts'

/** A packet socket as listed. */
export type ListedPacketSocket = PacketSocket & Owned

const SHOW = {
  /** `info` and `uid` */
  info: PACKET_SHOW_INFO,
  mclist: PACKET_SHOW_MCLIST,
  /** `rxRing` and `txRing` */
  rings: PACKET_SHOW_RING_CFG,
  fanout: PACKET_SHOW_FANOUT,
  meminfo: PACKET_SHOW_MEMINFO,
  filter: PACKET_SHOW_FILTER
} as const

/** Which packet sockets are meant, and what to tell of them. */
export interface PacketSelection extends Omit<ListSelection, 'states'> {
  /** What to tell beyond the header. Default: all. What the filter looks at is told anyhow. */
  readonly show?: 'all' | readonly (keyof typeof SHOW)[] | undefined
}

/** Packet sockets. Filters name protocol and interface: `src ipv6:eth0`. The kernel takes RTNL while it tells `mclist`. */
export class PacketSockets extends ListedSockets<PacketSelection, ListedPacketSocket> {
  protected readonly teller = { sockets: 'packet', module: 'af_packet_diag', option: 'CONFIG_PACKET_DIAG' }
  protected readonly hostFamily = 'link'
  protected readonly keys = ['filter', 'owners', 'show'] as const

  protected override spec({ node, selection }: Wanted<PacketSelection>): DumpSpec<never, ListedPacketSocket> {
    const show = showBits(SHOW, selection.show) | (passesAll(node) ? 0 : PACKET_SHOW_INFO)
    const spec: DumpSpec<PacketRequestInput, ListedPacketSocket> = {
      type: SOCK_DIAG_BY_FAMILY,
      name: 'SOCK_DIAG_BY_FAMILY',
      body: packetRequestCodec,
      value: { show },
      reply: packetSocketCodec
    }
    return spec as DumpSpec<never, ListedPacketSocket>
  }

  protected override decide({ node }: Wanted<PacketSelection>): Predicate<ListedPacketSocket> | undefined {
    return passesAll(node) ? undefined : packetFilter(node)
  }
}

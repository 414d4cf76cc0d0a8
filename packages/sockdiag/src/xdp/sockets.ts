import type { DumpSpec } from '@nlkit/core'
import type { Predicate } from '../filter/predicate.ts'
import { combine, fieldPredicate } from '../filter/predicate.ts'
import { ListedSockets, passesAll } from '../listed-sockets.ts'
import type { ListSelection, Wanted } from '../listed-sockets.ts'
import { showBits } from '../show.ts'
import type { Owned } from '../socket-dump.ts'
import { xdpRequestCodec, xdpSocketCodec } from './codec.ts'
import type { XdpRequestInput, XdpSocket } from './codec.ts'
import {
  SOCK_DIAG_BY_FAMILY,
  XDP_SHOW_INFO,
  XDP_SHOW_MEMINFO,
  XDP_SHOW_RING_CFG,
  XDP_SHOW_STATS
} from './constants.ts'
import { XDP_SHOW_UMEM } from './constants.ts'

/** An XDP socket as listed. */
export type ListedXdpSocket = XdpSocket & Owned

const SHOW = {
  /** `info` and `uid` */
  info: XDP_SHOW_INFO,
  /** `rxRing` and `txRing` */
  rings: XDP_SHOW_RING_CFG,
  /** `umem`, `umemFillRing` and `umemCompletionRing` */
  umem: XDP_SHOW_UMEM,
  meminfo: XDP_SHOW_MEMINFO,
  stats: XDP_SHOW_STATS
} as const

/** Which XDP sockets are meant, and what to tell of them. */
export interface XdpSelection extends Omit<ListSelection, 'states'> {
  /** What to tell beyond the header. Default: all. */
  readonly show?: 'all' | readonly (keyof typeof SHOW)[] | undefined
}

/** XDP sockets. Filters name the interface: `dev eth0`. */
export class XdpSockets extends ListedSockets<XdpSelection, ListedXdpSocket> {
  protected readonly teller = { sockets: 'xdp', module: 'xsk_diag', option: 'CONFIG_XDP_SOCKETS_DIAG' }
  protected readonly hostFamily = undefined
  protected readonly keys = ['filter', 'owners', 'show'] as const

  protected override spec({ node, selection }: Wanted<XdpSelection>): DumpSpec<never, ListedXdpSocket> {
    const spec: DumpSpec<XdpRequestInput, ListedXdpSocket> = {
      type: SOCK_DIAG_BY_FAMILY,
      name: 'SOCK_DIAG_BY_FAMILY',
      body: xdpRequestCodec,
      value: { show: showBits(SHOW, selection.show) | (passesAll(node) ? 0 : XDP_SHOW_INFO) },
      reply: xdpSocketCodec
    }
    return spec as DumpSpec<never, ListedXdpSocket>
  }

  protected override decide({ node }: Wanted<XdpSelection>): Predicate<ListedXdpSocket> | undefined {
    if (passesAll(node)) return undefined
    return combine(node, (leaf): Predicate<ListedXdpSocket> => {
      if (leaf.kind === 'field') return fieldPredicate(leaf)
      if (leaf.kind !== 'dev') return () => false
      const { dev } = leaf
      return ({ info }) => (info?.ifindex ?? 0) === dev
    })
  }
}

import type { DumpSpec } from '@nlkit/core'
import type { Predicate } from '../filter/predicate.ts'
import { NO_COOKIE } from '../inet/identity.ts'
import { ListedSockets, passesAll } from '../listed-sockets.ts'
import type { ListSelection, Wanted } from '../listed-sockets.ts'
import type { Owned } from '../socket-dump.ts'
import { vsockRequestCodec, vsockSocketCodec } from './codec.ts'
import type { VsockRequestInput, VsockSocket } from './codec.ts'
import { SOCK_DIAG_BY_FAMILY } from './constants.ts'
import { vsockFilter } from './filter.ts'

/** A vsock socket as listed. */
export type ListedVsockSocket = VsockSocket & Owned

/** Sockets between virtual machines and their hosts. Filters name context id and port: `dst 2:1024`. */
export class VsockSockets extends ListedSockets<ListSelection, ListedVsockSocket> {
  protected readonly teller = { sockets: 'vsock', module: 'vsock_diag', option: 'CONFIG_VSOCKETS_DIAG' }
  protected readonly hostFamily = 'vsock'
  protected readonly keys = ['states', 'filter', 'owners'] as const

  protected override spec({ states }: Wanted<ListSelection>): DumpSpec<never, ListedVsockSocket> {
    const spec: DumpSpec<VsockRequestInput, ListedVsockSocket> = {
      type: SOCK_DIAG_BY_FAMILY,
      name: 'SOCK_DIAG_BY_FAMILY',
      body: vsockRequestCodec,
      value: { states, cookie: NO_COOKIE },
      reply: vsockSocketCodec
    }
    return spec as DumpSpec<never, ListedVsockSocket>
  }

  protected override decide({ node }: Wanted<ListSelection>): Predicate<ListedVsockSocket> | undefined {
    return passesAll(node) ? undefined : vsockFilter(node)
  }
}

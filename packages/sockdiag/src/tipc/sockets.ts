import type { DumpSpec } from '@nlkit/core'
import type { Bytes } from '@nlkit/core/codec'
import type { Predicate } from '../filter/predicate.ts'
import { combine, fieldPredicate } from '../filter/predicate.ts'
import { ListedSockets, passesAll } from '../listed-sockets.ts'
import type { ListSelection, Wanted } from '../listed-sockets.ts'
import type { Owned } from '../socket-dump.ts'
import { tipcRequestCodec, tipcSocketCodec } from './codec.ts'
import type { TipcRequestInput, TipcSock } from './codec.ts'
import { SOCK_DIAG_BY_FAMILY } from './constants.ts'

/** A TIPC socket as listed: what stands in TIPC_NLA_SOCK. */
export type ListedTipcSocket = TipcSock & Owned

/**
 * tipc_sk_fill_sock_diag() leaves a message without attributes behind for a socket whose state was not asked for. Such a one has
 * nothing, not even a cookie.
 */
const reply = {
  decode: (bytes: Bytes, offset: number, end: number): ListedTipcSocket =>
    tipcSocketCodec.decode(bytes, offset, end).sock ?? {}
}

/** TIPC sockets. */
export class TipcSockets extends ListedSockets<ListSelection, ListedTipcSocket> {
  protected readonly teller = { sockets: 'tipc', module: 'tipc_diag', option: 'CONFIG_TIPC_DIAG' }
  protected readonly hostFamily = undefined
  protected readonly keys = ['states', 'filter', 'owners'] as const

  protected override spec({ states }: Wanted<ListSelection>): DumpSpec<never, ListedTipcSocket> {
    const spec: DumpSpec<TipcRequestInput, ListedTipcSocket> = {
      type: SOCK_DIAG_BY_FAMILY,
      name: 'SOCK_DIAG_BY_FAMILY',
      body: tipcRequestCodec,
      value: { states },
      reply
    }
    return spec as DumpSpec<never, ListedTipcSocket>
  }

  protected override decide({ node }: Wanted<ListSelection>): Predicate<ListedTipcSocket> {
    const isSocket = ({ cookie }: ListedTipcSocket): boolean => cookie !== undefined
    if (passesAll(node)) return isSocket
    const passes = combine(node, (leaf) => (leaf.kind === 'field' ? fieldPredicate(leaf) : () => false))
    return (socket) => {
      const { tipcState, ...rest } = socket
      return isSocket(socket) && passes({ ...rest, ...(tipcState !== undefined && { state: tipcState }) })
    }
  }
}

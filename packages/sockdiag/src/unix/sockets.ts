import type { DumpSpec, KeysOf, RequestOptions } from '@nlkit/core'
import { checkId } from '../check-id.ts'
import { isRefusal, UnsupportedSocketsError } from '../errors.ts'
import { someLeaf } from '../filter/plan.ts'
import type { Predicate } from '../filter/predicate.ts'
import { NO_COOKIE } from '../inet/identity.ts'
import { ListedSockets, passesAll } from '../listed-sockets.ts'
import type { ListSelection, Wanted } from '../listed-sockets.ts'
import { showBits } from '../show.ts'
import type { Owned } from '../socket-dump.ts'
import { unixRequestCodec, unixSocketCodec } from './codec.ts'
import type { UnixRequestInput, UnixSocket } from './codec.ts'
import { SOCK_DIAG_BY_FAMILY, UDIAG_SHOW_ICONS, UDIAG_SHOW_MEMINFO, UDIAG_SHOW_NAME } from './constants.ts'
import { UDIAG_SHOW_PEER, UDIAG_SHOW_RQLEN, UDIAG_SHOW_UID, UDIAG_SHOW_VFS } from './constants.ts'
import { unixFilter } from './filter.ts'

/** A unix socket as listed. */
export type ListedUnixSocket = UnixSocket & Owned

const SHOW = {
  name: UDIAG_SHOW_NAME,
  vfs: UDIAG_SHOW_VFS,
  peer: UDIAG_SHOW_PEER,
  icons: UDIAG_SHOW_ICONS,
  rqlen: UDIAG_SHOW_RQLEN,
  meminfo: UDIAG_SHOW_MEMINFO,
  uid: UDIAG_SHOW_UID
} as const

export interface UnixSelection extends ListSelection {
  /** What to tell beyond the header. Default: all. What the filter looks at is told anyhow. */
  readonly show?: 'all' | readonly (keyof typeof SHOW)[] | undefined
}

/** What names one unix socket: a listed one can be passed as it is. */
export interface UnixSocketId {
  readonly ino: number
  /** When given, only this very socket is meant, whatever has its inode number now. */
  readonly cookie?: string
}

const ID_KEYS: KeysOf<UnixSocketId> = { ino: true, cookie: true }

const TELLER = { sockets: 'unix', module: 'unix_diag', option: 'CONFIG_UNIX_DIAG' } as const

/** Unix sockets. Filters are globs on names: `src /run/*`, `dst @abstract*`. */
export class UnixSockets extends ListedSockets<UnixSelection, ListedUnixSocket> {
  protected readonly teller = TELLER
  protected readonly hostFamily = 'unix'
  protected readonly keys = ['states', 'filter', 'owners', 'show'] as const

  /**
   * Exactly one socket, by its inode number.
   * @throws NetlinkError ENOENT when there is none, ESTALE when its cookie is another
   */
  async get(id: UnixSocketId, options: RequestOptions = {}): Promise<UnixSocket> {
    checkId(id, ID_KEYS, unixSocketCodec.paths)
    const { ino, cookie = NO_COOKIE } = id
    if (!Number.isInteger(ino) || ino < 1) throw new RangeError(`socket.ino: ${ino} is not an inode number`)
    const value: UnixRequestInput = { ino, cookie, states: 0xffffffff, show: showBits(SHOW, 'all') }
    const request = { type: SOCK_DIAG_BY_FAMILY, name: 'SOCK_DIAG_BY_FAMILY', body: unixRequestCodec, value }
    try {
      return await this.context.connection.one({ ...request, reply: unixSocketCodec }, options)
    } catch (error) {
      if (isRefusal(error, 'ENOENT') && !(await this.#isSupported()))
        throw new UnsupportedSocketsError(TELLER, error)
      throw error
    }
  }

  async #isSupported(): Promise<boolean> {
    try {
      for await (const _ of this.dump({ states: 0, show: [] }).batches()) break
      return true
    } catch (error) {
      return !UnsupportedSocketsError.is(error)
    }
  }

  protected override spec({
    node,
    states,
    selection
  }: Wanted<UnixSelection>): DumpSpec<never, ListedUnixSocket> {
    let show = showBits(SHOW, selection.show)
    if (!passesAll(node)) show |= UDIAG_SHOW_NAME | UDIAG_SHOW_PEER | UDIAG_SHOW_UID
    return request({ states, show, cookie: NO_COOKIE })
  }

  protected override async decide(
    wanted: Wanted<UnixSelection>
  ): Promise<Predicate<ListedUnixSocket> | undefined> {
    const { node, options } = wanted
    if (passesAll(node)) return undefined
    // A socket tells its peer's number; the name is on the peer.
    const names = new Map<number, string>()
    if (someLeaf(node, (leaf) => leaf.kind === 'unix' && leaf.side === 'dst')) {
      const spec = request({ states: 0xffffffff, show: UDIAG_SHOW_NAME, cookie: NO_COOKIE })
      for await (const batch of this.context.connection.dump(spec, options).batches()) {
        for (const { ino, name } of batch) if (name !== undefined) names.set(ino, name)
      }
    }
    return unixFilter(node, names)
  }
}

function request(value: UnixRequestInput): DumpSpec<never, ListedUnixSocket> {
  const spec: DumpSpec<UnixRequestInput, ListedUnixSocket> = {
    type: SOCK_DIAG_BY_FAMILY,
    name: 'SOCK_DIAG_BY_FAMILY',
    body: unixRequestCodec,
    value,
    reply: unixSocketCodec
  }
  return spec as DumpSpec<never, ListedUnixSocket>
}

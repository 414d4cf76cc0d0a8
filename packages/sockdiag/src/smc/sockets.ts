import type { DumpSpec } from '@nlkit/core'
import { ipv4, ipv6 } from '@nlkit/core/codec'
import type { Bytes } from '@nlkit/core/codec'
import type { Predicate } from '../filter/predicate.ts'
import { inetFilter } from '../inet/filter.ts'
import { NO_COOKIE } from '../inet/identity.ts'
import { ListedSockets, passesAll } from '../listed-sockets.ts'
import type { ListSelection, Wanted } from '../listed-sockets.ts'
import { showBits } from '../show.ts'
import type { Owned } from '../socket-dump.ts'
import { smcRequestCodec, smcSocketCodec } from './codec.ts'
import type { SmcRequestInput, SmcSocket } from './codec.ts'
import {
  SMC_DIAG_EXT_CONNINFO,
  SMC_DIAG_EXT_DMBINFO,
  SMC_DIAG_EXT_FALLBACK,
  SMC_DIAG_EXT_LGRINFO,
  SMC_DIAG_EXT_SHUTDOWN,
  SOCK_DIAG_BY_FAMILY
} from './constants.ts'

/** An SMC socket as listed. */
export interface ListedSmcSocket extends Omit<SmcSocket, 'src' | 'dst'>, Owned {
  /** Own address. */
  src: string
  /** The peer's address. */
  dst: string
}

const SHOW = {
  conninfo: SMC_DIAG_EXT_CONNINFO,
  lgrinfo: SMC_DIAG_EXT_LGRINFO,
  shutdown: SMC_DIAG_EXT_SHUTDOWN,
  dmbinfo: SMC_DIAG_EXT_DMBINFO,
  fallback: SMC_DIAG_EXT_FALLBACK
} as const

/** Which SMC sockets are meant, and what to tell of them. */
export interface SmcSelection extends Omit<ListSelection, 'states'> {
  /** What to tell beyond the header. Default: all. */
  readonly show?: 'all' | readonly (keyof typeof SHOW)[] | undefined
}

/**
 * smc_diag tells AF_SMC for both, and an IPv4 address stands in the first four bytes. An IPv6 address whose last twelve are zero
 * cannot be told from one, `::` among them.
 */
function addressOf(u8: Uint8Array): string {
  return u8.subarray(4).every((byte) => byte === 0) ? ipv4(u8, 0, 4) : ipv6(u8, 0, 16)
}

const reply = {
  decode(bytes: Bytes, offset: number, end: number): ListedSmcSocket {
    const socket = smcSocketCodec.decode(bytes, offset, end)
    return { ...socket, src: addressOf(socket.src), dst: addressOf(socket.dst) }
  }
}

/** SMC sockets: TCP by name, shared memory underneath. Filters are those of TCP. */
export class SmcSockets extends ListedSockets<SmcSelection, ListedSmcSocket> {
  protected readonly teller = { sockets: 'smc', module: 'smc_diag', option: 'CONFIG_SMC_DIAG' }
  protected readonly hostFamily = undefined
  protected readonly keys = ['filter', 'owners', 'show'] as const

  protected override spec({ selection }: Wanted<SmcSelection>): DumpSpec<never, ListedSmcSocket> {
    const spec: DumpSpec<SmcRequestInput, ListedSmcSocket> = {
      type: SOCK_DIAG_BY_FAMILY,
      name: 'SOCK_DIAG_BY_FAMILY',
      body: smcRequestCodec,
      value: { ext: showBits(SHOW, selection.show), cookie: NO_COOKIE },
      reply
    }
    return spec as DumpSpec<never, ListedSmcSocket>
  }

  protected override decide({ node }: Wanted<SmcSelection>): Predicate<ListedSmcSocket> | undefined {
    return passesAll(node) ? undefined : inetFilter(node)
  }
}

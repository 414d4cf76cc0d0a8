import { UnsupportedSocketsError } from '../errors.ts'
import type { FilterableSocket } from '../filter/predicate.ts'
import type { SocketSummary, TransportCount } from './summary.ts'

/** Something whose sockets can be listed in short. */
export interface Countable {
  batches(): AsyncIterable<readonly FilterableSocket[]>
}

/** What there is to count. */
export interface Countables {
  readonly tcp: Countable
  readonly udp: Countable
  readonly udplite: Countable
  readonly raw: Countable
  /** Sockets of the other families. */
  readonly others: readonly Countable[]
}

async function each(countable: Countable, visit: (socket: FilterableSocket) => void): Promise<void> {
  try {
    for await (const batch of countable.batches()) for (const socket of batch) visit(socket)
  } catch (error) {
    // None are told, so none are counted.
    if (!UnsupportedSocketsError.is(error)) throw error
  }
}

async function transport(countable: Countable): Promise<TransportCount> {
  let inet = 0
  let inet6 = 0
  await each(countable, ({ family }) => {
    if (family === 'inet') inet++
    else inet6++
  })
  return { total: inet + inet6, inet, inet6 }
}

// Sockets that live on without a process: closed here, not yet there.
const ORPHANS: readonly unknown[] = ['fin-wait1', 'fin-wait2', 'closing', 'last-ack']

/** Counts by listing, for namespaces that /proc does not show. Fragments are not told, and TCP sockets outside its tables neither. */
export async function countSockets(countables: Countables): Promise<SocketSummary> {
  let inet = 0
  let inet6 = 0
  let established = 0
  let orphaned = 0
  let timewait = 0
  await each(countables.tcp, ({ family, state, inode }) => {
    if (family === 'inet') inet++
    else inet6++
    // tcp_current_estab: CLOSE-WAIT counts, too.
    if (state === 'established' || state === 'close-wait') established++
    else if (state === 'time-wait') timewait++
    else if (inode === 0 && ORPHANS.includes(state)) orphaned++
  })
  const [udp, udplite, raw] = await Promise.all([
    transport(countables.udp),
    transport(countables.udplite),
    transport(countables.raw)
  ])
  let others = 0
  for (const countable of countables.others) await each(countable, () => others++)
  const tcpHashed = { total: inet + inet6, inet, inet6 }
  return {
    total: tcpHashed.total - timewait + udp.total + udplite.total + raw.total + others,
    tcp: { total: tcpHashed.total, established, closed: 0, orphaned, timewait },
    raw,
    udp,
    udplite,
    tcpHashed,
    inet: {
      total: raw.total + udp.total + tcpHashed.total,
      inet: raw.inet + udp.inet + inet,
      inet6: raw.inet6 + udp.inet6 + inet6
    },
    frag: { total: 0, inet: 0, inet6: 0 }
  }
}

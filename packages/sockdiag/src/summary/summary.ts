import { builtin } from '../system.ts'

/** Sockets of one transport in use, by address family. */
export interface TransportCount {
  readonly total: number
  readonly inet: number
  readonly inet6: number
}

/** Counts of sockets, as `ss -s` shows them. */
export interface SocketSummary {
  /** Sockets of every family. */
  readonly total: number
  readonly tcp: {
    /** All TCP sockets of the host and those waiting of this namespace: the kernel counts allocations per host. */
    readonly total: number
    readonly established: number
    /** Neither bound to a connection nor waiting. */
    readonly closed: number
    /** Without a process. Counted per host. */
    readonly orphaned: number
    readonly timewait: number
  }
  readonly raw: TransportCount
  readonly udp: TransportCount
  readonly udplite: TransportCount
  /** TCP sockets in the tables of connections and listeners. */
  readonly tcpHashed: TransportCount
  /** raw, udp and tcpHashed together. */
  readonly inet: TransportCount
  /** Packets waiting for their fragments. */
  readonly frag: TransportCount
}

type Counters = ReadonlyMap<string, ReadonlyMap<string, number>>

/** Lines `NAME: key value key value`, as sockstat(_seq_show) writes them. */
function parsePairs(text: string): Counters {
  const counters = new Map<string, Map<string, number>>()
  for (const line of text.split('\n')) {
    const [name, ...words] = line.trim().split(/\s+/)
    if (!name?.endsWith(':')) continue
    const values = new Map<string, number>()
    for (let i = 0; i + 1 < words.length; i += 2) values.set(words[i] ?? '', Number(words[i + 1]))
    counters.set(name.slice(0, -1), values)
  }
  return counters
}

/** /proc/net/snmp: a line of names, then a line of values, each behind the protocol's name. */
function parseSnmp(text: string): Counters {
  const counters = new Map<string, Map<string, number>>()
  const names = new Map<string, string[]>()
  for (const line of text.split('\n')) {
    const [protocol = '', ...words] = line.trim().split(/\s+/)
    const head = names.get(protocol)
    if (head === undefined) names.set(protocol, words)
    else counters.set(protocol.slice(0, -1), new Map(head.map((name, i) => [name, Number(words[i])])))
  }
  return counters
}

function read(counters: Counters, name: string, key: string): number {
  return counters.get(name)?.get(key) ?? 0
}

/** Makes the summary of the three files' texts. An empty text (IPv6 is off) counts nothing. */
export function summarize(sockstat: string, sockstat6: string, snmp: string): SocketSummary {
  const v4 = parsePairs(sockstat)
  const v6 = parsePairs(sockstat6)
  const transport = (name: string): TransportCount => {
    const inet = read(v4, name, 'inuse')
    const inet6 = read(v6, `${name}6`, 'inuse')
    return { total: inet + inet6, inet, inet6 }
  }
  const tcpHashed = transport('TCP')
  const raw = transport('RAW')
  const udp = transport('UDP')
  const allocated = read(v4, 'TCP', 'alloc')
  const timewait = read(v4, 'TCP', 'tw')
  return {
    total: read(v4, 'sockets', 'used'),
    tcp: {
      total: allocated + timewait,
      established: read(parseSnmp(snmp), 'Tcp', 'CurrEstab'),
      // Those waiting are in the tables, but were never allocated as whole sockets.
      closed: allocated - (tcpHashed.total - timewait),
      orphaned: read(v4, 'TCP', 'orphan'),
      timewait
    },
    raw,
    udp,
    udplite: transport('UDPLITE'),
    tcpHashed,
    inet: {
      total: raw.total + udp.total + tcpHashed.total,
      inet: raw.inet + udp.inet + tcpHashed.inet,
      inet6: raw.inet6 + udp.inet6 + tcpHashed.inet6
    },
    frag: transport('FRAG')
  }
}

/** Reads the counts of the namespace whose /proc/PID/net this is. Lists no sockets, so it costs the same on a busy host. */
export async function readSummary(directory: string): Promise<SocketSummary> {
  const text = (name: string): Promise<string> =>
    builtin('node:fs/promises').readFile(`${directory}/${name}`, 'utf8')
  const [sockstat, sockstat6, snmp] = await Promise.all([
    text('sockstat'),
    // Absent where IPv6 is not compiled in or disabled.
    text('sockstat6').catch(() => ''),
    text('snmp')
  ])
  return summarize(sockstat, sockstat6, snmp)
}

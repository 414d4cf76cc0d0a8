import {
  parseFilter,
  type FilterNode,
  type ListedInetSocket,
  type ListedMptcpSocket,
  type ListedNetlinkSocket,
  type ListedPacketSocket,
  type ListedUnixSocket,
  type ListedVsockSocket,
  type SockDiag,
  type SocketOwners,
  stateMask,
  UnsupportedSocketsError
} from '@nlkit/sockdiag'

/** A socket with what tells which table of the kernel's it is from. */
export type AnySocket =
  | { readonly family: InetName; readonly socket: ListedInetSocket }
  | { readonly family: 'mptcp'; readonly socket: ListedMptcpSocket }
  | { readonly family: 'unix'; readonly socket: ListedUnixSocket }
  | { readonly family: 'packet'; readonly socket: ListedPacketSocket }
  | { readonly family: 'netlink'; readonly socket: ListedNetlinkSocket }
  | { readonly family: 'vsock'; readonly socket: ListedVsockSocket }

const INET_NAMES = ['tcp', 'udp', 'udplite', 'dccp', 'raw'] as const
type InetName = (typeof INET_NAMES)[number]
export type FamilyName = AnySocket['family']

/** Whether sockets of it have addresses of IPv4 or IPv6. */
export const isOverIp = (name: FamilyName): boolean =>
  name === 'mptcp' || (INET_NAMES as readonly string[]).includes(name)

/** Shown where no family is named, in this order. */
export const DEFAULT_FAMILIES: readonly FamilyName[] = ['netlink', 'packet', 'unix', 'raw', 'udp', 'tcp']

/** What is asked for. */
export interface Question {
  readonly families: readonly FamilyName[]
  /** Whether they were named, or are those that are shown where none is. */
  readonly areChosen: boolean
  /** A mask; where the filter names states, it says nothing. */
  readonly states: number
  readonly filter: string | undefined
  readonly ipFamily: 'inet' | 'inet6' | undefined
  /** More than addresses, states and queues. */
  readonly isDetailed: boolean
  readonly owners: SocketOwners | undefined
}

const mask = (...names: Parameters<typeof stateMask>): number => stateMask(...names)

const CLOSE = mask('close')
const ALL = mask('all')

/** SS_CONN, SS_LISTEN and SS_ALL of ss.c. */
export const STATES = {
  connected: ALL & ~mask(['close', 'listen', 'time-wait', 'syn-recv']),
  listening: mask(['listen', 'close']),
  all: ALL
} as const

/** Whether a filter's text asks for more than states, and for which. */
export function readFilterText(text: string): { hasCondition: boolean; states: number | undefined } {
  const { node, states } = parseFilter(text)
  return { hasCondition: !passesAll(node), states }
}

const passesAll = (node: FilterNode): boolean => node.kind === 'constant' && node.value

/** Sockets family by family, as the kernel tells them. */
export async function* socketsOf(diag: SockDiag, question: Question): AsyncGenerator<AnySocket[]> {
  for (const family of question.families) {
    try {
      yield* batchesOf(diag, family, question)
    } catch (error) {
      // Nobody has asked for these by name; the kernel may be built without them.
      if (question.areChosen || !UnsupportedSocketsError.is(error)) throw error
    }
  }
}

async function* batchesOf(
  diag: SockDiag,
  family: FamilyName,
  question: Question
): AsyncGenerator<AnySocket[], void, undefined> {
  const { states, filter, ipFamily, owners, isDetailed } = question
  switch (family) {
    case 'unix':
      yield* named(family, diag.unix.dump({ states, filter, owners }))
      break
    case 'vsock':
      yield* named(family, diag.vsock.dump({ states, filter, owners }))
      break
    case 'packet':
      // Their only state.
      if ((states & CLOSE) !== 0) yield* named(family, diag.packet.dump({ filter, owners }))
      break
    case 'netlink':
      if ((states & CLOSE) !== 0) yield* named(family, diag.netlink.dump({ filter, owners }))
      break
    default: {
      const selection = {
        states,
        filter,
        family: ipFamily,
        owners,
        extensions: isDetailed ? 'all' : []
      } as const
      if (family === 'mptcp') yield* named(family, diag.mptcp.dump(selection))
      else yield* named(family, diag[family].dump(selection))
    }
  }
}

async function* named<Name extends FamilyName, Socket>(
  family: Name,
  dump: { batches(): AsyncIterable<Socket[]> }
): AsyncGenerator<{ family: Name; socket: Socket }[], void, undefined> {
  for await (const batch of dump.batches()) yield batch.map((socket) => ({ family, socket }))
}

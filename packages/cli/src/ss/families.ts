import {
  parseFilter,
  type FilterNode,
  type ListedInetSocket,
  type ListedMptcpSocket,
  type ListedNetlinkSocket,
  type ListedPacketSocket,
  type ListedSctpSocket,
  type ListedSmcSocket,
  type ListedTipcSocket,
  type ListedUnixSocket,
  type ListedVsockSocket,
  type ListedXdpSocket,
  type SockDiag,
  type SocketOwners,
  stateMask,
  UnsupportedSocketsError
} from '@nlkit/sockdiag'

/** A socket with what tells which table of the kernel's it is from. */
export type AnySocket =
  | InetOrSctp
  | { readonly family: 'unix'; readonly socket: ListedUnixSocket }
  | { readonly family: 'packet'; readonly socket: ListedPacketSocket }
  | { readonly family: 'netlink'; readonly socket: ListedNetlinkSocket }
  | { readonly family: 'vsock'; readonly socket: ListedVsockSocket }
  | { readonly family: 'tipc'; readonly socket: ListedTipcSocket }
  | { readonly family: 'smc'; readonly socket: ListedSmcSocket }
  | { readonly family: 'xdp'; readonly socket: ListedXdpSocket }

/** Those whose messages are inet_diag's. */
export type InetOrSctp =
  | { readonly family: InetName; readonly socket: ListedInetSocket }
  | { readonly family: 'mptcp'; readonly socket: ListedMptcpSocket }
  | { readonly family: 'sctp'; readonly socket: ListedSctpSocket }

const INET_NAMES = ['tcp', 'udp', 'udplite', 'dccp', 'raw'] as const
type InetName = (typeof INET_NAMES)[number]
export type FamilyName = AnySocket['family']

/** Whether sockets of it have addresses of IPv4 or IPv6. */
export const isOverIp = (name: FamilyName): boolean => (OVER_IP as readonly FamilyName[]).includes(name)

const OVER_IP = [...INET_NAMES, 'mptcp', 'sctp'] as const

/** Whether a socket's message is inet_diag's. */
export const isInet = (one: AnySocket): one is InetOrSctp => isOverIp(one.family)

/** Shown where no family is named, in this order: those that `ss` shows. */
export const DEFAULT_FAMILIES: readonly FamilyName[] = [
  'netlink',
  'packet',
  'unix',
  'raw',
  'udp',
  'tcp',
  'mptcp',
  'dccp',
  'sctp',
  'vsock',
  'tipc',
  'xdp'
]

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
    case 'tipc':
      yield* named(family, diag.tipc.dump({ states, filter, owners }))
      break
    case 'smc':
      yield* smcOf(diag, question)
      break
    case 'xdp':
      // Their only state.
      if ((states & CLOSE) !== 0) yield* named(family, diag.xdp.dump({ filter, owners }))
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
      if (family === 'sctp') yield* named(family, diag.sctp.dump(selection))
      else if (family === 'mptcp') yield* named(family, diag.mptcp.dump(selection))
      else yield* named(family, diag[family].dump(selection))
    }
  }
}

/** The kernel takes no states for them. */
async function* smcOf(
  diag: SockDiag,
  { states, filter, owners }: Question
): AsyncGenerator<{ family: 'smc'; socket: ListedSmcSocket }[], void, undefined> {
  for await (const batch of named('smc', diag.smc.dump({ filter, owners })))
    yield batch.filter(({ socket: { state } }) => (states & (SMC_STATES[state] ?? ESTABLISHED)) !== 0)
}

const ESTABLISHED = mask('established')

/** TCP's states that are nearest to those that are no connections. */
const SMC_STATES: Readonly<Record<string, number>> = { listen: mask('listen'), init: CLOSE, closed: CLOSE }

async function* named<Name extends FamilyName, Socket>(
  family: Name,
  dump: { batches(): AsyncIterable<Socket[]> }
): AsyncGenerator<{ family: Name; socket: Socket }[], void, undefined> {
  for await (const batch of dump.batches()) yield batch.map((socket) => ({ family, socket }))
}

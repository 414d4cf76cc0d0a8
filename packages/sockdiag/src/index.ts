/** The sockets of a Linux host over NETLINK_SOCK_DIAG: everything that `ss` knows, as data. */
export { SockDiag } from './sockdiag.ts'
export type { SockDiagOptions } from './sockdiag.ts'
export type { SocketDump, Owned } from './socket-dump.ts'
export { SocketMismatchError, UnsupportedSocketsError } from './errors.ts'
export type { Teller } from './errors.ts'

// States.
export { ALL_STATES, stateMask, stateName, stateNumber, statesOf } from './states.ts'
export type { SocketState, SocketStateAlias, SocketStateGroup, SocketStateName, States } from './states.ts'

// Filters.
export { compileFilter } from './filter/bytecode.ts'
export type { Bytecode, BytecodeOptions } from './filter/bytecode.ts'
export { readFilter } from './filter/expression.ts'
export type { Filter, FilterExpression, PortTest } from './filter/expression.ts'
export type { FilterNode, HostFamily, LeafNode, Side } from './filter/ast.ts'
export type { HostContext } from './filter/host.ts'
export type { ServiceProtocol, Services } from './filter/names.ts'
export { parseFilter } from './filter/parse.ts'
export type { ParsedFilter } from './filter/parse.ts'
export type { Selection } from './filter/plan.ts'
export type { FilterableSocket, Predicate } from './filter/predicate.ts'
export { resolveFilter } from './filter/resolve.ts'
export type { Resolver } from './filter/resolve.ts'
export { FilterSyntaxError } from './filter/syntax-error.ts'
export { inetFilter } from './inet/filter.ts'
export type { PredicateContext } from './inet/filter.ts'

// Sockets over IP.
export type {
  InetListing,
  InetSockets,
  InetGetOptions,
  InetSelection,
  InetSocketLike
} from './inet/sockets.ts'
export type { DestroyableSockets, DestroyOptions, DestroyResult, DestroyTarget } from './inet/destroy.ts'
export type { InetExtension, InetExtensions } from './inet/extensions.ts'
export type { InetSocketId } from './inet/identity.ts'
export type { SocketAddress } from './inet/addresses.ts'
export { inetRequestCodec, inetSocketCodec } from './inet/codec.ts'
export type {
  InetDiagMeminfo,
  InetDiagSockopt,
  InetRequest,
  InetRequestInput,
  InetSocket,
  InetSocketInput,
  SocketTimer
} from './inet/codec.ts'
export type { BpfStorage, BpfStorages } from './inet/bpf-storage.codec.ts'
export type {
  MptcpSubflow,
  TlsCipher,
  TlsConfiguration,
  TlsInfo,
  TlsVersion,
  UlpInfo
} from './inet/ulp.codec.ts'
export { MPTCP_SUBFLOW_FLAG } from './inet/ulp.constants.ts'
export {
  IPPROTO_DCCP,
  IPPROTO_MPTCP,
  IPPROTO_RAW,
  IPPROTO_SCTP,
  IPPROTO_TCP,
  IPPROTO_UDP,
  IPPROTO_UDPLITE,
  SOCK_DESTROY,
  SOCK_DIAG_BY_FAMILY
} from './inet/constants.ts'
export type { AddressFamily, SkMeminfo, SocketType } from './family/codec.ts'
export { RCV_SHUTDOWN, SEND_SHUTDOWN } from './family/constants.ts'

// TCP.
export type { TcpSockets, ListedInetSocket, TcpTarget } from './tcp/sockets.ts'
export type {
  CongestionState,
  TcpBbrInfo,
  TcpDctcpInfo,
  TcpDiagMd5sig,
  TcpInfo,
  TcpvegasInfo
} from './tcp/codec.ts'
export { TCPI_OPT } from './tcp/constants.ts'
export type { TcpRates } from './tcp/rates.ts'
export type { SampleOptions, TcpSample } from './tcp/sampling.ts'
export type { LiveSocket } from './live-socket.ts'

// The other transports and families.
export type { MptcpSockets, ListedMptcpSocket, MptcpSocketId } from './mptcp/sockets.ts'
export { mptcpSocketCodec } from './mptcp/codec.ts'
export type { MptcpInfo, MptcpSocket } from './mptcp/codec.ts'
export type { SctpSockets, ListedSctpSocket } from './sctp/sockets.ts'
export { sctpSocketCodec } from './sctp/codec.ts'
export type { SctpSocket } from './sctp/codec.ts'
export type { SctpPathState, SctpState } from './sctp/info.codec.ts'
export type { SctpAssociation } from './sctp/info.ts'
export type { UnixSockets, ListedUnixSocket, UnixSelection, UnixSocketId } from './unix/sockets.ts'
export { unixRequestCodec, unixSocketCodec } from './unix/codec.ts'
export type { UnixDiagRqlen, UnixDiagVfs, UnixSocket } from './unix/codec.ts'
export { printableName } from './unix/name.ts'
export type { PacketSockets, ListedPacketSocket, PacketSelection } from './packet/sockets.ts'
export { packetRequestCodec, packetSocketCodec } from './packet/codec.ts'
export type {
  PacketDiagInfo,
  PacketDiagRing,
  PacketRequest,
  PacketSocket,
  SockFilter
} from './packet/codec.ts'
export { PDI } from './packet/constants.ts'
export type { PacketMembership } from './packet/mclist.ts'
export type { NetlinkSockets, ListedNetlinkSocket, NetlinkSelection } from './netlink/sockets.ts'
export { netlinkRequestCodec, netlinkSocketCodec } from './netlink/codec.ts'
export type { NetlinkDiagRing, NetlinkRequest, NetlinkSocket } from './netlink/codec.ts'
export { NDIAG_FLAG } from './netlink/constants.ts'
export type { VsockSockets, ListedVsockSocket } from './vsock/sockets.ts'
export { vsockRequestCodec, vsockSocketCodec } from './vsock/codec.ts'
export type { VsockRequest, VsockSocket } from './vsock/codec.ts'
export type { TipcSockets, ListedTipcSocket } from './tipc/sockets.ts'
export { tipcRequestCodec, tipcSocketCodec } from './tipc/codec.ts'
export type { TipcConnection, TipcGroup, TipcRequest, TipcSock, TipcStatistics } from './tipc/codec.ts'
export type { SmcSockets, ListedSmcSocket, SmcSelection } from './smc/sockets.ts'
export { smcRequestCodec, smcSocketCodec } from './smc/codec.ts'
export type {
  SmcDiagConninfo,
  SmcDiagFallback,
  SmcDiagLgrinfo,
  SmcMode,
  SmcRequest,
  SmcState,
  SmcdDiagDmbinfo
} from './smc/codec.ts'
export type { XdpSockets, ListedXdpSocket, XdpSelection } from './xdp/sockets.ts'
export { xdpRequestCodec, xdpSocketCodec } from './xdp/codec.ts'
export type {
  XdpDiagInfo,
  XdpDiagRing,
  XdpDiagStats,
  XdpDiagUmem,
  XdpRequest,
  XdpSocket
} from './xdp/codec.ts'
export type { ListedSockets, ListedSocket, ListSelection } from './listed-sockets.ts'

// Ends, owners, counts.
export type { DestroyEvent, DestroyGroup, EventOptions, SockDiagEvent } from './events.ts'
export { findOwners } from './owners/owners.ts'
export type { OwnersOptions, SocketOwner, SocketOwners, UnreadableProcess } from './owners/owners.ts'
export type { SocketSummary, TransportCount } from './summary/summary.ts'

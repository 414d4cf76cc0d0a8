/** Netlink from Node: sockets, requests, dumps, multicast and errors. Protocol packages build on what stands here. */
export type { TracedDatagram } from './diagnostics/channels.ts'
export type { MessageTable } from './diagnostics/describe.ts'
export { errnoName, errnoNumber } from './errors/errno.ts'
export { NetlinkError } from './errors/netlink-error.ts'
export type { AttributePolicy, ExtendedAck, NetlinkErrorInit } from './errors/netlink-error.ts'
export {
  AbortError,
  ClosedError,
  DumpInterruptedError,
  OverrunError,
  TimeoutError
} from './errors/outcomes.ts'
export { DecodeError } from './codec/index.ts'
export type { BatchOptions, BatchResult } from './exchange/batch.ts'
export { Connection } from './exchange/connection.ts'
export { rawCodec } from './exchange/raw.ts'
export type { ConnectionOptions } from './exchange/connection-options.ts'
export { Dump } from './exchange/dump.ts'
export type { DumpOptions, DumpSpec } from './exchange/dump-spec.ts'
export type { Execution } from './exchange/execution.ts'
export type { ExchangeEnd, RequestOptions, RequestSpec, WaitOptions } from './exchange/spec.ts'
export * from './message/constants.ts'
export { readAttributes, readMessages, writeMessage } from './message/frames.ts'
export type { MessageHeader, RawMessage } from './message/frames.ts'
export type { BpfInstruction } from './socket/bpf.ts'
export type { Credentials, Datagram } from './socket/datagram.ts'
export type { PeerOptions } from './socket/peer.ts'
export { NetlinkSocket } from './socket/netlink-socket.ts'
export type { NetlinkSocketOptions, SendOptions } from './socket/netlink-socket.ts'
export type { NetnsSelector } from './socket/namespace.ts'
export * from './socket/protocols.ts'
export type { Transport, TransportSocket } from './socket/transport.ts'
export type { Message, MessageMeta } from './subscription/message.ts'
export { messageFilter } from './subscription/message-filter.ts'
export type { MessageFilter, WantedValues } from './subscription/message-filter.ts'
export type { MalformedEvent, OverrunEvent, SubscribeOptions } from './subscription/options.ts'
export { Subscription } from './subscription/subscription.ts'

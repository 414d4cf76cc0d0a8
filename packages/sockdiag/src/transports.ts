import type { DiagContext } from './context.ts'
import { inetSocketCodec } from './inet/codec.ts'
import {
  IPPROTO_DCCP,
  IPPROTO_MPTCP,
  IPPROTO_RAW,
  IPPROTO_TCP,
  IPPROTO_UDP,
  IPPROTO_UDPLITE
} from './inet/constants.ts'
import { DestroyableSockets } from './inet/destroy.ts'
import { mptcpSocketCodec } from './mptcp/codec.ts'
import { MptcpSockets } from './mptcp/sockets.ts'
import { stateNumber } from './states.ts'
import { TcpSockets } from './tcp/sockets.ts'
import type { ListedInetSocket } from './tcp/sockets.ts'

export function tcpSockets(context: DiagContext): TcpSockets {
  return new TcpSockets(context, {
    sockets: 'tcp',
    module: 'tcp_diag',
    option: 'CONFIG_INET_TCP_DIAG',
    protocol: IPPROTO_TCP,
    codec: inetSocketCodec,
    services: ['tcp']
  })
}

export function mptcpSockets(context: DiagContext): MptcpSockets {
  return new MptcpSockets(context, {
    sockets: 'mptcp',
    module: 'mptcp_diag',
    option: 'CONFIG_INET_MPTCP_DIAG',
    protocol: IPPROTO_MPTCP,
    codec: mptcpSocketCodec,
    services: ['tcp']
  })
}

export function udpSockets(context: DiagContext): DestroyableSockets<ListedInetSocket> {
  return new DestroyableSockets(context, {
    sockets: 'udp',
    module: 'udp_diag',
    option: 'CONFIG_INET_UDP_DIAG',
    protocol: IPPROTO_UDP,
    codec: inetSocketCodec,
    services: ['udp'],
    isSwapped: true
  })
}

export function udpliteSockets(context: DiagContext): DestroyableSockets<ListedInetSocket> {
  return new DestroyableSockets(context, {
    sockets: 'udplite',
    module: 'udp_diag',
    option: 'CONFIG_INET_UDP_DIAG',
    protocol: IPPROTO_UDPLITE,
    codec: inetSocketCodec,
    services: ['udp'],
    isSwapped: true
  })
}

export function rawSockets(context: DiagContext): DestroyableSockets<ListedInetSocket> {
  return new DestroyableSockets(context, {
    sockets: 'raw',
    module: 'raw_diag',
    option: 'CONFIG_INET_RAW_DIAG',
    protocol: IPPROTO_RAW,
    codec: inetSocketCodec,
    stateOf: ({ state = 0 }) => stateNumber(state)
  })
}

export function dccpSockets(context: DiagContext): DestroyableSockets<ListedInetSocket> {
  return new DestroyableSockets(context, {
    sockets: 'dccp',
    module: 'dccp_diag',
    option: 'CONFIG_INET_DCCP_DIAG',
    protocol: IPPROTO_DCCP,
    codec: inetSocketCodec,
    services: ['dccp']
  })
}

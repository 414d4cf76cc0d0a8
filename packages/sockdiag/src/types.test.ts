/** What the types promise; the compiler is the test. */
import type { NetlinkError } from '@nlkit/core'
import type { Codec } from '@nlkit/core/codec'
import type { ClientRequest, IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { describe, expectTypeOf, it } from 'vitest'
import type {
  DestroyTarget,
  FilterExpression,
  InetSocket,
  InetSocketId,
  InetSocketInput,
  ListedInetSocket,
  ListedMptcpSocket,
  ListedSctpSocket,
  ListedUnixSocket,
  LiveSocket,
  MptcpInfo,
  SctpAssociation,
  SockDiag,
  SocketOwner,
  SocketState,
  TcpInfo,
  TcpRates,
  UnixSocketId,
  UnsupportedSocketsError,
  inetSocketCodec
} from './index.ts'

describe('sockets', () => {
  it('have keys of one type each, whatever the kernel left out', () => {
    expectTypeOf<ListedInetSocket['sport']>().toEqualTypeOf<number>()
    expectTypeOf<ListedInetSocket['state']>().toEqualTypeOf<SocketState | number>()
    expectTypeOf<ListedInetSocket['cookie']>().toEqualTypeOf<string>()
    expectTypeOf<ListedInetSocket['info']>().toEqualTypeOf<TcpInfo | undefined>()
    expectTypeOf<ListedMptcpSocket['info']>().toEqualTypeOf<MptcpInfo | undefined>()
    expectTypeOf<ListedSctpSocket['info']>().toEqualTypeOf<SctpAssociation | undefined>()
    expectTypeOf<ListedInetSocket['owners']>().toEqualTypeOf<readonly SocketOwner[] | undefined>()
  })

  it('are what codecs take and tell', () => {
    expectTypeOf<InetSocket>().toExtend<InetSocketInput>()
    expectTypeOf<typeof inetSocketCodec>().toExtend<Codec<InetSocket, InetSocketInput>>()
  })

  it('can be named by what was listed', () => {
    expectTypeOf<ListedInetSocket>().toExtend<InetSocketId>()
    expectTypeOf<ListedUnixSocket>().toExtend<UnixSocketId>()
    expectTypeOf<{ socket: ListedInetSocket }>().toExtend<DestroyTarget>()
  })
})

describe('destroy', () => {
  it('takes no target without a filter or a socket', () => {
    expectTypeOf<{ filter: 'sport = 80' }>().toExtend<DestroyTarget>()
    expectTypeOf<{ states: 'all' }>().not.toExtend<DestroyTarget>()
    expectTypeOf<{ family: 'inet' }>().not.toExtend<DestroyTarget>()
  })

  it('is there only where the kernel can', () => {
    expectTypeOf<SockDiag['tcp']>().toHaveProperty('destroy')
    expectTypeOf<SockDiag['sctp']>().not.toHaveProperty('destroy')
    expectTypeOf<SockDiag['unix']>().not.toHaveProperty('destroy')
    expectTypeOf<SockDiag['packet']>().not.toHaveProperty('get')
  })
})

describe('live sockets', () => {
  it('are sockets, TLS sockets, and HTTP requests of both sides', () => {
    expectTypeOf<Socket | TLSSocket | ClientRequest | IncomingMessage>().toExtend<LiveSocket>()
    expectTypeOf<SockDiag['tcpInfo']>().returns.resolves.toEqualTypeOf<TcpInfo>()
  })

  it('have rates from the second sample on', () => {
    type Sample = ReturnType<SockDiag['sampleTcpInfo']> extends AsyncIterable<infer S> ? S : never
    expectTypeOf<Sample>().toExtend<{ info: TcpInfo; rates?: TcpRates }>()
  })
})

it('filters know their fields', () => {
  expectTypeOf<{ dst: '10.0.0.0/8'; sport: { ge: 1024 }; not: { dev: 'lo' } }>().toExtend<FilterExpression>()
  expectTypeOf<{ sprot: 80 }>().not.toExtend<FilterExpression>()
})

it('a family that the kernel lacks is a NetlinkError', () => {
  expectTypeOf<UnsupportedSocketsError>().toExtend<NetlinkError>()
})

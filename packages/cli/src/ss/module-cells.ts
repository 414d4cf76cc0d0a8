import type { ListedSmcSocket, ListedTipcSocket, ListedXdpSocket } from '@nlkit/sockdiag'
import { visible } from '../shared/safe-text.ts'
import { addressText, stateText, type Cells, type Names } from './cell-text.ts'

/** Cells of sockets that kernels have by modules which few load. */

const TIPC_TYPES: Readonly<Record<string, string>> = {
  stream: 'ti_st',
  dgram: 'ti_dg',
  rdm: 'ti_rd',
  seqpacket: 'ti_sq'
}

/** Addresses are a node's and a port's number. */
export function tipcCells({ type, tipcState, stat, addr, ref, con }: ListedTipcSocket): Cells {
  return {
    netid: TIPC_TYPES[String(type)] ?? 'ti_??',
    state: stateText(tipcState ?? 'close'),
    recvQ: stat?.rcvq ?? 0,
    sendQ: stat?.sendq ?? 0,
    local: `${addr ?? 0}:${ref ?? 0}`,
    peer: con === undefined ? '-' : `${con.node ?? 0}:${con.sock ?? 0}`
  }
}

export function xdpCells({ info }: ListedXdpSocket, { interfaces }: Names): Cells {
  const isBound = info !== undefined && info.ifindex !== 0
  return {
    netid: 'xdp',
    state: 'UNCONN',
    recvQ: 0,
    sendQ: 0,
    local: isBound ? `${visible(interfaces.nameOf(info.ifindex))}:q${info.queueId}` : '*',
    peer: '*'
  }
}

const SMC_STATES: Readonly<Record<string, string>> = {
  active: 'ESTAB',
  init: 'UNCONN',
  closed: 'UNCONN',
  listen: 'LISTEN'
}

/** `ss` has none of these; the states without a name of its own are smcss's. */
export function smcCells(socket: ListedSmcSocket, names: Names): Cells {
  const { state, src, dst, sport, dport } = socket
  return {
    netid: 'smc',
    state: SMC_STATES[state] ?? String(state).toUpperCase(),
    recvQ: 0,
    sendQ: 0,
    local: addressText(src, sport, 'tcp', socket.if, names),
    peer: addressText(dst, dport, 'tcp', 0, names)
  }
}

import {
  NETLINK_AUDIT,
  NETLINK_CONNECTOR,
  NETLINK_CRYPTO,
  NETLINK_FIB_LOOKUP,
  NETLINK_GENERIC,
  NETLINK_ISCSI,
  NETLINK_KOBJECT_UEVENT,
  NETLINK_NETFILTER,
  NETLINK_RDMA,
  NETLINK_ROUTE,
  NETLINK_SELINUX,
  NETLINK_SOCK_DIAG,
  NETLINK_USERSOCK,
  NETLINK_XFRM
} from '@nlkit/core'
import { printableName } from '@nlkit/sockdiag'
import { visible } from '../shared/safe-text.ts'
import { addressText, stateText, type Cells, type Names } from './cell-text.ts'
import type { AnySocket, InetOrSctp } from './families.ts'
import { smcCells, tipcCells, xdpCells } from './module-cells.ts'

/** States of associations only. */
const SCTP_STATES: Readonly<Record<string, string>> = {
  closed: 'CLOSED',
  'cookie-wait': 'COOKIE_WAIT',
  'cookie-echoed': 'COOKIE_ECHOED',
  established: 'ESTAB',
  'shutdown-pending': 'SHUTDOWN_PENDING',
  'shutdown-sent': 'SHUTDOWN_SENT',
  'shutdown-received': 'SHUTDOWN_RECEIVED',
  'shutdown-ack-sent': 'ACK_SENT'
}

const UNIX_TYPES: Readonly<Record<string, string>> = { stream: 'u_str', dgram: 'u_dgr', seqpacket: 'u_seq' }

const NETLINK: Readonly<Record<number, string>> = {
  [NETLINK_ROUTE]: 'rtnl',
  [NETLINK_USERSOCK]: 'usersock',
  [NETLINK_SOCK_DIAG]: 'tcpdiag',
  [NETLINK_XFRM]: 'xfrm',
  [NETLINK_SELINUX]: 'selinux',
  [NETLINK_ISCSI]: 'iscsi',
  [NETLINK_AUDIT]: 'audit',
  [NETLINK_FIB_LOOKUP]: 'fiblookup',
  [NETLINK_CONNECTOR]: 'connector',
  [NETLINK_NETFILTER]: 'nft',
  [NETLINK_KOBJECT_UEVENT]: 'uevent',
  [NETLINK_GENERIC]: 'genl',
  [NETLINK_RDMA]: 'rdma',
  [NETLINK_CRYPTO]: 'crypto'
}

/** linux/if_ether.h, ETH_P_ALL. */
const ALL_PROTOCOLS = 3

/** Text that is safe on a terminal. */
export function cellsOf(one: AnySocket, names: Names): Cells {
  switch (one.family) {
    case 'unix': {
      const { socket } = one
      const { ino, name, peer, rqlen } = socket
      return {
        netid: UNIX_TYPES[String(socket.type)] ?? 'u_???',
        state: stateText(socket.state),
        recvQ: rqlen?.rqueue ?? 0,
        sendQ: rqlen?.wqueue ?? 0,
        local: `${unixName(name)} ${ino}`,
        peer: `${unixName(peer === undefined ? undefined : names.unix.get(peer))} ${peer ?? 0}`
      }
    }
    case 'packet': {
      const { type, num, meminfo, info } = one.socket
      const device =
        info === undefined || info.index === 0 ? '*' : visible(names.interfaces.nameOf(info.index))
      return {
        netid: type === 'raw' ? 'p_raw' : 'p_dgr',
        state: 'UNCONN',
        recvQ: meminfo?.rmemAlloc ?? 0,
        sendQ: meminfo?.wmemAlloc ?? 0,
        local: `${num === ALL_PROTOCOLS ? '*' : `0x${num.toString(16).padStart(4, '0')}`}:${device}`,
        peer: '*'
      }
    }
    case 'netlink': {
      const { protocol, portid, dstPortid, dstGroup, state, meminfo } = one.socket
      const isConnected = state === 'established'
      return {
        netid: 'nl',
        state: stateText(state),
        recvQ: meminfo?.rmemAlloc ?? 0,
        sendQ: meminfo?.wmemAlloc ?? 0,
        local: `${NETLINK[protocol] ?? protocol}:${portid === 0 ? 'kernel' : portid}`,
        peer: isConnected ? `${dstGroup}:${dstPortid === 0 ? 'kernel' : dstPortid}` : '*'
      }
    }
    case 'vsock': {
      const { type, state, srcCid, srcPort, dstCid, dstPort } = one.socket
      return {
        netid: type === 'stream' ? 'v_str' : type === 'dgram' ? 'v_dgr' : 'v_seq',
        state: stateText(state),
        recvQ: 0,
        sendQ: 0,
        local: `${wild(srcCid)}:${wild(srcPort)}`,
        peer: `${wild(dstCid)}:${wild(dstPort)}`
      }
    }
    case 'tipc':
      return tipcCells(one.socket)
    case 'xdp':
      return xdpCells(one.socket, names)
    case 'smc':
      return smcCells(one.socket, names)
    default: {
      const { family, socket } = one
      const { rqueue, wqueue, src, dst, sport, dport } = socket
      return {
        ...kindOf(one),
        recvQ: rqueue,
        sendQ: wqueue,
        local: addressText(src, sport, family, socket.if, names),
        peer: addressText(dst, dport, family, 0, names)
      }
    }
  }
}

/** Associations stand below their endpoint, which has said what they are. */
function kindOf({ family, socket }: InetOrSctp): Pick<Cells, 'netid' | 'state'> {
  if (family !== 'sctp' || socket.peers === undefined)
    return { netid: family, state: stateText(socket.state) }
  return { netid: '', state: `\`- ${SCTP_STATES[socket.state] ?? `STATE-${socket.state}`}` }
}

const unixName = (name: string | undefined): string =>
  name === undefined || name === '' ? '*' : visible(printableName(name))

/** VMADDR_CID_ANY and VMADDR_PORT_ANY. */
const wild = (value: number): string => (value === 0xffffffff ? '*' : String(value))

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
import type { Interfaces } from '@nlkit/rtnl'
import { printableName } from '@nlkit/sockdiag'
import { visible } from '../shared/safe-text.ts'
import type { AnySocket } from './families.ts'
import type { PortNames } from './services.ts'

/** What a line says of a socket; `ss`'s columns. */
export interface Cells {
  readonly netid: string
  readonly state: string
  readonly recvQ: number
  readonly sendQ: number
  readonly local: string
  readonly peer: string
}

/** What cells need to know beside their socket. */
export interface Names {
  readonly ports: PortNames
  readonly interfaces: Pick<Interfaces, 'nameOf'>
  /** Names of unix sockets by inode number. */
  readonly unix: ReadonlyMap<number, string>
}

const STATES: Readonly<Record<string, string>> = {
  established: 'ESTAB',
  'syn-sent': 'SYN-SENT',
  'syn-recv': 'SYN-RECV',
  'new-syn-recv': 'SYN-RECV',
  'fin-wait1': 'FIN-WAIT-1',
  'fin-wait2': 'FIN-WAIT-2',
  'time-wait': 'TIME-WAIT',
  close: 'UNCONN',
  'close-wait': 'CLOSE-WAIT',
  'last-ack': 'LAST-ACK',
  listen: 'LISTEN',
  closing: 'CLOSING',
  'bound-inactive': 'BOUND'
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
    default: {
      const { family, socket } = one
      const { state, rqueue, wqueue, src, dst, sport, dport } = socket
      const device = socket.if === 0 ? '' : `%${visible(names.interfaces.nameOf(socket.if))}`
      const port = (number: number): string =>
        number === 0
          ? '*'
          : family === 'raw'
            ? names.ports.protocol(number)
            : names.ports.port(family === 'mptcp' ? 'tcp' : family, number)
      return {
        netid: family,
        state: stateText(state),
        recvQ: rqueue,
        sendQ: wqueue,
        local: `${bracketed(src)}${device}:${port(sport)}`,
        peer: `${bracketed(dst)}:${port(dport)}`
      }
    }
  }
}

const stateText = (state: string | number): string => STATES[state] ?? `STATE-${state}`

const unixName = (name: string | undefined): string =>
  name === undefined || name === '' ? '*' : visible(printableName(name))

const bracketed = (address: string): string => (address.includes(':') ? `[${address}]` : address)

/** VMADDR_CID_ANY and VMADDR_PORT_ANY. */
const wild = (value: number): string => (value === 0xffffffff ? '*' : String(value))

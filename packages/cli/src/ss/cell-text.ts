import type { Interfaces } from '@nlkit/rtnl'
import { visible } from '../shared/safe-text.ts'
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
  /** Host names by address, where they were asked for. */
  readonly hosts?: ReadonlyMap<string, string> | undefined
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

/**
 * An address with the interface that the socket is bound to, and the port.
 * @param family whose services ports are called by
 */
export function addressText(
  address: string,
  port: number,
  family: string,
  index: number,
  { ports, interfaces, hosts }: Names
): string {
  const host = hosts?.get(address)
  const place = host === undefined ? bracketed(address) : visible(host)
  const device = index === 0 ? '' : `%${visible(interfaces.nameOf(index))}`
  const name =
    port === 0
      ? '*'
      : family === 'raw'
        ? ports.protocol(port)
        : ports.port(family === 'mptcp' ? 'tcp' : family, port)
  return `${place}${device}:${name}`
}

export const stateText = (state: string | number): string => STATES[state] ?? `STATE-${state}`

const bracketed = (address: string): string => (address.includes(':') ? `[${address}]` : address)

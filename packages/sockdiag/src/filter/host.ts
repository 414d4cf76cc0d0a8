import { parseAddress } from './address.ts'
import type { AddressWords } from './address.ts'
import type { HostFamily, LeafNode, Side } from './ast.ts'
import { ETHERTYPES, hostServices, NETLINK_PROTOCOLS, numberOrName, parseNumber } from './names.ts'
import type { ServiceProtocol, Services } from './names.ts'

/** What hosts and ports are read against. */
export interface HostContext {
  /** The family of hosts that name none: that of the sockets being listed. Default: IPv4 and IPv6. */
  readonly family?: HostFamily
  /** The transports whose service names a port may be. Default: tcp and udp, which then must agree. */
  readonly protocols?: readonly ServiceProtocol[]
  /** Default: /etc/services. */
  readonly services?: Services
}

/** Why a host or port was refused, for the caller to say where. */
export class HostError {
  readonly reason: string
  constructor(reason: string) {
    this.reason = reason
  }
}

const FAMILY = /^(inet6?|unix|link|netlink|vsock):/

/** Splits `FAMILY:` off. A family that the context already names may be spelled out, too. */
function takeFamily(text: string, context: HostContext): [family: HostFamily | undefined, rest: string] {
  const named = FAMILY.exec(text)?.[1]
  switch (named) {
    case 'inet':
    case 'inet6':
    case 'unix':
    case 'link':
    case 'netlink':
    case 'vsock':
      return [named, text.slice(named.length + 1)]
    default:
      return [context.family, text]
  }
}

/** A port's number or service name; `undefined` for `*`. */
export function parsePort(text: string, context: HostContext): number | undefined | HostError {
  if (text === '*') return undefined
  const number = parseNumber(text, Number.MAX_SAFE_INTEGER)
  if (number !== undefined) return number > 0xffff ? new HostError(`port ${text} is above 65535`) : number
  const service = (context.services ?? hostServices()).get(text)
  const ports = new Set<number>()
  for (const protocol of context.protocols ?? ['tcp', 'udp']) {
    const port = service?.get(protocol)
    if (port !== undefined) ports.add(port)
  }
  const [port, another] = ports
  if (another !== undefined)
    return new HostError(`service ${JSON.stringify(text)} is ambiguous: ports ${[...ports].join(' and ')}`)
  return port ?? new HostError(`expected a port or service, not ${JSON.stringify(text)}`)
}

interface Prefix {
  readonly family?: 'inet' | 'inet6'
  readonly address: readonly number[]
  readonly prefix: number
}

/** `undefined` when this is no address at all: it may be a host name. */
function parsePrefix(text: string, family: 'inet' | 'inet6' | undefined): Prefix | HostError | undefined {
  const slash = text.indexOf('/')
  const bare = slash < 0 ? text : text.slice(0, slash)
  const found: AddressWords | undefined = parseAddress(bare, { short: true })
  if (found === undefined) return undefined
  if (family !== undefined && found.family !== family)
    return new HostError(`${JSON.stringify(text)} is not an ${family} address`)
  const bits = found.family === 'inet' ? 32 : 128
  const prefix = slash < 0 ? bits : parseNumber(text.slice(slash + 1), bits)
  if (prefix === undefined)
    return new HostError(
      `expected a prefix length of 0 to ${bits}, not ${JSON.stringify(text.slice(slash + 1))}`
    )
  return { family: found.family, address: found.words, prefix }
}

/** Where ss cuts the port off: behind `]`, behind `*`, at the last colon (behind the prefix length if there is one). */
function splitPort(text: string): [address: string, port: string | undefined] | HostError {
  if (text.startsWith('[')) {
    const end = text.indexOf(']')
    if (end < 0) return new HostError(`${JSON.stringify(text)} lacks its "]"`)
    const [, prefix = '', rest = ''] = /^(\/\d+)?(.*)$/.exec(text.slice(end + 1)) ?? []
    if (rest !== '' && !rest.startsWith(':'))
      return new HostError(`expected ":" and a port behind "]", not ${JSON.stringify(rest)}`)
    return [text.slice(1, end) + prefix, rest === '' ? undefined : rest.slice(1)]
  }
  const from = Math.max(0, text.indexOf('/'))
  const colon = text.lastIndexOf(':')
  return colon < from ? [text, undefined] : [text.slice(0, colon), text.slice(colon + 1)]
}

const WILDCARD = new Set(['', '*', 'any', 'all', 'default'])
const HOST_NAME = /^(?=.*[a-z_])[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?\.?$/i

function parseInet(
  text: string,
  side: Side,
  family: 'inet' | 'inet6' | undefined,
  context: HostContext
): LeafNode | HostError {
  const parts = splitPort(text)
  if (parts instanceof HostError) return parts
  const [address, portText] = parts
  const port = portText === undefined || portText === '' ? undefined : parsePort(portText, context)
  const prefix = WILDCARD.has(address)
    ? { ...(family && { family }), address: [], prefix: 0 }
    : parsePrefix(address, family)
  if (
    portText !== undefined &&
    (port instanceof HostError || prefix === undefined || prefix instanceof HostError)
  ) {
    // `::1` and `::ffff:127.0.0.1` without brackets: ss takes the last group for a port and fails, so this is no other reading.
    const whole = parsePrefix(text, family)
    if (whole !== undefined && !(whole instanceof HostError)) return { kind: 'inet', side, ...whole }
  }
  if (port instanceof HostError) return port
  if (prefix instanceof HostError) return prefix
  const withPort = port === undefined ? {} : { port }
  if (prefix !== undefined) return { kind: 'inet', side, ...prefix, ...withPort }
  if (!HOST_NAME.test(address))
    return new HostError(`expected an address, a prefix or a host name, not ${JSON.stringify(address)}`)
  return { kind: 'name', side, name: address, ...(family && { family }), ...withPort }
}

function splitPair(text: string): [first: string | undefined, second: string | undefined] {
  const colon = text.indexOf(':')
  const first = colon < 0 ? text : text.slice(0, colon)
  const second = colon < 0 ? '' : text.slice(colon + 1)
  return [
    first === '' || first === '*' ? undefined : first,
    second === '' || second === '*' ? undefined : second
  ]
}

function parseLink(text: string, side: Side): LeafNode | HostError {
  const [name, dev] = splitPair(text)
  const protocol = name === undefined ? undefined : numberOrName(name, ETHERTYPES, 0xffff)
  if (name !== undefined && protocol === undefined)
    return new HostError(`unknown ethertype ${JSON.stringify(name)}`)
  return {
    kind: 'link',
    side,
    ...(protocol !== undefined && { protocol }),
    ...(dev !== undefined && { dev: parseNumber(dev, 0x7fffffff) ?? dev })
  }
}

function parseNetlink(text: string, side: Side): LeafNode | HostError {
  const [name, id] = splitPair(text)
  const protocol = name === undefined ? undefined : numberOrName(name, NETLINK_PROTOCOLS, 0xff)
  if (name !== undefined && protocol === undefined)
    return new HostError(`unknown netlink protocol ${JSON.stringify(name)}`)
  const portid = id === undefined ? undefined : id === 'kernel' ? 0 : parseNumber(id, 0xffffffff)
  if (id !== undefined && portid === undefined)
    return new HostError(`expected a port id or "kernel", not ${JSON.stringify(id)}`)
  return {
    kind: 'netlink',
    side,
    ...(protocol !== undefined && { protocol }),
    ...(portid !== undefined && { portid })
  }
}

function parseVsock(text: string, side: Side, isPort: boolean): LeafNode | HostError {
  const [cidText, portText] = splitPair(isPort && !text.includes(':') ? `:${text}` : text)
  const cid = cidText === undefined ? undefined : parseNumber(cidText, 0xffffffff)
  const port = portText === undefined ? undefined : parseNumber(portText, 0xffffffff)
  if (cidText !== undefined && cid === undefined)
    return new HostError(`expected a context id, not ${JSON.stringify(cidText)}`)
  if (portText !== undefined && port === undefined)
    return new HostError(`expected a port, not ${JSON.stringify(portText)}`)
  return { kind: 'vsock', side, ...(cid !== undefined && { cid }), ...(port !== undefined && { port }) }
}

/** The operand of `src` and `dst`: `[FAMILY:]ADDRESS[:PORT]`, ss(8) HOST SYNTAX. */
export function parseHost(text: string, side: Side, context: HostContext): LeafNode | HostError {
  const [family, rest] = takeFamily(text, context)
  switch (family) {
    case 'unix':
      return { kind: 'unix', side, pattern: rest }
    case 'link':
      return parseLink(rest, side)
    case 'netlink':
      return parseNetlink(rest, side)
    case 'vsock':
      return parseVsock(rest, side, false)
    default:
      return parseInet(rest, side, family, context)
  }
}

/** The operand of `sport` and `dport`: `[FAMILY:][:]PORT`. A node whose port is absent matches every port. */
export function parsePortOperand(text: string, side: Side, context: HostContext): LeafNode | HostError {
  const [family, rest] = takeFamily(text, context)
  if (family === 'link' || family === 'netlink') return parseHost(text, side, context)
  if (family === 'vsock') return parseVsock(rest, side, true)
  if (family === 'unix') return new HostError('unix sockets have no ports')
  const port = parsePort(rest.startsWith(':') ? rest.slice(1) : rest, context)
  if (port instanceof HostError) return port
  if (family === undefined && port !== undefined) return { kind: 'port', side, op: 'eq', port }
  return {
    kind: 'inet',
    side,
    ...(family && { family }),
    address: [],
    prefix: 0,
    ...(port !== undefined && { port })
  }
}

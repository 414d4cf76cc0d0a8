import {
  fdbToIproute2,
  IFF_UP,
  interfacesOf,
  neighbourToIproute2,
  nexthopToIproute2,
  routeToIproute2,
  ruleToIproute2,
  vlanToIproute2,
  type Interfaces,
  type Link,
  type RtnlEvent
} from '@nlkit/rtnl'
import { visible } from '../shared/safe-text.ts'
import { partsOf } from './objects.ts'

/** Names of interfaces, kept by their events. */
export class LinkNames {
  readonly #links = new Map<number, Link>()
  #interfaces: Interfaces | undefined

  /** Links of the moment; what events have told since is newer. */
  fill(links: readonly Link[]): void {
    for (const link of links) if (!this.#links.has(link.index)) this.#links.set(link.index, link)
    this.#interfaces = undefined
  }

  /** A name stays known after its link has gone: other events of it may still come. */
  see(event: RtnlEvent): void {
    if (event.type !== 'newlink') return
    this.#links.set(event.link.index, event.link)
    this.#interfaces = undefined
  }

  get interfaces(): Interfaces {
    return (this.#interfaces ??= interfacesOf(this.#links.values()))
  }
}

/** An event in a line, safe for a terminal: `+ link 3: eth0 up mtu 1500`. */
export function lineOf(event: RtnlEvent, interfaces: Interfaces): string {
  const { verb, what } = partsOf(event.type)
  const sign = verb === 'del' ? '-' : verb === 'get' ? '?' : '+'
  return visible(`${sign} ${what} ${textOf(event, interfaces)}`.trimEnd())
}

function textOf(event: RtnlEvent, interfaces: Interfaces): string {
  switch (event.type) {
    case 'newlink':
    case 'dellink':
    case 'newbridgeport':
    case 'delbridgeport':
    case 'newipv6link':
    case 'delipv6link':
      return linkText(event.link, interfaces)
    case 'newaddr':
    case 'deladdr':
    case 'newmulticast':
    case 'delmulticast':
    case 'newanycast':
    case 'delanycast': {
      const { index, local, address, multicast, anycast, prefixlen, scope, label } = event.address
      const own = local ?? address ?? multicast ?? anycast ?? ''
      const peer = address === undefined || address === own ? undefined : address
      return words({ dev: interfaces.nameOf(index), own: `${own}/${prefixlen}`, peer, scope, label }, ['own'])
    }
    case 'newroute':
    case 'delroute': {
      const { type, dst, ...rest } = routeToIproute2(event.route, interfaces)
      const kind = type === 'unicast' ? '' : `${wordOf(type)} `
      if (event.route.encapType === undefined) return `${kind}${wordOf(dst)} ${words(rest)}`
      // Where packets are wrapped `dst` may be the outer header's.
      const { encap: _, ...bare } = event.route
      const { dst: own } = routeToIproute2({ ...bare, encapType: 'none' }, interfaces)
      const wrapped = dst === own ? rest : { encap: rest['encap'], dst, ...rest }
      return `${kind}${wordOf(own)} ${words(wrapped)}`
    }
    case 'newrule':
    case 'delrule': {
      const { priority, ...rest } = ruleToIproute2(event.rule)
      return `${wordOf(priority ?? 0)}: ${words(rest)}`
    }
    case 'newneigh':
    case 'delneigh':
    case 'getneigh': {
      const { dst, ...rest } = neighbourToIproute2(event.neighbour, interfaces)
      return `${wordOf(dst)} ${words(rest)}`
    }
    case 'newfdb':
    case 'delfdb':
    case 'getfdb': {
      const { mac, ifname, ...rest } = fdbToIproute2(event.fdb, interfaces)
      return `${wordOf(mac)} ${words({ dev: ifname, ...rest })}`
    }
    case 'newnexthop':
    case 'delnexthop':
    case 'newnexthopbucket':
      return words(nexthopToIproute2(event.nexthop, interfaces))
    case 'newvlan':
    case 'delvlan':
      return words(vlanToIproute2(event.vlan, interfaces))
    default: {
      const { type: _, meta: __, ...objects } = event
      return words(Object.assign({}, ...Object.values(objects)) as object, [], interfaces)
    }
  }
}

function linkText(link: Link, interfaces: Interfaces): string {
  const { index, ifname, mtu, operstate, flags, master, address, linkinfo } = link
  const state =
    operstate === undefined || operstate === 'unknown' ? ((flags & IFF_UP) === 0 ? 'down' : 'up') : operstate
  const of = {
    mtu,
    master: master === undefined ? undefined : interfaces.nameOf(master),
    kind: linkinfo?.kind
  }
  return `${index}: ${ifname ?? interfaces.nameOf(index)} ${state} ${words({ ...of, address })}`
}

const INDEX_KEYS = new Set(['ifindex', 'index'])

/**
 * `key value` of what an object holds, nested objects in parentheses. Bytes are left out.
 * @param bare keys whose value stands for itself
 */
function words(value: object, bare: readonly string[] = [], interfaces?: Interfaces): string {
  return Object.entries(value)
    .map(([key, one]) => {
      if (interfaces !== undefined && INDEX_KEYS.has(key) && typeof one === 'number')
        return `dev ${interfaces.nameOf(one)}`
      const text = wordOf(one)
      return text === '' ? '' : bare.includes(key) ? text : `${key} ${text}`
    })
    .filter((word) => word !== '')
    .join(' ')
}

function wordOf(value: unknown): string {
  if (value === undefined || value === null || value instanceof Uint8Array) return ''
  if (Array.isArray(value))
    return value
      .map(wordOf)
      .filter((word) => word !== '')
      .join(',')
  switch (typeof value) {
    case 'object':
      return `(${words(value)})`
    case 'string':
      return value
    case 'number':
    case 'boolean':
    case 'bigint':
      return String(value)
    default:
      return ''
  }
}

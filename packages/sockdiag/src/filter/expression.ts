import { and, not, or } from './ast.ts'
import type { FilterNode, LeafNode, Side } from './ast.ts'
import { HostError, parseHost, parsePort } from './host.ts'
import type { HostContext } from './host.ts'
import { parseNumber } from './names.ts'
import { parseFilter } from './parse.ts'
import type { ParsedFilter } from './parse.ts'
import { stateNumber } from '../states.ts'
import type { SocketStateAlias, SocketStateName } from '../states.ts'

/** A port: its number, a service's name, or a comparison. Several comparisons of one object must all hold. */
export type PortTest =
  | number
  | string
  | {
      readonly eq?: number | string
      readonly ne?: number | string
      readonly gt?: number | string
      readonly ge?: number | string
      readonly lt?: number | string
      readonly le?: number | string
    }

/**
 * A filter as an object. All keys of one object must hold: `{ dst: '10.0.0.0/8', dport: 443 }`; `and`, `or` and `not` nest.
 * `{}` is passed by everything, `{ or: [] }` by nothing.
 */
export interface FilterExpression {
  readonly and?: readonly Filter[]
  readonly or?: readonly Filter[]
  readonly not?: Filter
  /** Own address: what `ss` takes behind `src`, `[FAMILY:]ADDRESS[/PREFIX][:PORT]`; a glob for unix sockets. */
  readonly src?: string
  /** Peer's address, spelled as `src`. */
  readonly dst?: string
  readonly sport?: PortTest
  readonly dport?: PortTest
  /** The interface that the socket is bound to, by name or index; 0 finds those that are bound to none. */
  readonly dev?: string | number
  /** SO_MARK, whole or under a mask. Needs CAP_NET_ADMIN: the kernel tells marks to nobody else. */
  readonly mark?: number | { readonly mark: number; readonly mask: number }
  /** The cgroup that the socket was made in: a path of the cgroup2 hierarchy, or its id as `0x...`. Sub-groups do not count. */
  readonly cgroup?: string
  /** `true`: the port (or name) was chosen by the kernel, as `ss autobound` decides it. */
  readonly autobound?: boolean
  /** The owner's user id. Decided in JavaScript, as are `inode`, `cookie` and `state`: no bytecode reads them. */
  readonly uid?: number
  readonly inode?: number
  /** `0x...`, as listed. */
  readonly cookie?: string
  readonly state?: SocketStateName | SocketStateAlias | number
}

/** A filter: an object, or a text in the syntax of `ss`. */
export type Filter = string | FilterExpression

const KEYS = new Set(
  'and or not src dst sport dport dev mark cgroup autobound uid inode cookie state'.split(' ')
)

class Reader {
  readonly #context: HostContext
  constructor(context: HostContext) {
    this.#context = context
  }

  read(filter: Filter, path: string): FilterNode {
    if (typeof filter === 'string') {
      const { node, states } = parseFilter(filter, this.#context)
      return states === undefined ? node : and([stateSet(states), node])
    }
    if (typeof filter !== 'object' || filter === null || Array.isArray(filter)) {
      throw new TypeError(`${path}: expected a filter's text or object`)
    }
    const terms: FilterNode[] = []
    for (const key of Object.keys(filter)) {
      if (!KEYS.has(key)) throw new TypeError(`${path}.${key}: unknown condition`)
    }
    const { dev, mark, cgroup, autobound, uid, inode, cookie, state } = filter
    if (filter.and !== undefined) terms.push(and(this.#list(filter.and, `${path}.and`)))
    if (filter.or !== undefined) terms.push(or(this.#list(filter.or, `${path}.or`)))
    if (filter.not !== undefined) terms.push(not(this.read(filter.not, `${path}.not`)))
    if (filter.src !== undefined) terms.push(this.#host(filter.src, 'src', `${path}.src`))
    if (filter.dst !== undefined) terms.push(this.#host(filter.dst, 'dst', `${path}.dst`))
    if (filter.sport !== undefined) terms.push(this.#ports(filter.sport, 'src', `${path}.sport`))
    if (filter.dport !== undefined) terms.push(this.#ports(filter.dport, 'dst', `${path}.dport`))
    if (dev !== undefined) terms.push(readDev(dev, `${path}.dev`))
    if (mark !== undefined) terms.push(readMark(mark, `${path}.mark`))
    if (cgroup !== undefined) terms.push(readCgroup(cgroup, `${path}.cgroup`))
    if (autobound !== undefined) terms.push(autobound ? { kind: 'autobound' } : not({ kind: 'autobound' }))
    if (uid !== undefined)
      terms.push({ kind: 'field', field: 'uid', value: unsigned(uid, 0xffffffff, `${path}.uid`) })
    if (inode !== undefined) {
      terms.push({ kind: 'field', field: 'inode', value: unsigned(inode, 0xffffffff, `${path}.inode`) })
    }
    if (cookie !== undefined)
      terms.push({ kind: 'field', field: 'cookie', value: readId(cookie, `${path}.cookie`) })
    if (state !== undefined) terms.push(readState(state, `${path}.state`))
    return and(terms)
  }

  #list(filters: readonly Filter[], path: string): FilterNode[] {
    if (!Array.isArray(filters)) throw new TypeError(`${path}: expected an array of filters`)
    return filters.map((filter: Filter, i) => this.read(filter, `${path}[${i}]`))
  }

  #host(text: string, side: Side, path: string): LeafNode {
    if (typeof text !== 'string') throw new TypeError(`${path}: expected a string`)
    // ss takes it for any address; here it is what somebody had no value for.
    if (text === '' && this.#context.family !== 'unix')
      throw new TypeError(`${path}: expected an address, '*' for any`)
    const node = parseHost(text, side, this.#context)
    if (node instanceof HostError) throw new TypeError(`${path}: ${node.reason}`)
    return node
  }

  #portNumber(port: number | string, path: string): number {
    if (typeof port === 'number') return unsigned(port, 0xffff, path)
    if (typeof port !== 'string') throw new TypeError(`${path}: expected a port`)
    const number = parsePort(port.startsWith(':') ? port.slice(1) : port, this.#context)
    if (number instanceof HostError) throw new TypeError(`${path}: ${number.reason}`)
    if (number === undefined) throw new TypeError(`${path}: expected a port`)
    return number
  }

  #ports(test: PortTest, side: Side, path: string): FilterNode {
    if (this.#context.family === 'vsock' && typeof test === 'number') {
      return { kind: 'vsock', side, port: unsigned(test, 0xffffffff, path) }
    }
    if (typeof test !== 'object' || test === null) {
      return { kind: 'port', side, op: 'eq', port: this.#portNumber(test, path) }
    }
    const terms: FilterNode[] = []
    const compare = (op: 'eq' | 'ge' | 'le', port: number | string, at: string): FilterNode => ({
      kind: 'port',
      side,
      op,
      port: this.#portNumber(port, at)
    })
    for (const [comparison, port] of Object.entries(test)) {
      const at = `${path}.${comparison}`
      if (comparison === 'eq' || comparison === 'ge' || comparison === 'le')
        terms.push(compare(comparison, port, at))
      else if (comparison === 'ne') terms.push(not(compare('eq', port, at)))
      else if (comparison === 'gt') terms.push(not(compare('le', port, at)))
      else if (comparison === 'lt') terms.push(not(compare('ge', port, at)))
      else throw new TypeError(`${at}: unknown comparison`)
    }
    if (terms.length === 0) throw new TypeError(`${path}: expected a port or a comparison`)
    return and(terms)
  }
}

function unsigned(value: unknown, max: number, path: string): number {
  if (typeof value !== 'number') throw new TypeError(`${path}: expected a number`)
  if (!Number.isInteger(value) || value < 0 || value > max)
    throw new RangeError(`${path}: ${value} is not in 0 to ${max}`)
  return value
}

function readId(value: unknown, path: string): string {
  if (typeof value !== 'string' || !/^0x[0-9a-f]{1,16}$/i.test(value))
    throw new TypeError(`${path}: expected an id as "0x..."`)
  return `0x${BigInt(value).toString(16)}`
}

function readDev(dev: unknown, path: string): FilterNode {
  if (typeof dev === 'string' && dev !== '') return { kind: 'dev', dev }
  return { kind: 'dev', dev: unsigned(dev, 0x7fffffff, path) }
}

function readMark(mark: Exclude<FilterExpression['mark'], undefined>, path: string): FilterNode {
  if (typeof mark === 'object' && mark !== null) {
    return {
      kind: 'mark',
      mark: unsigned(mark.mark, 0xffffffff, `${path}.mark`),
      mask: unsigned(mark.mask, 0xffffffff, `${path}.mask`)
    }
  }
  return { kind: 'mark', mark: unsigned(mark, 0xffffffff, path), mask: 0xffffffff }
}

function readCgroup(cgroup: unknown, path: string): FilterNode {
  if (typeof cgroup !== 'string' || cgroup === '')
    throw new TypeError(`${path}: expected a path or an id as "0x..."`)
  return parseNumber(cgroup, Number.MAX_SAFE_INTEGER) !== undefined || cgroup.startsWith('0x')
    ? { kind: 'cgroup', id: readId(cgroup, path) }
    : { kind: 'cgroup', path: cgroup }
}

function readState(state: unknown, path: string): FilterNode {
  const number =
    typeof state === 'string' ? stateNumber(state) : typeof state === 'number' ? state : undefined
  if (number === undefined) throw new TypeError(`${path}: unknown state ${JSON.stringify(state)}`)
  return { kind: 'field', field: 'state', value: unsigned(number, 31, path) }
}

function stateSet(mask: number): FilterNode {
  const terms: FilterNode[] = []
  for (let number = 0; number < 32; number++) {
    if (mask & (1 << number)) terms.push({ kind: 'field', field: 'state', value: number })
  }
  return or(terms)
}

/**
 * Reads a filter of either form. The states of a text's `state` words come as a mask when the text is the whole filter, since
 * the kernel takes them beside the bytecode. Throws a FilterSyntaxError for a text, a TypeError or RangeError for an object.
 */
export function readFilter(filter: Filter, context: HostContext = {}): ParsedFilter {
  return typeof filter === 'string'
    ? parseFilter(filter, context)
    : { node: new Reader(context).read(filter, 'filter') }
}

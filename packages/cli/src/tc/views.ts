import {
  actionToIproute2,
  chainToIproute2,
  classToIproute2,
  filterToIproute2,
  qdiscToIproute2,
  type Action,
  type Chain,
  type Interfaces,
  type Qdisc,
  type Tclass,
  type Tfilter
} from '@nlkit/rtnl'
import type { View } from '../shared/print.ts'
import { visible } from '../shared/safe-text.ts'
import type { Column } from '../shared/table.ts'
import { without } from '../shared/without.ts'

const DEV: ReadonlySet<string> = new Set(['dev'])
const DEVICE: Column = { head: 'interface', meaning: 'name' }

/** Settings in one line: what is not a plain value has a line of its own in --raw-json. */
function settings(options: unknown): string {
  if (typeof options !== 'object' || options === null) return ''
  return Object.entries(options)
    .filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value))
    .map(([key, value]) => `${key} ${visible(String(value))}`)
    .join(' ')
}

const deviceOf = (interfaces: Interfaces, index: number): string =>
  index === -1 ? 'block' : visible(interfaces.nameOf(index))

/** How queueing disciplines are shown. */
export const qdiscView = (interfaces: Interfaces, statistics: boolean, isOfOne: boolean): View<Qdisc> => {
  return {
    noun: 'qdiscs',
    columns: [DEVICE, { head: 'kind' }, { head: 'handle' }, { head: 'parent' }, { head: 'settings' }],
    row: (qdisc) => [
      deviceOf(interfaces, qdisc.ifindex),
      String(qdisc.kind),
      qdisc.handle,
      qdisc.parent,
      settings(qdisc.options)
    ],
    json: (qdisc) => {
      const json = qdiscToIproute2(qdisc, interfaces, { statistics })
      // Where an interface was named the tool does not print it.
      return isOfOne ? without(json, DEV) : json
    }
  }
}

/** How classes are shown. */
export const classView = (interfaces: Interfaces, statistics: boolean): View<Tclass> => {
  return {
    noun: 'classes',
    columns: [DEVICE, { head: 'kind' }, { head: 'class' }, { head: 'parent' }, { head: 'settings' }],
    row: (of) => [
      deviceOf(interfaces, of.ifindex),
      String(of.kind),
      of.handle,
      of.parent,
      settings(of.options)
    ],
    json: (of) => classToIproute2(of, interfaces, { statistics })
  }
}

/** How filters are shown. */
export const filterView = (interfaces: Interfaces, statistics: boolean): View<Tfilter> => {
  return {
    noun: 'filters',
    columns: [
      DEVICE,
      { head: 'parent' },
      { head: 'prio' },
      { head: 'protocol' },
      { head: 'kind' },
      { head: 'handle' },
      { head: 'settings' }
    ],
    row: (filter) => [
      deviceOf(interfaces, filter.ifindex),
      filter.parent,
      String(filter.info.prio),
      String(filter.info.protocol),
      String(filter.kind),
      String(filter.handle),
      settings(filter.options)
    ],
    json: (filter) => filterToIproute2(filter, interfaces, { statistics })
  }
}

/** How chains are shown. */
export const chainView = (interfaces: Interfaces, statistics: boolean): View<Chain> => {
  return {
    noun: 'chains',
    columns: [DEVICE, { head: 'parent' }, { head: 'chain' }, { head: 'template' }],
    row: (chain) => [
      deviceOf(interfaces, chain.ifindex),
      chain.parent,
      String(chain.chain ?? 0),
      chain.kind ?? ''
    ],
    json: (chain) => chainToIproute2(chain, interfaces, { statistics })
  }
}

/** How actions are shown. */
export const actionView = (interfaces: Interfaces, statistics: boolean): View<Action> => {
  return {
    noun: 'actions',
    columns: [{ head: 'kind' }, { head: 'settings' }],
    row: (action) => [String(action.kind), settings(parmsOf(action.options))],
    json: (action) => actionToIproute2(action, interfaces, { statistics })
  }
}

/** The struct that most kinds have for all that they always say. */
function parmsOf(options: unknown): unknown {
  return typeof options === 'object' && options !== null && 'parms' in options ? options.parms : options
}

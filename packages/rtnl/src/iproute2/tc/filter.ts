import type { Chain } from '../../tc/chains/codec.ts'
import type { Tfilter } from '../../tc/filters/codec.ts'
import { present, type Interfaces, type Json, type JsonObject } from '../names.ts'
import {
  basicJson,
  bpfFilterJson,
  cgroupJson,
  flowJson,
  fwJson,
  matchallJson,
  routeFilterJson
} from './filters-plain.ts'
import { flowerJson } from './flower.ts'
import type { TcOutput } from './numbers.ts'
import { protocolName } from './protocols.ts'
import { statisticsJson } from './statistics.ts'
import { u32Json } from './u32.ts'

/**
 * A filter as an object of `tc -j -s -d filter show dev DEV`, with its parent: the tool leaves that out when it was asked
 * for one, and never says the interface.
 */
export function filterToIproute2(filter: Tfilter, interfaces: Interfaces, output: TcOutput = {}): JsonObject {
  const { protocol, prio } = filter.info
  return present({
    ...placeJson(filter),
    // ETH_P_ALL is not told from none where there is no number.
    protocol: protocol === 0 ? undefined : protocolName(protocol),
    pref: prio === 0 ? undefined : prio,
    kind: filter.kind,
    chain: filter.chain,
    options: optionsJson(filter, filter.handle, interfaces, output),
    ...((output.statistics ?? true) ? statisticsJson(filter.stats2) : {})
  })
}

/** A chain as an object of `tc -j -s -d chain show dev DEV`, with its parent and without the interface as a filter. */
export function chainToIproute2(chain: Chain, interfaces: Interfaces, output: TcOutput = {}): JsonObject {
  return present({
    ...placeJson(chain),
    kind: chain.kind,
    chain: chain.chain,
    // A template is a filter that has no number.
    options: optionsJson(chain, 0, interfaces, output)
  })
}

function placeJson({ parent }: Pick<Tfilter, 'parent'>): Record<string, Json | undefined> {
  if (parent === 'root' || parent === 'ingress' || parent === 'egress') return { [parent]: true }
  return { parent }
}

function optionsJson(
  filter: Tfilter | Chain,
  handle: number,
  interfaces: Interfaces,
  output: TcOutput
): JsonObject | undefined {
  if (filter.options === undefined) return undefined
  switch (filter.kind) {
    case 'basic':
      return basicJson(filter.options, handle, interfaces, output)
    case 'bpf':
      return bpfFilterJson(filter.options, handle, interfaces, output)
    case 'cgroup':
      return cgroupJson(filter.options, handle, interfaces, output)
    case 'flow':
      return flowJson(filter.options, handle, interfaces, output)
    case 'flower':
      return flowerJson(filter.options, handle, interfaces, output)
    case 'fw':
      return fwJson(filter.options, handle, interfaces, output)
    case 'matchall':
      return matchallJson(filter.options, handle, interfaces, output)
    case 'route':
      return routeFilterJson(filter.options, handle, interfaces, output)
    case 'u32':
      return u32Json(filter.options, handle, interfaces, output)
    default:
      return undefined
  }
}

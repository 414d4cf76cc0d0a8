import type { Nexthop } from '../nexthop/codec.ts'
import { encapJson } from './encap.ts'
import {
  bitNames,
  present,
  scopeName,
  type Interfaces,
  type Json,
  type JsonObject,
  routeProtocolName
} from './names.ts'
import { FLAGS } from './route.ts'

const seconds = (hundredths = 0): number => hundredths / 100

/** A next hop as an object of `ip -j -d nexthop`. */
export function nexthopToIproute2(nexthop: Nexthop, interfaces: Interfaces): JsonObject {
  const { groupType, oif } = nexthop
  return present({
    id: nexthop.id,
    group: nexthop.group?.map((member) => {
      // Version 6.1 knows the low eight bits alone.
      return member.weight === 0 ? { id: member.id } : { id: member.id, weight: member.weight + 1 }
    }),
    type: groupType === undefined || groupType === 'mpath' ? undefined : String(groupType),
    resilient_args: resilientJson(nexthop),
    ...encapJson(nexthop, interfaces),
    gateway: nexthop.gateway,
    dev: oif === undefined || oif === 0 ? undefined : interfaces.nameOf(oif),
    scope: scopeName(nexthop.scope),
    blackhole: nexthop.blackhole === true ? null : undefined,
    protocol: routeProtocolName(nexthop.protocol),
    flags: bitNames(nexthop.flags, FLAGS),
    fdb: nexthop.fdb === true ? null : undefined
  })
}

function resilientJson({ resGroup }: Nexthop): Json | undefined {
  if (resGroup === undefined) return undefined
  return {
    buckets: resGroup.buckets ?? 0,
    idle_timer: seconds(resGroup.idleTimer),
    unbalanced_timer: seconds(resGroup.unbalancedTimer),
    unbalanced_time: seconds(resGroup.unbalancedTime)
  }
}

import type { Neighbour } from '../neighbour/codec.ts'
import {
  NTF_EXT_EXT_VALIDATED,
  NTF_EXT_LEARNED,
  NTF_EXT_MANAGED,
  NTF_OFFLOADED,
  NTF_PROXY,
  NTF_ROUTER,
  NUD_DELAY,
  NUD_FAILED,
  NUD_INCOMPLETE,
  NUD_NOARP,
  NUD_PERMANENT,
  NUD_PROBE,
  NUD_REACHABLE,
  NUD_STALE
} from '../neighbour/constants.ts'
import { bitNames, present, type Interfaces, type Json, type JsonObject, routeProtocolName } from './names.ts'

const STATES = [
  ['INCOMPLETE', NUD_INCOMPLETE],
  ['REACHABLE', NUD_REACHABLE],
  ['STALE', NUD_STALE],
  ['DELAY', NUD_DELAY],
  ['PROBE', NUD_PROBE],
  ['FAILED', NUD_FAILED],
  ['NOARP', NUD_NOARP],
  ['PERMANENT', NUD_PERMANENT]
] as const

const isSet = (word: number, bit: number): Json | undefined => ((word & bit) === 0 ? undefined : null)
const age = (hundredths: number | undefined): number | undefined =>
  hundredths === undefined ? undefined : Math.trunc(hundredths / 100)

/** A neighbour as `ip -j -d -s neigh show nud all` prints it; without `-s` it has no ages, references and probes. */
export function neighbourToIproute2(neighbour: Neighbour, interfaces: Interfaces): JsonObject {
  const { flags, flagsExt = 0, state, cacheinfo, protocol } = neighbour
  return present({
    dst: neighbour.dst,
    dev: neighbour.ifindex === 0 ? undefined : interfaces.nameOf(neighbour.ifindex),
    lladdr: neighbour.lladdr,
    router: isSet(flags, NTF_ROUTER),
    proxy: isSet(flags, NTF_PROXY),
    managed: isSet(flagsExt, NTF_EXT_MANAGED),
    extern_learn: isSet(flags, NTF_EXT_LEARNED),
    offload: isSet(flags, NTF_OFFLOADED),
    extern_valid: isSet(flagsExt, NTF_EXT_EXT_VALIDATED),
    refcnt: cacheinfo?.refcnt || undefined,
    used: age(cacheinfo?.used),
    confirmed: age(cacheinfo?.confirmed),
    updated: age(cacheinfo?.updated),
    probes: neighbour.probes,
    state: state === 0 ? undefined : bitNames(state, STATES),
    protocol: protocol === undefined ? undefined : routeProtocolName(protocol)
  })
}

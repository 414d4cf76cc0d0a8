/** Links of many kinds: what ip(8) is told, and what this library is told to the same end. */
import { kindScenarios } from './scenarios-kinds.fixture.ts'
import { tunnelScenarios } from './scenarios-tunnels.fixture.ts'
import type { LinkinfoInput } from '../linkinfo.codec.ts'

/** Indices of the two ends of the veth pair that the others stand on. */
export interface Below {
  readonly d0: number
  readonly d1: number
}

export interface Scenario {
  readonly title: string
  /** Behind `ip link add name <name>`, without `link d0`. */
  readonly words: string
  /** Stands on d0: `link d0`, IFLA_LINK. */
  readonly isOnLink?: boolean
  readonly linkinfo: (below: Below) => LinkinfoInput
}

export const scenarios: readonly Scenario[] = [...kindScenarios, ...tunnelScenarios]

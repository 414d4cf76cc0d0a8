import type { FilterableSocket } from '../filter/predicate.ts'
import { stateNumber } from '../states.ts'
import type { SocketState, SocketStateName } from '../states.ts'
import type { SctpState } from './info.codec.ts'

// An association tells its own states under the numbers of TCP's (inet_diag_msg_sctpasoc_fill()), an endpoint TCP's.
const STATES: readonly (readonly [state: SctpState, nearest: SocketStateName])[] = [
  ['closed', 'close'],
  ['cookie-wait', 'syn-sent'],
  ['cookie-echoed', 'syn-sent'],
  ['established', 'established'],
  ['shutdown-pending', 'fin-wait1'],
  ['shutdown-sent', 'fin-wait2'],
  ['shutdown-received', 'close-wait'],
  ['shutdown-ack-sent', 'last-ack']
]

/** The state of an association for the number that was read as one of TCP's. */
export function associationState(state: SocketState): SctpState | number {
  const number = stateNumber(state) ?? 0
  return STATES[number]?.[0] ?? number
}

/** The state by which sockets are selected: for associations, TCP's nearest. */
export function selectedState({ state = 0 }: FilterableSocket): number | undefined {
  const nearest = STATES.find(([name]) => name === state)?.[1]
  return stateNumber(nearest ?? state)
}

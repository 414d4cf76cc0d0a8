/**
 * The states of a socket, as every diag family numbers them: the TCP states of the kernel's net/tcp_states.h.
 * A mask has bit `1 << state`.
 */
const NUMBERS = {
  established: 1,
  'syn-sent': 2,
  'syn-recv': 3,
  'fin-wait1': 4,
  'fin-wait2': 5,
  'time-wait': 6,
  close: 7,
  'close-wait': 8,
  'last-ack': 9,
  listen: 10,
  closing: 11,
  'new-syn-recv': 12,
  'bound-inactive': 13
} as const

/** A state by name: the kernel's TCP_* names in lower case. Sockets without a connection are `close`. */
export type SocketStateName = keyof typeof NUMBERS

/** A state's name, or the kernel's number where this library has no name for it. */
export type SocketState = SocketStateName | number

/** Names that stand for several states, as in `ss state connected`. */
export type SocketStateGroup = 'all' | 'connected' | 'synchronized' | 'bucket' | 'big'

const isStateName = (name: string): name is SocketStateName => Object.hasOwn(NUMBERS, name)

const NAMES: readonly (SocketStateName | undefined)[] = (() => {
  const names: (SocketStateName | undefined)[] = [undefined]
  for (const [name, number] of Object.entries(NUMBERS)) if (isStateName(name)) names[number] = name
  return names
})()

const bit = (name: SocketStateName): number => 1 << NUMBERS[name]

/**
 * Every state that `ss --all` asks for. `bound-inactive` (Linux 6.8: bound, neither listening nor connecting) is not among
 * them and has to be named.
 */
export const ALL_STATES = 0xfff

const GROUPS: Readonly<Record<SocketStateGroup, number>> = {
  all: ALL_STATES,
  connected: ALL_STATES & ~(bit('close') | bit('listen')),
  synchronized: ALL_STATES & ~(bit('close') | bit('listen') | bit('syn-sent')),
  bucket: bit('syn-recv') | bit('time-wait'),
  big: ALL_STATES & ~(bit('syn-recv') | bit('time-wait'))
}

// Other spellings that `ss` takes, and those of its output.
const ALIASES = {
  estab: 'established',
  closed: 'close',
  unconnected: 'close',
  unconn: 'close',
  listening: 'listen',
  'syn-rcv': 'syn-recv',
  'fin-wait-1': 'fin-wait1',
  'fin-wait-2': 'fin-wait2'
} as const satisfies Readonly<Record<string, SocketStateName>>

/** Spellings of `ss` that are accepted, never told. */
export type SocketStateAlias = keyof typeof ALIASES

const isAlias = (name: string): name is SocketStateAlias => Object.hasOwn(ALIASES, name)

const isGroup = (name: string): name is SocketStateGroup => Object.hasOwn(GROUPS, name)

/** The name of a state's number; the number itself when it has none. */
export function stateName(number: number): SocketState {
  return NAMES[number] ?? number
}

/** The number of a state; `undefined` for a name that nobody knows. Case is ignored, `ss`'s spellings are accepted. */
export function stateNumber(state: SocketState | string): number | undefined {
  if (typeof state === 'number') return state
  const name = state.toLowerCase()
  const known = isAlias(name) ? ALIASES[name] : name
  return isStateName(known) ? NUMBERS[known] : undefined
}

/** The mask of one state or group by name; `undefined` for a name that nobody knows. */
export function stateMaskOf(name: string): number | undefined {
  const lower = name.toLowerCase()
  if (isGroup(lower)) return GROUPS[lower]
  const number = stateNumber(lower)
  return number === undefined ? undefined : 1 << number
}

type NamedStates = SocketStateName | SocketStateAlias | SocketStateGroup

/** What `states` options take: a mask, a name, or several names and numbers. */
export type States = number | NamedStates | readonly (NamedStates | number)[]

/**
 * A mask from names: `['listen', 'established']`, `'connected'`. A number outside an array is a mask already, inside one it is
 * a state. Throws a TypeError for an unknown name, a RangeError for a number that is no state or no mask.
 */
export function stateMask(states: States): number {
  if (typeof states === 'number') {
    if (!Number.isInteger(states) || states < 0 || states > 0xffffffff) {
      throw new RangeError(`states: ${states} is not a mask of 32 bits`)
    }
    return states >>> 0
  }
  let mask = 0
  for (const state of typeof states === 'string' ? [states] : states) {
    if (typeof state === 'number') {
      if (!Number.isInteger(state) || state < 0 || state > 31)
        throw new RangeError(`states: ${state} is not a state`)
      mask |= 1 << state
    } else {
      const named = typeof state === 'string' ? stateMaskOf(state) : undefined
      if (named === undefined) throw new TypeError(`states: unknown state ${JSON.stringify(state)}`)
      mask |= named
    }
  }
  return mask >>> 0
}

/** The names of a mask's states, lowest number first. */
export function statesOf(mask: number): SocketState[] {
  const states: SocketState[] = []
  for (let number = 0; number < 32; number++) if (mask & (1 << number)) states.push(stateName(number))
  return states
}

import { later } from '../../system.ts'
import { Fifo } from './fifo.ts'

/**
 * Inline requests and decoded batches settle without a trip through the event loop, so a long `await` loop over them
 * would starve timers and I/O. Whoever settles something asks here first; after TURN milliseconds in one turn of the
 * loop the answer is a promise that settles in a later turn.
 */

/** Milliseconds that one turn of the event loop may be kept busy. */
const TURN = 2

/**
 * The same by decoding, which makes objects by the thousand: the engine adds its own work to each turn (the collector, what
 * it compiles). With 2 ms the longest gap beside a dump of a million routes was 12 ms, with 1 it is 9.
 */
const DECODING = 1

// Node's global of that name is a getter, which costs more than the call.
const { performance } = globalThis

let turnStart = 0
/** The same by a transport's clock; -1 before it was seen in this turn. */
let turnStartMicroseconds = -1
let nextTurn: Promise<void> | undefined
/** Somebody has found that this turn has no time left. */
let isSpent = false
let turns = 0

// An immediate costs about a microsecond; one is scheduled per turn, not per request.
function beginTurn(now: number): void {
  turns += 1
  turnStart = now
  turnStartMicroseconds = -1
  let resolve!: () => void
  nextTurn = new Promise((settle) => {
    resolve = settle
  })
  later(() => {
    turnStart = 0
    nextTurn = undefined
    isSpent = false
    resolve()
    if (decoders.length > 0) decode()
  })
}

/** A promise to wait for before going on, `undefined` while this turn has time left. */
export function dueTurn(): Promise<void> | undefined {
  return dueTurnAfter(TURN)
}

/** The same for who decodes. */
export function dueDecodingTurn(): Promise<void> | undefined {
  return dueTurnAfter(DECODING)
}

function dueTurnAfter(milliseconds: number): Promise<void> | undefined {
  const now = performance.now()
  if (nextTurn === undefined) {
    beginTurn(now)
    return undefined
  }
  if (now - turnStart <= milliseconds) return undefined
  isSpent = true
  return nextTurn
}

/** Work that decodes, in the order in which it was asked for. */
const decoders = new Fifo<() => void>()
let isDecodingDue = false

/**
 * Runs work that decodes, in this turn if it has time left and nobody waits longer: many dumps at once take turns, where
 * each would otherwise do a little in every one of them. Work that is not done asks again, behind the others.
 */
export function inDecodingTurn(work: () => void): void {
  decoders.push(work)
  if (isDecodingDue || decoders.length > 1) return
  isDecodingDue = true
  queueMicrotask(decode)
}

function decode(): void {
  isDecodingDue = false
  // Who is left over is looked at when the next turn begins.
  enterTurn()
  while (decoders.length > 0 && !isTurnOver()) decoders.shift()?.()
}

/**
 * The same, but timers that are due have had their turn: between a timer's or a socket's callback and the immediates
 * behind it Node looks at no timer.
 */
export function dueTurnWithTimers(): Promise<void> | undefined {
  return dueDecodingTurn()?.then(() => new Promise<void>((resolve) => later(resolve)))
}

/**
 * The same as {@link dueTurn}, where the time is known already.
 * @param microseconds of a clock that wraps at 2^31
 */
export function dueTurnAt(microseconds: number): Promise<void> | undefined {
  if (nextTurn === undefined) beginTurn(performance.now())
  if (turnStartMicroseconds < 0) turnStartMicroseconds = microseconds
  if (((microseconds - turnStartMicroseconds) & 0x7fffffff) <= TURN * 1000) return undefined
  isSpent = true
  return nextTurn
}

/** The next turn, where somebody has found already that this one has no time left: costs nothing to ask. */
export function spentTurn(): Promise<void> | undefined {
  return isSpent ? nextTurn : undefined
}

/** To be called before work of unknown length, so that its time counts from its beginning. */
export function enterTurn(): void {
  if (nextTurn === undefined) beginTurn(performance.now())
}

/** This turn has no time left for decoding; whoever stops asks {@link dueDecodingTurn} when to go on. */
export function isTurnOver(): boolean {
  return nextTurn !== undefined && performance.now() - turnStart > DECODING
}

/** A number that is another in each turn of the event loop. */
export function currentTurn(): number {
  enterTurn()
  return turns
}

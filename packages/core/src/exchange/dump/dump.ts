import { DumpInterruptedError } from '../../errors/outcomes.ts'
import { DumpRun } from './dump-run.ts'
import type { DumpContext, DumpOptions, DumpSource, DumpSpec } from './dump-spec.ts'
import {
  dueDecodingTurn,
  dueTurnWithTimers,
  enterTurn,
  inDecodingTurn,
  isTurnOver
} from '../channel/fairness.ts'
import { throwIfAborted } from '../spec.ts'
import { Waiting } from '../waiting.ts'

const RETRIES = 3

/** Ends the runs of iterators that were dropped in the middle, so that none holds a descriptor for ever. */
const dropped = new FinalizationRegistry<{ abandon(): void }>((holder) => holder.abandon())

/**
 * The objects of a dump. Nothing is sent before it is iterated; each iteration asks the kernel anew.
 * The kernel makes a dump part by part as it is read, so a slow consumer slows it down and costs no memory.
 */
export class Dump<Out> implements AsyncIterable<Out> {
  readonly #context: DumpContext
  readonly #source: DumpSource<Out>
  readonly #options: DumpOptions

  constructor(context: DumpContext, source: DumpSource<Out>, options: DumpOptions) {
    this.#context = context
    this.#source = source
    this.#options = options
  }

  /** Object by object. Breaking out of the loop ends the dump. */
  [Symbol.asyncIterator](): AsyncIterableIterator<Out> {
    return new ItemIterator(this.#steps(false))
  }

  /** As many objects at a time as one datagram of the kernel has, some hundred: the fast way for many. */
  batches(): AsyncIterableIterator<Out[]> {
    return new BatchIterator(this.#steps(false))
  }

  /** All objects at once. An interrupted dump is begun anew, see {@link DumpOptions.retries}. */
  async toArray(): Promise<Out[]> {
    return (await this.#steps(true).next()) ?? []
  }

  #steps(isWhole: boolean): DumpSteps<Out> {
    return new DumpSteps(this.#context, this.#source, this.#options, isWhole)
  }
}

/**
 * Holds the run as long as it is not over, so that an iterator can be collected while its run is still known to the connection. No
 * longer: a run that failed has an error, whose stack holds the iterator.
 */
interface RunHolder<Out> {
  run: DumpRun<Out> | undefined
  abandon(): void
}

/** The state behind one iteration. */
class DumpSteps<Out> {
  readonly #context: DumpContext
  readonly #source: DumpSource<Out>
  readonly #options: DumpOptions
  readonly #isWhole: boolean
  readonly #holder: RunHolder<Out> = {
    run: undefined,
    abandon() {
      this.run?.abandon()
    }
  }
  #run: DumpRun<Out> | undefined
  #attempts = 0
  #hasDelivered = false
  #isDone = false
  /** Settles, never rejects, when the last call has been answered. */
  #pending: Promise<void> | undefined

  #spec: DumpSpec<unknown, Out> | undefined

  constructor(context: DumpContext, source: DumpSource<Out>, options: DumpOptions, isWhole: boolean) {
    this.#context = context
    this.#source = source
    if (typeof source === 'object') this.#spec = source
    this.#options = options
    this.#isWhole = isWhole
    dropped.register(this, this.#holder)
  }

  /** The next objects, `undefined` at the end. Calls that overlap are answered one after the other. */
  next(): Promise<Out[] | undefined> {
    if (this.#pending !== undefined) return this.#track(this.#pending.then(() => this.#advance()))
    try {
      const step = this.#advance()
      return step instanceof Promise ? this.#track(step) : Promise.resolve(step)
    } catch (error) {
      return Promise.reject(error)
    }
  }

  #advance(): Out[] | undefined | Promise<Out[] | undefined> {
    if (this.#isDone) return undefined
    if (this.#spec === undefined) return this.#prepare()
    return this.#run === undefined ? this.#first() : this.#step()
  }

  /** If this turn is over, the request waits for another: the first one of a process costs 4 ms, for the engine has seen none of it. */
  #first(): Out[] | undefined | Promise<Out[] | undefined> {
    const turn = this.#context.policy.givesWay ? dueTurnWithTimers() : undefined
    if (turn === undefined) return this.#step()
    return turn.then(() => this.#firstInTurn())
  }

  #firstInTurn(): Promise<Out[] | undefined> {
    return new Promise((resolve, reject) => {
      inDecodingTurn(() => {
        let outcome: Out[] | undefined | Promise<Out[] | undefined>
        try {
          outcome = this.#isDone ? undefined : this.#step()
        } catch (error) {
          reject(error)
          return
        }
        resolve(outcome)
      })
    })
  }

  async #prepare(): Promise<Out[] | undefined> {
    if (typeof this.#source === 'function') {
      try {
        this.#spec = await this.#source()
      } catch (error) {
        this.end()
        throw error
      }
    }
    return this.#isDone ? undefined : this.#first()
  }

  #step(): Out[] | undefined | Promise<Out[] | undefined> {
    let outcome: Out[] | undefined | typeof WAIT
    try {
      throwIfAborted(this.#options.signal)
      // Others of this turn have left no time.
      outcome = this.#run !== undefined && isTurnOver() ? WAIT : this.#look()
    } catch (error) {
      this.end()
      throw error
    }
    if (outcome === WAIT) return this.#wait()
    const turn = dueDecodingTurn()
    const settled = outcome
    return turn === undefined ? settled : turn.then(() => settled)
  }

  end(): void {
    this.#isDone = true
    this.#holder.abandon()
    this.#holder.run = undefined
  }

  #track<T>(promise: Promise<T>): Promise<T> {
    const done = (): void => {
      if (this.#pending === last) this.#pending = undefined
    }
    const last = promise.then(done, done)
    this.#pending = last
    return promise
  }

  #look(): Out[] | undefined | typeof WAIT {
    const spec = this.#spec as DumpSpec<unknown, Out>
    enterTurn()
    for (;;) {
      const run = this.#run ?? this.#begin(spec)
      run.take()
      if (run.isOver) this.#holder.run = undefined
      if (!run.isInterrupted) return this.#outcome(run)
      if (this.#hasDelivered || this.#attempts > (this.#options.retries ?? RETRIES)) {
        throw new DumpInterruptedError(spec.name, this.#attempts)
      }
      run.abandon()
      this.#run = undefined
      this.#options.onInterrupted?.(this.#attempts)
    }
  }

  #outcome(run: DumpRun<Out>): Out[] | undefined | typeof WAIT {
    if (this.#isWhole ? run.isOver && run.error === undefined : run.objects.length > 0) {
      const { objects } = run
      run.objects = []
      this.#hasDelivered = true
      this.#isDone = this.#isWhole
      return objects
    }
    if (!run.isOver) return WAIT
    this.#isDone = true
    if (run.error !== undefined) throw run.error
    return undefined
  }

  #begin(spec: DumpSpec<unknown, Out>): DumpRun<Out> {
    const run = new DumpRun(this.#context, spec)
    this.#run = run
    this.#holder.run = run
    this.#attempts += 1
    run.start()
    return run
  }

  #wait(): Promise<Out[] | undefined> {
    return new Promise((resolve, reject) => {
      const { signal, timeout } = this.#options
      const fail = (error: Error): void => {
        waiting?.disarm()
        reject(error) // first, for ending the run wakes whoever waits for it
        this.end()
      }
      const waiting =
        signal === undefined && timeout === undefined
          ? undefined
          : new Waiting(this.#options, this.#spec?.name ?? 'dump', fail)
      const look = (): void => {
        if (this.#isDone && this.#run?.isOver !== true) return
        let outcome: Out[] | undefined | typeof WAIT
        try {
          outcome = this.#look()
        } catch (error) {
          fail(error as Error)
          return
        }
        if (outcome === WAIT) {
          waiting?.restart()
          this.#run?.whenReady(look)
        } else {
          waiting?.disarm()
          resolve(outcome)
        }
      }
      this.#run?.whenReady(look)
    })
  }
}

const WAIT = Symbol('wait')

abstract class StepsIterator<Out, T> implements AsyncIterableIterator<T> {
  protected readonly steps: DumpSteps<Out>

  constructor(steps: DumpSteps<Out>) {
    this.steps = steps
  }

  abstract next(): Promise<IteratorResult<T, undefined>>

  return(): Promise<IteratorResult<T, undefined>> {
    this.steps.end()
    return Promise.resolve({ done: true, value: undefined })
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return()
  }
}

class BatchIterator<Out> extends StepsIterator<Out, Out[]> {
  next(): Promise<IteratorResult<Out[], undefined>> {
    return this.steps
      .next()
      .then((value) => (value === undefined ? { done: true, value } : { done: false, value }))
  }
}

// A hand-written iterator takes half the time of an async generator: 52-62 ms against 105-113 ms for a million items.
class ItemIterator<Out> extends StepsIterator<Out, Out> {
  #batch: Out[] = []
  #next = 0
  #isLeft = false

  #pending: Promise<unknown> | undefined

  next(): Promise<IteratorResult<Out, undefined>> {
    const item = this.#batch[this.#next]
    if (item !== undefined) {
      this.#next += 1
      return Promise.resolve({ done: false, value: item })
    }
    // Calls that overlap take turns, so that each batch is used up before the next one is fetched.
    if (this.#pending !== undefined) return this.#pending.then(() => this.next())
    const fetched = this.steps.next().then((batch): IteratorResult<Out, undefined> => {
      // The loop may have been left while this was on its way: its first object was asked for before, the others are not wanted.
      this.#batch = this.#isLeft ? [] : (batch ?? [])
      this.#next = 1
      return batch === undefined ? { done: true, value: undefined } : { done: false, value: batch[0] as Out }
    })
    const settle = (): void => {
      this.#pending = undefined
    }
    this.#pending = fetched.then(settle, settle)
    return fetched
  }

  override return(): Promise<IteratorResult<Out, undefined>> {
    this.#isLeft = true
    this.#batch = []
    return super.return()
  }
}

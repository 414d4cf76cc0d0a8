import {
  NetlinkError,
  type BatchBuilder,
  type BatchOptions,
  type BatchResult,
  type Connection,
  type RequestSpec
} from '@nlkit/core'
import { RTM_DELLINK, RTM_DELLINKPROP, RTM_NEWLINK, RTM_NEWLINKPROP, RTM_SETLINK } from '../link/constants.ts'
import { resolveWrite, type Write } from '../write.ts'

/** After these a name may be another interface's. */
const CHANGES_NAMES: ReadonlySet<number> = new Set([
  RTM_NEWLINK,
  RTM_DELLINK,
  RTM_SETLINK,
  RTM_NEWLINKPROP,
  RTM_DELLINKPROP
])

/**
 * The writes of a batch. They are encoded as they come, up to the first that names an interface whose index has to be asked
 * for: that one and those behind it wait for their turn.
 */
export class BatchWrites {
  readonly #connection: Connection
  readonly #builder: BatchBuilder
  readonly #waiting: Write[] = []
  readonly #known = new Map<string, number>()
  #changesNames = false
  #isSealed = false

  constructor(connection: Connection, options: BatchOptions | undefined) {
    this.#connection = connection
    this.#builder = connection.buildBatch(options)
  }

  add<Args extends readonly unknown[]>(make: (...args: Args) => Write, args: Args): void {
    if (this.#isSealed) throw new TypeError('batch: it has been sent, nothing can be added')
    const made = make(...args)
    if (this.#waiting.length > 0 || 'build' in made) this.#waiting.push(made)
    else this.#take(made)
  }

  /** Nothing can be added from here on. */
  seal(): void {
    this.#isSealed = true
  }

  async send(): Promise<BatchResult[]> {
    const builder = this.#builder
    for (const made of this.#waiting) {
      if (builder.isStopped) builder.skip()
      else if ('build' in made) await this.#resolve(made)
      else this.#take(made)
      if (builder.isDue) await builder.sendDue()
    }
    await builder.flush()
    return builder.results
  }

  #take(spec: RequestSpec<never>): void {
    if (CHANGES_NAMES.has(spec.type)) this.#changesNames = true
    this.#builder.add(spec)
  }

  async #resolve(made: Write): Promise<void> {
    if (this.#changesNames) {
      await this.#builder.flush()
      this.#changesNames = false
      this.#known.clear()
    }
    try {
      this.#take(await resolveWrite(this.#connection, made, undefined, this.#known))
    } catch (error) {
      if (NetlinkError.is(error) || error instanceof TypeError || error instanceof RangeError)
        this.#builder.add(refused(error))
      else this.#giveUp(error)
    }
  }

  /** Whoever gives up has to know what took effect before. */
  #giveUp(error: unknown): void {
    if (!this.#builder.hasSent) throw error
    this.#builder.skip()
    this.#builder.stop()
  }
}

/**
 * An interface that is not there, or is another than the write says besides (`oif`), is the result of the write that names it, in
 * its place.
 */
function refused(error: Error): RequestSpec<never> {
  const encode = (): never => {
    throw error
  }
  return { type: 0, name: error.name, body: { encode }, value: undefined as never }
}

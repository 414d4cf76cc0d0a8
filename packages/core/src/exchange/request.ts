import type { Bytes } from '../codec/index.ts'
import { NetlinkError } from '../errors/netlink-error.ts'
import { OverrunError } from '../errors/outcomes.ts'
import { NLMSG_DONE, NLMSG_ERROR, NLMSG_HDRLEN, NLMSG_MIN_TYPE } from '../message/constants.ts'
import type { Exchange } from './channel/exchange.ts'
import { dumpRefusal, errnoOf, refusal, warningOf, type SentRequest } from './refusal.ts'
import type { ExchangeEnd, RequestOptions, RequestSpec } from './spec.ts'
import { Waiting } from './waiting.ts'

const ENODATA = 61

/** What a request's promise settles with: every object, exactly one, or nothing. */
export type Wanted = 'all' | 'one' | 'none'

/** One request in flight. */
export class Request<Out> implements Exchange {
  declare readonly sequence: number
  declare readonly count: 1
  declare readonly datagrams: number
  declare readonly isLent: true
  declare isOver: boolean

  // Neither #names nor initial values: with them the engine does not inline the constructor, 0.2 us of a request.
  declare private readonly spec: RequestSpec<unknown, Out>
  declare private readonly options: RequestOptions | undefined
  declare private readonly end: ExchangeEnd
  declare private readonly wanted: Wanted
  declare private sent: SentRequest
  declare private objects: Out[] | undefined
  declare private object: Out | undefined
  declare private objectCount: number
  declare private isAcknowledged: boolean
  declare private isWaiting: boolean
  declare private error: Error | undefined
  declare private waiting: Waiting | undefined
  declare private resolve: ((value: unknown) => void) | undefined
  declare private reject: ((error: Error) => void) | undefined

  constructor(
    sequence: number,
    spec: RequestSpec<unknown, Out>,
    end: ExchangeEnd,
    wanted: Wanted,
    options: RequestOptions | undefined,
    u8: Uint8Array,
    length: number
  ) {
    this.sequence = sequence
    this.count = 1
    this.isOver = false
    this.spec = spec
    this.end = end
    this.datagrams = spec.reply === undefined || end === 'object' ? 1 : 2
    this.isLent = true
    this.wanted = wanted
    this.options = options
    this.sent = { spec, u8, start: 0, end: length }
    this.objects = undefined
    this.object = undefined
    this.objectCount = 0
    this.isAcknowledged = false
    this.isWaiting = false
    this.error = undefined
    this.waiting = undefined
    this.resolve = undefined
    this.reject = undefined
  }

  /** The outcome: settled already when the answer came within the call. */
  promise(): Promise<unknown> {
    if (this.isOver)
      return this.error === undefined ? Promise.resolve(this.result()) : Promise.reject(this.error)
    return new Promise((resolve, reject) => {
      this.resolve = resolve
      this.reject = reject
    })
  }

  onMessage(bytes: Bytes, at: number, end: number, type: number, flags: number): void {
    if (type >= NLMSG_MIN_TYPE) {
      this.handleObject(bytes, at + NLMSG_HDRLEN, end)
    } else if (type === NLMSG_ERROR) {
      if (errnoOf(bytes, at, end) !== 0) this.finish(refusal(this.sent, bytes, at, end, flags))
      else this.handleAcknowledge(bytes, at, end, flags)
    } else if (type === NLMSG_DONE && errnoOf(bytes, at, end) < 0) {
      this.finish(dumpRefusal(this.sent, bytes, at, end, flags))
    } else if (type === NLMSG_DONE && this.end === 'object') {
      this.finish(undefined)
    }
  }

  onOverrun(): void {
    this.finish(new OverrunError(this.spec.name))
  }

  onFailure(error: Error): void {
    this.finish(error)
  }

  onWait(abandon: (exchange: Exchange) => void): Uint8Array {
    if (this.isWaiting) return this.sent.u8
    this.isWaiting = true
    // The bytes belong to the writer, which encodes the next request into them.
    const { spec, end } = this.sent
    const u8 = this.sent.u8.slice(0, end)
    this.sent = { spec, u8, start: 0, end }
    const options = this.options
    if (options?.signal === undefined && options?.timeout === undefined) return u8
    this.waiting = new Waiting(options, this.spec.name, (error) => {
      this.finish(error)
      abandon(this)
    })
    return u8
  }

  private handleObject(bytes: Bytes, offset: number, end: number): void {
    const { reply } = this.spec
    if (reply !== undefined && this.wanted !== 'none') {
      try {
        const object = reply.decode(bytes, offset, end)
        if (this.wanted === 'all') (this.objects ??= []).push(object)
        else if (this.objectCount === 0) this.object = object
      } catch (error) {
        // The exchange still goes on to its end, so that the connection stays in step.
        this.error ??= error as Error
      }
    }
    this.objectCount += 1
    if (this.end === 'object' || (this.end === 'ack-then-object' && this.isAcknowledged))
      this.finish(undefined)
  }

  private handleAcknowledge(bytes: Bytes, at: number, end: number, flags: number): void {
    const onWarning = this.options?.onWarning
    if (onWarning !== undefined) {
      const warning = warningOf(this.sent, bytes, at, end, flags)
      if (warning !== undefined) queueMicrotask(() => onWarning(warning))
    }
    this.isAcknowledged = true
    if (this.end === 'ack-then-object' && this.spec.reply !== undefined && this.objectCount === 0) return
    this.finish(undefined)
  }

  private finish(error: Error | undefined): void {
    if (this.isOver) return
    this.isOver = true
    this.waiting?.disarm()
    this.error ??= error
    if (this.error === undefined && this.wanted === 'one' && this.objectCount === 0) {
      this.error = new NetlinkError({
        errno: ENODATA,
        request: this.spec.name,
        hint: 'acknowledged, but no object came'
      })
    }
    if (this.error !== undefined) this.reject?.(this.error)
    else this.resolve?.(this.result())
  }

  private result(): unknown {
    if (this.wanted === 'one') return this.object
    return this.wanted === 'all' ? (this.objects ?? []) : undefined
  }
}

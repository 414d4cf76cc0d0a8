import type { RawMessage } from '@nlkit/core'
import { bytesOf, locate, locateMissing, type Codec } from '@nlkit/core/codec'
import type { RawExtendedAck } from '@nlkit/core'

/** Requests that are remembered; of more, the oldest are forgotten. */
const MOST_REQUESTS = 1024
/** Longer ones are remembered without their bytes. */
const MOST_REQUEST_BYTES = 4096

/** What a request says about its answers. */
export interface RememberedRequest {
  /** The name of its type. */
  readonly name: string
  /** The object that it was decoded to. */
  readonly object: unknown
  readonly bytes?: Uint8Array
  readonly codec?: Pick<Codec<unknown>, 'decode'> & Partial<Pick<Codec<unknown>, 'paths'>>
}

/** Requests by protocol, socket and sequence number, so that what answers them can be understood. */
export class Requests {
  readonly #known = new Map<string, RememberedRequest>()

  /** @param bytes the whole message */
  remember(key: string, request: RememberedRequest): void {
    const { bytes, ...rest } = request
    const isShort = bytes !== undefined && bytes.length <= MOST_REQUEST_BYTES
    this.#known.delete(key)
    this.#known.set(key, isShort ? { ...rest, bytes: bytes.slice() } : rest)
    const [oldest] = this.#known.size > MOST_REQUESTS ? this.#known.keys() : []
    if (oldest !== undefined) this.#known.delete(oldest)
  }

  get(key: string): RememberedRequest | undefined {
    return this.#known.get(key)
  }
}

/** @param portId of the socket that sent it, where the capture tells */
export const requestKey = (protocol: number, portId: number | undefined, { sequence }: RawMessage): string =>
  `${protocol}:${portId ?? ''}:${sequence}`

/** What an extended ack is about: the key of the request's object, where the request is known. */
export function keyOfRefusal(
  { bytes, codec }: RememberedRequest,
  { offset, missingType, missingNest }: RawExtendedAck
): string | undefined {
  if (bytes === undefined || codec?.paths === undefined) return undefined
  const whole = bytesOf(bytes)
  if (offset !== undefined) return locate(codec.paths, whole, HEADER, bytes.length, offset)
  if (missingType === undefined) return undefined
  return locateMissing(codec.paths, whole, HEADER, bytes.length, missingType, missingNest)
}

const HEADER = 16

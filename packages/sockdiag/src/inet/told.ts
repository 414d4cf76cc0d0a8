import { LE } from '@nlkit/core/codec'
import type { Bytes, Codec } from '@nlkit/core/codec'
import type { FilterableSocket, Predicate } from '../filter/predicate.ts'

/**
 * So many sockets fit the kernel's first part of a dump, which has at least 3.7 KiB (NLMSG_GOODSIZE), with all extensions. The
 * kernel steps over sockets only between two parts.
 */
const ONE_PART = 4

/** Where `id.idiag_cookie` is in struct inet_diag_msg. */
const COOKIE = 44

type Decoder<Socket> = Pick<Codec<Socket>, 'decode'>

/** A cookie, as a number where it can be one: its text takes as long to make as a fifth of the socket. */
function cookieAt({ view }: Bytes, at: number): number | string {
  const [low, high] = [view.getUint32(at, LE), view.getUint32(at + 4, LE)]
  return high < 0x200000 ? high * 0x100000000 + low : `${high} ${low}`
}

/** The sockets that a dump has told, all of them, by their cookies. Those that are told again are not decoded again. */
export class Told<Socket extends FilterableSocket> {
  readonly #cookies = new Set<number | string>()
  #messages = 0
  #last: Socket | undefined
  #cookie: number | string = 0
  #isKnown = false

  /** Reads what was not told before. What was is in its place any socket, which the predicate of `anew()` drops. */
  reader(codec: Decoder<Socket>): Decoder<Socket> {
    return {
      decode: (bytes, offset, end) => {
        this.#messages += 1
        const isWhole = end - offset >= COOKIE + 8
        if (isWhole) this.#cookie = cookieAt(bytes, offset + COOKIE)
        this.#isKnown = isWhole && this.#cookies.has(this.#cookie)
        if (this.#isKnown && this.#last !== undefined) return this.#last
        return (this.#last = codec.decode(bytes, offset, end))
      }
    }
  }

  /** Lets each socket that `reader()` has just read through once, as `once()` does, however long ago that was. */
  anew(passes: Predicate<FilterableSocket> | undefined): Predicate<Socket> {
    return (socket) => {
      if (this.#isKnown || (passes !== undefined && !passes(socket))) return false
      this.#cookies.add(this.#cookie)
      return true
    }
  }

  /** Whether the kernel may have stepped over a socket, by how many it has told. */
  get mayLack(): boolean {
    return this.#messages > ONE_PART
  }
}

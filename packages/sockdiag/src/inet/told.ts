import type { FilterableSocket, Predicate } from '../filter/predicate.ts'

/**
 * So many sockets fit the kernel's first part of a dump, which has at least 3.7 KiB (NLMSG_GOODSIZE), with all extensions. The
 * kernel steps over sockets only between two parts.
 */
const ONE_PART = 4

/** The sockets that a dump has told, all of them, by their cookies. */
export class Told {
  readonly #cookies = new Set<string>()
  #messages = 0

  /** Lets each socket through once, as `once()` does, however long ago that was. */
  anew<Socket extends FilterableSocket & { readonly cookie: string }>(
    passes: Predicate<FilterableSocket> | undefined
  ): Predicate<Socket> {
    const cookies = this.#cookies
    return (socket) => {
      this.#messages += 1
      const { cookie } = socket
      if (cookies.has(cookie) || (passes !== undefined && !passes(socket))) return false
      cookies.add(cookie)
      return true
    }
  }

  /** Whether the kernel may have stepped over a socket, by how many it has told. */
  get mayLack(): boolean {
    return this.#messages > ONE_PART
  }
}

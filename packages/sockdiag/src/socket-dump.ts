import type { SocketOwner, SocketOwners } from './owners/owners.ts'

/** What asking for owners adds to a listed socket. */
export interface Owned {
  /** The processes that hold it, when owners were asked for; empty when none was found. */
  owners?: readonly SocketOwner[]
}

/** What a dump is made of: parts that are asked for one after the other (IPv4, then IPv6). */
export interface DumpSource<Socket> {
  /** Starts over at each iteration. Nothing is sent before its first step. */
  parts(): Iterable<AsyncIterable<Socket[]>>
}

/**
 * The sockets of a dump. Nothing is sent before it is iterated; each iteration asks the kernel anew. Breaking out of a loop ends
 * it and settles everything.
 */
export class SocketDump<Socket extends object> implements AsyncIterable<Socket> {
  readonly #source: DumpSource<Socket>

  constructor(source: DumpSource<Socket>) {
    this.#source = source
  }

  /** Up to some thousand sockets at a time, as they come: the fast way for many. */
  async *batches(): AsyncGenerator<Socket[], void, undefined> {
    for (const part of this.#source.parts()) yield* part
  }

  /** Socket by socket. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Socket, void, undefined> {
    for await (const batch of this.batches()) yield* batch
  }

  /** All sockets at once. */
  async toArray(): Promise<Socket[]> {
    const all: Socket[] = []
    for await (const batch of this.batches()) for (const socket of batch) all.push(socket)
    return all
  }
}

/** Adds its owners to each socket. */
export function addOwners(
  sockets: readonly (Owned & { inode?: number; ino?: number })[],
  owners: SocketOwners
): void {
  for (const socket of sockets) socket.owners = owners.byInode.get(socket.inode ?? socket.ino ?? 0) ?? []
}

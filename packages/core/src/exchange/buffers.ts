import { bytesOf, type Bytes } from '../codec/index.ts'

/**
 * Receive memory, lent out for the length of a synchronous loop over what was received. A loop that calls out to a
 * user's function may be entered again from there; each then works in memory of its own.
 */
const SIZE = 256 * 1024

const idle: Bytes[] = []

/** @param size at least so many bytes */
export function lendBuffer(size: number = SIZE): Bytes {
  if (size <= SIZE) return idle.pop() ?? bytesOf(new Uint8Array(SIZE))
  return bytesOf(new Uint8Array(size))
}

export function returnBuffer(buffer: Bytes): void {
  // Two cover a request inside a dump's decoder; a third and later ones are garbage.
  if (buffer.u8.length === SIZE && idle.length < 2) idle.push(buffer)
}

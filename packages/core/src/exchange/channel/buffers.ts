import { bytesOf, type Bytes } from '../../codec/index.ts'

/**
 * Receive memory, lent out for the length of a synchronous loop over what was received. A loop that calls out to a
 * user's function may be entered again from there; each then works in memory of its own.
 */
const SIZE = 256 * 1024

/**
 * The one that most loops get. Not a list: pop() of an array's last element is a call into the engine's run-time, 0.1 us
 * of every request.
 */
let spare: Bytes | undefined

/** @param size at least so many bytes */
export function lendBuffer(size: number = SIZE): Bytes {
  if (size > SIZE) return bytesOf(new Uint8Array(size))
  const buffer = spare ?? bytesOf(new Uint8Array(SIZE))
  spare = undefined
  return buffer
}

export function returnBuffer(buffer: Bytes): void {
  if (buffer.u8.length === SIZE) spare = buffer
}

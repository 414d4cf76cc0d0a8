/** Bytes to decode, seen in two ways that cover the same memory: offsets count from its start. */
export interface Bytes {
  readonly u8: Uint8Array
  readonly view: DataView
}

/** Both views of what `u8` covers. Nothing is copied. */
export function bytesOf(u8: Uint8Array): Bytes {
  return { u8, view: new DataView(u8.buffer, u8.byteOffset, u8.byteLength) }
}

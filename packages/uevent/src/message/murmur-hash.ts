import { LE } from '@nlkit/core/codec'

const M = 0x5bd1e995

/**
 * MurmurHash2 with seed 0, which udev's in-kernel filters compare. Words are read in host byte order, as udev does, so that
 * hosts of different order have different hashes of the same text.
 */
export function murmurHash2(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const words = bytes.length & ~3
  let hash = bytes.length
  for (let at = 0; at < words; at += 4) {
    let word = Math.imul(view.getUint32(at, LE), M)
    word = Math.imul(word ^ (word >>> 24), M)
    hash = Math.imul(hash, M) ^ word
  }
  const rest = bytes.length - words
  if (rest > 2) hash ^= view.getUint8(words + 2) << 16
  if (rest > 1) hash ^= view.getUint8(words + 1) << 8
  if (rest > 0) hash = Math.imul(hash ^ view.getUint8(words), M)
  hash = Math.imul(hash ^ (hash >>> 13), M)
  return (hash ^ (hash >>> 15)) >>> 0
}

import { murmurHash2 } from './murmur-hash.ts'
import { propertyBytes } from './properties.ts'

/** 64 bits of which each tag sets four, as two words. */
export interface TagBloom {
  readonly high: number
  readonly low: number
}

/** The hash that a message carries for a subsystem or devtype; 0 where there is none. */
export function filterHash(value: string | undefined): number {
  return value === undefined ? 0 : murmurHash2(propertyBytes(value))
}

/** The bits of a set of tags: four six-bit slices of each tag's hash. */
export function tagBloom(tags: readonly string[]): TagBloom {
  let high = 0
  let low = 0
  for (const tag of tags) {
    const hash = filterHash(tag)
    for (const shift of [0, 6, 12, 18]) {
      const bit = (hash >>> shift) & 63
      if (bit < 32) low |= 1 << bit
      else high |= 1 << (bit - 32)
    }
  }
  return { high: high >>> 0, low: low >>> 0 }
}

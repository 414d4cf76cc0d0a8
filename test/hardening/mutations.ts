/** Makes inputs out of inputs: bytes, attribute lengths and types, pieces of others. */

/** Numbers from 0 to below `limit`, the same for the same seed (Marsaglia's xorshift32). */
export type Random = (limit: number) => number

export function randomFrom(seed: number): Random {
  let state = seed | 1
  return (limit) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % limit
  }
}

/** Lengths and values at which readers go wrong. */
const EDGES = [
  0, 1, 2, 3, 4, 5, 7, 8, 12, 16, 127, 128, 255, 256, 0x3fff, 0x4000, 0x7fff, 0x8000, 0xfffc, 0xffff
]

type Mutation = (bytes: Uint8Array, random: Random, other: Uint8Array) => Uint8Array

const mutations: readonly Mutation[] = [
  (bytes, random) => {
    const at = random(bytes.length)
    bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8))
    return bytes
  },
  (bytes, random) => {
    bytes[random(bytes.length)] = random(256)
    return bytes
  },
  // A length or a type of an attribute: they stand at multiples of four, two bytes each.
  (bytes, random) => {
    const at = (random(bytes.length) & ~1) >>> 0
    const edge = EDGES[random(EDGES.length)] ?? 0
    bytes[at] = edge & 0xff
    if (at + 1 < bytes.length) bytes[at + 1] = edge >> 8
    return bytes
  },
  (bytes, random) => {
    const at = (random(bytes.length) & ~3) >>> 0
    if (at + 4 <= bytes.length) bytes.set([bytes.length - at, (bytes.length - at) >> 8], at)
    return bytes
  },
  (bytes, random) => {
    if (bytes.length > 6)
      bytes.set([random(64), random(8) === 0 ? 0x80 : 0], (random(bytes.length - 4) & ~3) + 2)
    return bytes
  },
  (bytes, random) => bytes.slice(0, random(bytes.length + 1)),
  (bytes, random) => {
    const out = new Uint8Array(bytes.length + 4 * (1 + random(8)))
    out.set(bytes)
    out.fill(random(256), bytes.length)
    return out
  },
  (bytes, random, other) =>
    joined(bytes.subarray(0, random(bytes.length) & ~3), other.subarray(random(other.length) & ~3)),
  (bytes, random) => {
    const from = random(bytes.length) & ~3
    return joined(bytes, bytes.subarray(from, from + 4 * random(32)))
  }
]

const MOST = 4096

/** One to five changes, in memory of its own. */
export function mutate(seed: Uint8Array, other: Uint8Array, random: Random): Uint8Array {
  let bytes: Uint8Array = seed.slice()
  for (let changes = 1 + random(5); changes > 0; changes--) {
    if (bytes.length === 0) return bytes
    bytes = mutations[random(mutations.length)]?.(bytes, random, other) ?? bytes
  }
  return bytes.length > MOST ? bytes.slice(0, MOST) : bytes
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const out = new Uint8Array(first.length + second.length)
  out.set(first)
  out.set(second, first.length)
  return out
}

/** Names of numbers: closed enumerations, and the bits of flag words. */

/** A closed enumeration, both ways. */
export interface Names<Name extends string = string> {
  /** Names of the small numbers, where nearly all are. */
  readonly near: readonly (Name | undefined)[]
  /** Names of all numbers. */
  readonly name: ReadonlyMap<number, Name>
  readonly number: { readonly [K in Name]: number }
}

/** Where small numbers end. The loopback device has a type of 772: it must not be the one link of a dump that is unlike others. */
const NEAR = 1024

/** Builds the ways back from names to numbers. Generated code calls it once for each enumeration. */
export function names<Name extends string>(number: { readonly [K in Name]: number }): Names<Name> {
  const name = new Map<number, Name>()
  for (const key in number) if (!name.has(number[key])) name.set(number[key], key)
  let length = 256
  for (const value of name.keys()) if (value >= length && value < NEAR) length = value + 1
  return { near: Array.from({ length }, (_, value) => name.get(value)), name, number }
}

/** The name of a number, or the number. */
// An array: 1-2 ns; a Map 10-15.
export function nameOf<Name extends string>(of: Names<Name>, value: number): Name | number {
  const { near } = of
  return (value >= 0 && value < near.length ? near[value] : of.name.get(value)) ?? value
}

/** What selects among payloads when it is encoded: a number that has a name, as that name. */
export function selected(of: Names, value: string | number | undefined): string | number | undefined {
  return typeof value === 'number' ? nameOf(of, value) : value
}

/**
 * The names of the bits set in `word`, in the table's order, in the kernel's spelling without prefix: `['UP', 'LOWER_UP']`. Bits without a
 * name come last, as one `0x..`.
 */
export function flagNames(table: Readonly<Record<string, number>>, word: number): string[] {
  let rest = word >>> 0
  const found: string[] = []
  for (const [name, bits] of Object.entries(table)) {
    if (bits !== 0 && (word & bits) >>> 0 === bits && (rest & bits) !== 0) {
      found.push(name)
      rest = (rest & ~bits) >>> 0
    }
  }
  if (rest !== 0) found.push(`0x${rest.toString(16)}`)
  return found
}

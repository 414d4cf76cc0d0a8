/** Names of numbers: closed enumerations, and the bits of flag words. */

/**
 * A closed enumeration, both ways. The ways back are built when a number is first looked up: a package has hundreds of
 * enumerations, and a program meets a few of them.
 */
export interface Names<Name extends string = string> {
  /** Names of the small numbers, where nearly all are; empty until then. */
  readonly near: (Name | undefined)[]
  /** Names of all numbers; empty until then. */
  far: ReadonlyMap<number, Name> | undefined
  readonly number: { readonly [K in Name]: number }
  /** What the tools call some of them: not taken, but told by who refuses it. */
  readonly words: Readonly<Record<string, Name>> | undefined
}

/** Where small numbers end. The loopback device has a type of 772: it must not be the one link of a dump that is unlike others. */
const NEAR = 1024

/** An enumeration by its numbers. Generated code calls it once for each. */
export function names<Name extends string>(
  number: { readonly [K in Name]: number },
  words?: Readonly<Record<string, NoInfer<Name>>>
): Names<Name> {
  const near: (Name | undefined)[] = []
  // So that the engine knows it as an array of anything, and does not compile nameOf() again when the first is filled.
  near.push(undefined)
  near.pop()
  return { near, far: undefined, number, words }
}

/** The name of a number, or the number. */
// An array: 1-2 ns; a Map 10-15.
export function nameOf<Name extends string>(of: Names<Name>, value: number): Name | number {
  const { near } = of
  return (value >= 0 && value < near.length ? near[value] : nameOfFar(of, value)) ?? value
}

function nameOfFar<Name extends string>(of: Names<Name>, value: number): Name | undefined {
  return (of.far ??= waysBack(of)).get(value)
}

/** All names by number; those of small numbers are put into `near`, too. */
function waysBack<Name extends string>({ near, number }: Names<Name>): ReadonlyMap<number, Name> {
  const name = new Map<number, Name>()
  for (const key in number) if (!name.has(number[key])) name.set(number[key], key)
  let length = 256
  for (const value of name.keys()) if (value >= length && value < NEAR) length = value + 1
  for (let value = 0; value < length; value++) near.push(name.get(value))
  return name
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

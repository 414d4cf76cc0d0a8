import { UsageError } from './errors.ts'

/**
 * The words behind a verb, as iproute2 has them: `10.0.0.0/8 via 10.0.0.1 dev eth0`. They are not options, so commander
 * hands them over as they are.
 */
export class Words {
  #at = 0
  readonly #words: readonly string[]

  constructor(words: readonly string[]) {
    this.#words = words
  }

  get left(): number {
    return this.#words.length - this.#at
  }

  /** The next word, which stays. */
  peek(): string | undefined {
    return this.#words[this.#at]
  }

  /**
   * The next word.
   * @param what what it should be, for the error
   * @throws UsageError when there is none
   */
  take(what: string): string {
    const word = this.#words[this.#at]
    if (word === undefined) {
      const words = this.#words.join(' ')
      throw new UsageError(words === '' ? `${what} is missing` : `${what}: missing at the end of '${words}'`)
    }
    this.#at++
    return word
  }

  /** Takes the next word if it is one of these. */
  accept(...accepted: readonly string[]): string | undefined {
    const word = this.peek()
    if (word === undefined || !accepted.includes(word)) return undefined
    this.#at++
    return word
  }

  /** All words that are left. */
  rest(): string[] {
    const rest = this.#words.slice(this.#at)
    this.#at = this.#words.length
    return rest
  }

  /**
   * A whole number, decimal or 0x.
   * @throws UsageError for what is none, or out of range
   */
  number(what: string, { min = 0, max = 0xffffffff }: { min?: number; max?: number } = {}): number {
    const word = this.take(what)
    const value = /^(-?\d+|0x[0-9a-f]+)$/i.test(word) ? Number(word) : Number.NaN
    if (Number.isInteger(value) && value >= min && value <= max) return value
    throw new UsageError(`${what}: expected a whole number from ${min} to ${max}, got '${word}'`)
  }

  /** @throws UsageError when words are left */
  end(): void {
    if (this.left > 0) throw new UsageError(`'${this.rest().join(' ')}' is too much`)
  }

  /** A number in hexadecimal, with or without 0x: how iproute2 has it for TOS. */
  hexadecimal(what: string, max: number): number {
    const word = this.take(what)
    const value = /^(0x)?[0-9a-f]+$/i.test(word) ? Number.parseInt(word.replace(/^0x/i, ''), 16) : Number.NaN
    if (value <= max) return value
    throw new UsageError(`${what}: expected a hexadecimal number up to ${max.toString(16)}, got '${word}'`)
  }

  /** `on` or `off`, as a boolean. */
  onOff(what: string): boolean {
    return this.choice(what, { on: true, off: false })
  }

  /** One of a table's words, as its value. */
  choice<K extends string, T>(what: string, table: Readonly<Record<K, T>>): T {
    const word = this.take(what)
    if (isKey(table, word)) return table[word]
    throw new UsageError(`${what}: expected ${oneOf(Object.keys(table))}, got '${word}'`)
  }

  /** One of a table's names, or a number: what the kernel has names for, and what it has not. */
  named<T extends string>(
    what: string,
    names: Readonly<Record<T, unknown>>,
    range?: { min?: number; max?: number }
  ): T | number {
    const word = this.peek()
    if (word !== undefined && /^(-?\d|0x)/i.test(word)) return this.number(what, range)
    const name = this.take(what)
    if (isKey(names, name)) return name
    throw new UsageError(`${what}: expected ${oneOf(Object.keys(names))} or a number, got '${name}'`)
  }
}

/** What each keyword does with the words behind it. */
export type Keywords = Readonly<Record<string, (words: Words) => void>>

export interface ReadOptions {
  /** Takes a word that is no keyword, if it is one of its kind. */
  readonly bare?: (word: string) => boolean
  /** What that kind is, for the error: `an address`. */
  readonly kind?: string
  /** Keywords of which one may come only: they contradict each other. */
  readonly exclusive?: readonly (readonly string[])[]
  /** Keywords that may come more than once. */
  readonly repeated?: readonly string[]
}

/**
 * Reads words to their end: each keyword by its function, once; a word that is no keyword by `bare`.
 * @throws UsageError for what nobody knows, and for a keyword that comes twice
 */
export function readWords(
  words: Words,
  keywords: Keywords,
  { bare, kind, exclusive = [], repeated = [] }: ReadOptions = {}
): void {
  const seen = new Set<string>()
  let address: string | undefined
  for (let word = words.peek(); word !== undefined; word = words.peek()) {
    if (Object.hasOwn(keywords, word)) {
      if (seen.has(word) && !repeated.includes(word)) throw new UsageError(`'${word}' comes twice`)
      const other = exclusive.find((one) => one.includes(word))?.find((one) => one !== word && seen.has(one))
      if (other !== undefined) throw new UsageError(`'${word}': '${other}' was said before`)
      seen.add(word)
      words.take(word)
      keywords[word]?.(words)
    } else if (bare?.(word) === true) {
      words.take(word)
      if (isLikeAddress(word)) address = word
    } else if (kind !== undefined && isLikeAddress(word)) {
      // Whoever writes this means no keyword.
      throw new UsageError(
        address === undefined ? `'${word}' is not ${kind}` : `'${word}': '${address}' was said before`
      )
    } else {
      const known = oneOf(Object.keys(keywords))
      throw new UsageError(`'${word}': expected ${kind === undefined ? known : `${kind} or ${known}`}`)
    }
  }
}

/** Digits and what stands between those of addresses, of the network or of hardware. */
const isLikeAddress = (word: string): boolean => /^[\da-f]*[.:][\da-f.:]*(\/\w*)?$/i.test(word)

function isKey<K extends string>(table: Readonly<Record<K, unknown>>, word: string): word is K {
  return Object.hasOwn(table, word)
}

function oneOf(words: readonly string[]): string {
  return words.length === 1 ? `'${words[0]}'` : `one of ${words.join(', ')}`
}

import type { Names } from '@nlkit/core/codec'
import { parseHandle, type HandleInput } from './tc/handle.ts'

/** What a key of a filter takes: 'device' is an interface's name or index, 'handle' one of traffic control, 'name' any text or number, 'address' text or an address in parts, which who asks for one checks. */
type FilterKind = 'number' | 'boolean' | 'string' | 'name' | 'device' | 'handle' | 'list' | 'address'

/** The same; an enumeration is one of its names or a number. What is told has the name, so compare with `selected()`. */
type FilterValue = FilterKind | Names

/** The keys of a filter, each with what it takes. */
export type FilterKeys<Filter> = { readonly [Key in keyof Required<Filter>]: FilterValue }

const isNumber = (value: unknown): boolean =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 0xffffffff

const TAKES: Readonly<Record<FilterKind, (value: unknown) => boolean>> = {
  number: isNumber,
  boolean: (value) => typeof value === 'boolean',
  string: (value) => typeof value === 'string',
  list: (value) => Array.isArray(value),
  name: (value) => typeof value === 'string' || isNumber(value),
  device: (value) => (typeof value === 'string' && value !== '') || (isNumber(value) && value !== 0),
  handle: isHandle,
  address: (value) => typeof value === 'string' || (typeof value === 'object' && value !== null)
}

function isHandle(value: unknown): boolean {
  try {
    parseHandle(value as HandleInput)
    return true
  } catch {
    return false
  }
}

/**
 * Refuses what is no filter. A key that is not known would select nothing, which is everything.
 * @throws TypeError that names the key
 */
export function checkFilter(filter: unknown, keys: Readonly<Record<string, FilterValue>>): void {
  if (typeof filter !== 'object' || filter === null || Array.isArray(filter))
    throw new TypeError('filter: expected an object')
  for (const [key, value] of Object.entries(filter)) {
    if (value === undefined) continue
    const takes = Object.hasOwn(keys, key) ? keys[key] : undefined
    if (takes === undefined)
      throw new TypeError(`filter.${key}: unknown key, there are ${Object.keys(keys).join(', ')}`)
    if (typeof takes === 'object') checkName(takes, key, value)
    else if (!TAKES[takes](value)) throw new TypeError(`filter.${key}: ${String(value)} is no ${takes}`)
  }
}

/** What is no name would select nothing, and a flush by it delete nothing. */
function checkName({ number }: Names, key: string, value: unknown): void {
  if (isNumber(value) || (typeof value === 'string' && Object.hasOwn(number, value))) return
  throw new TypeError(
    `filter.${key}: '${String(value)}' is not known, but a number is, and ${Object.keys(number).join(', ')}`
  )
}

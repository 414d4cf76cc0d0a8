/** What a key of a filter takes: 'name' is a name of the kernel's or its number, 'device' an interface's name or index. */
type FilterValue = 'number' | 'boolean' | 'string' | 'name' | 'device' | 'list'

/** The keys of a filter, each with what it takes. */
export type FilterKeys<Filter> = { readonly [Key in keyof Required<Filter>]: FilterValue }

const isNumber = (value: unknown): boolean =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 0xffffffff

const TAKES: Readonly<Record<FilterValue, (value: unknown) => boolean>> = {
  number: isNumber,
  boolean: (value) => typeof value === 'boolean',
  string: (value) => typeof value === 'string',
  list: (value) => Array.isArray(value),
  name: (value) => typeof value === 'string' || isNumber(value),
  device: (value) => (typeof value === 'string' && value !== '') || (isNumber(value) && value !== 0)
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
    if (!TAKES[takes](value)) throw new TypeError(`filter.${key}: ${String(value)} is no ${takes}`)
  }
}

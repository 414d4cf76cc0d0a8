/** The keys that there are, as a table: all of a type's, so that none can be forgotten. */
export type KeysOf<T> = { readonly [Key in keyof Required<T>]: true }

/**
 * Refuses what is no object, and keys that there are none of: a misspelt `signal` would abort nothing. For what users of a
 * protocol package pass, too.
 * @param what the object, for the error
 * @throws TypeError that names the key and those that there are
 */
export function checkKeys(value: unknown, keys: Readonly<Record<string, true>>, what = 'options'): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new TypeError(`${what}: expected an object`)
  for (const key in value) {
    if (keys[key] !== true && (value as Readonly<Record<string, unknown>>)[key] !== undefined)
      throw new TypeError(`${what}.${key}: unknown key, there are ${Object.keys(keys).join(', ')}`)
  }
}

import { checkKeys } from '@nlkit/core'
import type { PathTable } from '@nlkit/core/codec'
import type { Prefix, PrefixFamily } from './prefix.ts'

/** @throws TypeError for what is no object, which nobody has type-checked */
export function checkObject(value: unknown, what: string): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new TypeError(`${what}: expected an object`)
}

/**
 * Refuses what names nothing, and keys that neither names nor listed objects have: such an object may be passed as it is.
 * @throws TypeError that names the key
 */
export function checkName(name: unknown, keys: Readonly<Record<string, true>>, listed: PathTable): void {
  checkObject(name, 'name')
  for (const key in name as object) {
    if (keys[key] === true || Object.hasOwn(listed.members, key) || Object.hasOwn(listed.attributes, key))
      continue
    checkKeys({ [key]: (name as Readonly<Record<string, unknown>>)[key] }, keys, 'name')
  }
}

/**
 * Refuses to delete what nothing is said of: keys that all turned out undefined would take whatever comes first, of rules the one
 * that all of the host's own addresses are found by.
 * @param what the object's kind, for the error
 * @throws TypeError
 */
export function checkSaid(object: object, what: string): void {
  for (const [key, value] of Object.entries(object))
    if (key !== 'family' && value !== undefined && value !== false) return
  throw new TypeError(`${what}: say which is to be deleted`)
}

/**
 * An interface's index, said by name and by number.
 * @param by the key or argument that names it
 * @throws TypeError where these are two
 */
export function sameIndex(index: number, said: number | undefined, key: string, by = 'dev'): number {
  if (said !== undefined && said !== index)
    throw new TypeError(`${key}: ${said} is another interface than '${by}', ${index}`)
  return index
}

/**
 * Whether something is asked for that no codec looks at. What merely looks like a yes would be a no in silence.
 * @throws TypeError for what is no boolean
 */
export function isAsked(value: unknown, key: string): boolean {
  if (value !== undefined && typeof value !== 'boolean')
    throw new TypeError(`${key}: expected a boolean, got ${typeof value}`)
  return value === true
}

/**
 * Refuses a length and a family beside a prefix's text that say otherwise.
 * @param text the prefix as it was passed: without a length it says none
 */
export function checkPrefixKeys(
  prefix: Prefix,
  text: string | undefined,
  length: { readonly key: string; readonly value: number | undefined },
  family: string | number | undefined,
  key: string
): void {
  if (length.value !== undefined && length.value !== prefix.length && text?.includes('/') === true)
    throw new TypeError(`${length.key}: ${length.value}, but ${key} is '${text}'`)
  if (prefix.family !== undefined && isOther(family, prefix.family))
    throw new TypeError(`family: ${family}, but ${key} is '${text}'`)
}

/** IP has two families; of others (an IPv4 address in a route of another family's) this says nothing. */
const isOther = (family: string | number | undefined, own: PrefixFamily): boolean =>
  (family === 'inet' || family === 'inet6') && family !== own

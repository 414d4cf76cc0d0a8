import { checkKeys } from '@nlkit/core'
import type { PathTable } from '@nlkit/core/codec'

/**
 * Refuses keys that neither what names a socket has nor a listed socket, which may be passed as it is.
 * @throws TypeError that names the key
 */
export function checkId(id: object, keys: Readonly<Record<string, true>>, listed: PathTable): void {
  if (typeof id !== 'object' || id === null)
    throw new TypeError('socket: expected an object that names a socket')
  for (const key in id) {
    if (keys[key] === true || key === 'owners') continue
    if (Object.hasOwn(listed.members, key) || Object.hasOwn(listed.attributes, key)) continue
    checkKeys({ [key]: (id as Readonly<Record<string, unknown>>)[key] }, keys, 'socket')
  }
}

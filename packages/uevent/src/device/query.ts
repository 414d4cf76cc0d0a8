import { readFilter, readTerms, type DeviceFilter, type ReadFilter, type Term } from '../filter/filter.ts'
import type { DeviceReference } from './device.ts'

/** Which devices to look for: what a filter says, and what only sysfs can tell. */
export interface DeviceQuery extends DeviceFilter {
  /** Attributes by their name: what the value may be, `true` for any, `false` for one that it must not have. */
  readonly attribute?: Readonly<Record<string, string | readonly string[] | boolean>> | undefined
  /** Only this device and those below it. */
  readonly parent?: DeviceReference | undefined
  /** Only devices that udev's database has an entry for, or only others. */
  readonly isInitialized?: boolean | undefined
}

export interface ReadQuery {
  readonly filter: ReadFilter
  readonly attributes: readonly (readonly [name: string, value: readonly Term[] | boolean])[]
  readonly parent?: string
  readonly isInitialized?: boolean
}

/** @throws TypeError for what is no query; it names the key */
export function readQuery(query: DeviceQuery = {}, path = 'query'): ReadQuery {
  const filter = readFilter(query, path, ['attribute', 'parent', 'isInitialized'])
  const { attribute = {}, parent, isInitialized } = query
  if (typeof attribute !== 'object' || attribute === null)
    throw new TypeError(`${path}.attribute: expected an object`)
  if (isInitialized !== undefined && typeof isInitialized !== 'boolean') {
    throw new TypeError(`${path}.isInitialized: expected a boolean`)
  }
  return {
    filter,
    attributes: Object.entries(attribute).map(([name, value]) => [
      name,
      typeof value === 'boolean'
        ? value
        : value === ''
          ? [{ text: '', isPattern: false }]
          : readTerms(value, `${path}.attribute.${name}`)
    ]),
    ...(parent === undefined ? {} : { parent: devpathOf(parent, `${path}.parent`) }),
    ...(isInitialized === undefined ? {} : { isInitialized })
  }
}

/** The path below /sys that is meant. @throws TypeError for what names no device */
export function devpathOf(reference: DeviceReference, path = 'device'): string {
  const devpath = typeof reference === 'object' && reference !== null ? reference.devpath : reference
  if (typeof devpath !== 'string' || !devpath.startsWith('/') || devpath.includes('\0')) {
    throw new TypeError(`${path}: expected a device or its path below /sys`)
  }
  if (devpath.split('/').some((part) => part === '..' || part === '.')) {
    throw new TypeError(`${path}: '${devpath}' is not a device's path`)
  }
  return devpath.length > 1 ? devpath.replace(/\/+$/, '') : devpath
}

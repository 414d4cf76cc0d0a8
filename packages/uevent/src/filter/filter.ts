import type { Properties } from '../message/properties.ts'
import { isPattern, matchesPattern } from './glob.ts'

/**
 * Which devices. All keys must hold; of a list, one. Values are shell patterns (`sd*`, `[!a]?`), `\` makes a character mean itself.
 */
export interface DeviceFilter {
  /** `'net'`, or with its devtype: `'block/partition'`. */
  readonly subsystem?: string | readonly string[] | undefined
  /** A tag that udev's rules have given to it. Not a pattern. */
  readonly tag?: string | readonly string[] | undefined
  /** The last part of its path: `'sd*'`. */
  readonly sysname?: string | readonly string[] | undefined
  /** Properties by their name: what the value may be, `true` for any, `false` for a property that it must not have. */
  readonly property?: Readonly<Record<string, string | readonly string[] | boolean>> | undefined
}

/** Which events. */
export interface EventFilter extends DeviceFilter {
  /** `'add'`, `'change'`, ... */
  readonly action?: string | readonly string[] | undefined
}

/** What a filter looks at: an event or a device. */
export interface Filtered {
  readonly devpath: string
  readonly subsystem?: string
  readonly devtype?: string
  readonly tags?: readonly string[]
  readonly action?: string
  readonly properties: Properties
}

/** A text to compare with, and how. */
export interface Term {
  readonly text: string
  readonly isPattern: boolean
}

export interface SubsystemTerm {
  readonly subsystem: Term
  readonly devtype?: Term
}

/** A filter that has been checked, in the form that it is compiled and compared from. */
export interface ReadFilter {
  readonly subsystems?: readonly SubsystemTerm[]
  readonly tags?: readonly string[]
  readonly sysnames?: readonly Term[]
  readonly actions?: readonly Term[]
  readonly properties: readonly (readonly [key: string, value: readonly Term[] | boolean])[]
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

const DEVICE_KEYS: readonly string[] = ['subsystem', 'tag', 'sysname', 'property']

/** @throws TypeError for what is no filter; it names the key */
export function readFilter(
  filter: EventFilter | undefined,
  path = 'filter',
  more: readonly string[] = ['action']
): ReadFilter {
  if (filter === undefined) return { properties: [] }
  if (typeof filter !== 'object' || filter === null) throw new TypeError(`${path}: expected an object`)
  for (const key of Object.keys(filter)) {
    if (!DEVICE_KEYS.includes(key) && !more.includes(key))
      throw new TypeError(`${path}.${key}: there is no such key`)
  }
  const { subsystem, tag, sysname, property, action } = filter
  const read: Mutable<ReadFilter> = { properties: readPropertyTerms(property, `${path}.property`) }
  if (subsystem !== undefined) {
    read.subsystems = readList(subsystem, `${path}.subsystem`).map((text) => subsystemTerm(text, path))
  }
  if (tag !== undefined) read.tags = readList(tag, `${path}.tag`)
  if (sysname !== undefined) read.sysnames = readList(sysname, `${path}.sysname`).map(term)
  if (action !== undefined) read.actions = readList(action, `${path}.action`).map(term)
  return read
}

/** Whether a filter has nothing to say. */
export function isEmpty(filter: ReadFilter): boolean {
  const { subsystems, tags, sysnames, actions, properties } = filter
  return !(subsystems ?? tags ?? sysnames ?? actions) && properties.length === 0
}

export function matches(filter: ReadFilter, one: Filtered): boolean {
  const { subsystems, tags, sysnames, actions, properties } = filter
  return (
    (actions === undefined || isOneOf(actions, one.action)) &&
    (subsystems === undefined || subsystems.some((term) => isOfSubsystem(term, one))) &&
    (tags === undefined || tags.some((tag) => one.tags?.includes(tag) === true)) &&
    (sysnames === undefined || isOneOf(sysnames, sysnameOf(one.devpath))) &&
    properties.every(([key, wanted]) => hasProperty(one.properties, key, wanted))
  )
}

/** The last part of a device's path; the kernel writes `!` for a slash in a device's name. */
export function sysnameOf(devpath: string): string {
  return devpath.slice(devpath.lastIndexOf('/') + 1).replaceAll('!', '/')
}

export function isOneOf(terms: readonly Term[], text: string | undefined): boolean {
  return text !== undefined && terms.some((term) => isLike(term, text))
}

export function readTerms(value: unknown, path: string): Term[] {
  return readList(value, path).map(term)
}

function isLike({ text, isPattern }: Term, value: string): boolean {
  return isPattern ? matchesPattern(value, text) : text === value
}

function isOfSubsystem({ subsystem, devtype }: SubsystemTerm, one: Filtered): boolean {
  if (one.subsystem === undefined || !isLike(subsystem, one.subsystem)) return false
  return devtype === undefined || (one.devtype !== undefined && isLike(devtype, one.devtype))
}

function hasProperty(properties: Properties, key: string, wanted: readonly Term[] | boolean): boolean {
  const value = Object.hasOwn(properties, key) ? properties[key] : undefined
  return typeof wanted === 'boolean' ? (value !== undefined) === wanted : isOneOf(wanted, value)
}

function term(text: string): Term {
  return { text, isPattern: isPattern(text) }
}

function subsystemTerm(text: string, path: string): SubsystemTerm {
  const slash = text.indexOf('/')
  if (slash === -1) return { subsystem: term(text) }
  if (slash === 0 || slash === text.length - 1) {
    throw new TypeError(`${path}.subsystem: expected 'subsystem' or 'subsystem/devtype', got '${text}'`)
  }
  return { subsystem: term(text.slice(0, slash)), devtype: term(text.slice(slash + 1)) }
}

function readList(value: unknown, path: string): string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value]
  if (list.length === 0) throw new TypeError(`${path}: an empty list lets nothing through`)
  return list.map((item, i) => {
    if (typeof item === 'string' && item !== '') return item
    throw new TypeError(`${path}${Array.isArray(value) ? `[${i}]` : ''}: expected a string that is not empty`)
  })
}

function readPropertyTerms(
  property: unknown,
  path: string
): (readonly [string, readonly Term[] | boolean])[] {
  if (property === undefined) return []
  if (typeof property !== 'object' || property === null || Array.isArray(property)) {
    throw new TypeError(`${path}: expected an object`)
  }
  return Object.entries(property).map(([key, value]: [string, unknown]) => {
    if (typeof value === 'boolean') return [key, value]
    // An empty value is one that a property can have.
    if (value === '') return [key, [{ text: '', isPattern: false }]]
    return [key, readTerms(value, `${path}.${key}`)]
  })
}

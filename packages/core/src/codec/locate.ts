/** From an offset in a message to the key of the object that was, or would have been, there. Never on a hot path. */
import type { Bytes } from './bytes.ts'
import type { Choice, Inside, PathTable } from './path-table.ts'
import { nameOf } from './names.ts'
import { text } from './text.ts'

/** One object of the message, for selectors that look into enclosing ones. */
interface Level {
  readonly table: PathTable
  readonly start: number
  readonly end: number
  readonly parent: Level | undefined
  /** It begins with a header: what `/key` looks for. */
  readonly isMessage: boolean
  /** Header members are not named. */
  readonly isWhole: boolean
}

interface Found {
  readonly number: number
  readonly at: number
  readonly stop: number
  /** How many of the same number stand before it. */
  readonly earlier: number
  /** How many stand before it at all. */
  readonly position: number
}

/**
 * The path of the attribute or header member at `offset`, for the message body from `start` (its family header) to `end`.
 * The offset may be that of the attribute's header, as extended acks give it, or lie inside its payload. Attributes that the table does not know
 * are named by their number. Undefined where nothing is. With `isWhole`, a struct is named and not its member at that place.
 */
export function locate(
  paths: PathTable,
  bytes: Bytes,
  start: number,
  end: number,
  offset: number,
  isWhole = false
): string | undefined {
  if (offset < start || offset >= end) return undefined
  const path = inside(
    { table: paths, start, end, parent: undefined, isMessage: true, isWhole },
    bytes,
    offset
  )
  return path === '' ? undefined : path
}

/**
 * The path of an attribute that is missing: its number, and the offset of the nest it is missing in (undefined: the message itself), as
 * extended acks give them.
 */
export function locateMissing(
  paths: PathTable,
  bytes: Bytes,
  start: number,
  end: number,
  number: number,
  nest?: number
): string | undefined {
  const top: Level = { table: paths, start, end, parent: undefined, isMessage: true, isWhole: false }
  if (nest === undefined) return keyOf(paths, number)
  const found = levelAt(top, bytes, nest)
  if (found === undefined) return undefined
  const key = keyOf(found.level.table, number)
  return key === undefined ? undefined : `${found.path}.${key}`
}

/** The key of an attribute number. */
export function keyOf(table: PathTable, number: number): string | undefined {
  for (const [key, entry] of Object.entries(table.attributes)) {
    if ((typeof entry === 'number' ? entry : entry[0]) === number) return key
  }
  return undefined
}

function inside(level: Level, bytes: Bytes, offset: number): string {
  const { table, start } = level
  if (offset < start + table.header) {
    if (level.isWhole) return ''
    for (const [key, [from, width]] of Object.entries(table.members)) {
      if (offset >= start + from && offset < start + from + Math.max(1, width)) return key
    }
    return ''
  }
  const found = find(bytes, start + table.header, level.end, offset)
  if (found === undefined) return ''
  const key = keyOf(table, found.number)
  if (key === undefined) return String(found.number)
  const entry = table.attributes[key]
  return typeof entry === 'object' ? key + within(entry[1], level, bytes, found, offset) : key
}

/** What follows the key in the path. */
function within(inner: Inside | undefined, level: Level, bytes: Bytes, found: Found, offset: number): string {
  if (inner === undefined) return ''
  if (typeof inner === 'object' && 'repeated' in inner) {
    return `[${found.earlier}]${within(inner.repeated, level, bytes, found, offset)}`
  }
  if (offset < found.at) return ''
  if (typeof inner === 'function') {
    const table = inner()
    const next = {
      table,
      start: found.at,
      end: found.stop,
      parent: level,
      isMessage: table.header > 0,
      isWhole: level.isWhole
    }
    const rest = inside(next, bytes, offset)
    return rest === '' ? '' : `.${rest}`
  }
  if ('entries' in inner) {
    const entry = find(bytes, found.at, found.stop, offset)
    return entry === undefined
      ? ''
      : `[${entry.position}]${within(inner.entries, level, bytes, entry, offset)}`
  }
  if ('locate' in inner) return inner.locate(bytes, found.at, found.stop, offset) ?? ''
  return within(chosen(inner, level, bytes), level, bytes, found, offset)
}

function chosen(inner: Choice, level: Level, bytes: Bytes): Inside | undefined {
  let key = inner.selector
  let at: Level | undefined = level
  if (key.startsWith('/')) {
    key = key.slice(1)
    while (at !== undefined && !at.isMessage) at = at.parent
  }
  while (key.startsWith('../')) {
    key = key.slice(3)
    at = at?.parent
  }
  const value = at === undefined ? undefined : valueOf(at, bytes, key, inner.isText === true)
  if (value === undefined) return inner.otherwise
  const name =
    typeof value === 'number' ? (inner.names === undefined ? value : nameOf(inner.names(), value)) : value
  if (Object.hasOwn(inner.cases, name)) return inner.cases[name]
  let top = level
  while (top.parent !== undefined) top = top.parent
  const brought = top.table.extensions?.[inner.choice]?.[name]?.paths
  return brought === undefined ? inner.otherwise : () => brought
}

/** A selector's value. Numbers are at most 32 bits wide. */
function valueOf(
  level: Level,
  { u8, view }: Bytes,
  key: string,
  isText: boolean
): number | string | undefined {
  const entry = level.table.attributes[key]
  const number = typeof entry === 'object' ? entry[0] : entry
  if (number !== undefined) {
    for (let next = level.start + level.table.header; level.end - next >= 4;) {
      const size = view.getUint16(next, true)
      if (size < 4 || size > level.end - next) break
      if ((view.getUint16(next + 2, true) & 0x3fff) === number) {
        return isText ? text(u8, next + 4, next + size) : integer(view, next + 4, size - 4)
      }
      next += (size + 3) & ~3
    }
  }
  const member = level.table.members[key]
  return member === undefined ? undefined : integer(view, level.start + member[0], member[1])
}

function integer(view: DataView, at: number, size: number): number | undefined {
  if (size >= 4) return view.getUint32(at, true)
  if (size >= 2) return view.getUint16(at, true)
  return size === 1 ? view.getUint8(at) : undefined
}

/** The attribute that covers `offset`. A length that cannot be ends the walk: the attribute then covers the rest. */
function find({ view }: Bytes, start: number, end: number, offset: number): Found | undefined {
  const earlier = new Map<number, number>()
  let position = 0
  for (let next = start; end - next >= 4; position++) {
    const size = view.getUint16(next, true)
    const number = view.getUint16(next + 2, true) & 0x3fff
    const isWhole = size >= 4 && size <= end - next
    const stop = isWhole ? next + size : end
    const before = earlier.get(number) ?? 0
    if (offset < stop || !isWhole || offset < next + ((size + 3) & ~3)) {
      return { number, at: next + 4, stop, earlier: before, position }
    }
    earlier.set(number, before + 1)
    next += (size + 3) & ~3
  }
  return undefined
}

/** The object whose attributes stand in the nest at `offset` (that of the nest's own header). */
function levelAt(level: Level, bytes: Bytes, offset: number): { level: Level; path: string } | undefined {
  const found = find(bytes, level.start + level.table.header, level.end, offset)
  if (found === undefined) return undefined
  const key = keyOf(level.table, found.number)
  const entry = key === undefined ? undefined : level.table.attributes[key]
  if (key === undefined || typeof entry !== 'object') return undefined
  return descend(entry[1], key, level, bytes, found, offset)
}

function descend(
  inner: Inside | undefined,
  path: string,
  level: Level,
  bytes: Bytes,
  found: Found,
  offset: number
): { level: Level; path: string } | undefined {
  if (inner === undefined || (typeof inner === 'object' && 'locate' in inner)) return undefined
  if (typeof inner === 'function') {
    const table = inner()
    const next = {
      table,
      start: found.at,
      end: found.stop,
      parent: level,
      isMessage: table.header > 0,
      isWhole: level.isWhole
    }
    if (offset < found.at) return { level: next, path }
    const below = levelAt(next, bytes, offset)
    return below === undefined ? undefined : { level: below.level, path: `${path}.${below.path}` }
  }
  if ('repeated' in inner)
    return descend(inner.repeated, `${path}[${found.earlier}]`, level, bytes, found, offset)
  if ('entries' in inner) {
    const entry = find(bytes, found.at, found.stop, offset)
    if (entry === undefined) return undefined
    return descend(inner.entries, `${path}[${entry.position}]`, level, bytes, entry, offset)
  }
  return descend(chosen(inner, level, bytes), path, level, bytes, found, offset)
}

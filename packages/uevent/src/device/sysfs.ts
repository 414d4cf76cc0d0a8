/** Paths in sysfs, below a root that need not be /sys. Nothing is taken from the host's root by following a link out of it. */
import type { Dirent } from 'node:fs'
import { text } from '@nlkit/core/codec'
import { builtin } from '../system.ts'
import { isAbsent } from './errors.ts'

/** A mounted sysfs. */
export class Sysfs {
  /** Where it is mounted, without a slash at the end. */
  readonly root: string

  constructor(root = '/sys') {
    if (typeof root !== 'string' || !root.startsWith('/'))
      throw new TypeError('sysfs: expected an absolute path')
    this.root = root.replace(/\/+$/, '')
  }

  /** The file of a path below /sys. */
  file(path: string): string {
    return `${this.root}${path}`
  }

  /** A file's bytes; undefined where there is none. */
  async bytes(path: string): Promise<Uint8Array | undefined> {
    return orAbsent(files().readFile(this.file(path)))
  }

  /** A file's text; undefined where there is none. What is not UTF-8 is kept as lone surrogates. */
  async text(path: string): Promise<string | undefined> {
    const bytes = await this.bytes(path)
    return bytes === undefined ? undefined : textOf(bytes)
  }

  /** The entries of a directory; none where there is none. */
  async entries(path: string): Promise<Dirent[]> {
    return (await orAbsent(files().readdir(this.file(path), { withFileTypes: true }))) ?? []
  }

  async isThere(path: string): Promise<boolean> {
    return (await orAbsent(files().stat(this.file(path)))) !== undefined
  }

  /** Where a link points, as a path below /sys; undefined for what is no link. The link's directory must be no link itself. */
  async link(path: string): Promise<string | undefined> {
    const target = await linkOf(this.file(path))
    return target === undefined ? undefined : join(path.slice(0, path.lastIndexOf('/')), target)
  }

  /**
   * The path that a path leads to when each link in it is followed; undefined where that is nothing. All of sysfs's links are relative,
   * so this works in another mount namespace (`/proc/1/root/sys`), where realpath(3) would leave it.
   */
  async resolve(path: string): Promise<string | undefined> {
    let resolved = ''
    let rest = partsOf(path)
    for (let steps = 0; steps < MOST_STEPS; steps++) {
      const part = rest.shift()
      if (part === undefined) return (await this.isThere(resolved)) ? resolved : undefined
      if (part === '..') {
        resolved = resolved.slice(0, Math.max(0, resolved.lastIndexOf('/')))
        continue
      }
      const target = await this.link(`${resolved}/${part}`)
      if (target === undefined) {
        resolved = `${resolved}/${part}`
      } else {
        rest = [...partsOf(target), ...rest]
        resolved = ''
      }
    }
    return undefined
  }
}

/** More than PATH_MAX has parts: links that go in a circle. */
const MOST_STEPS = 4096

/** The last part of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** Bytes as text, NULs included. */
export function textOf(bytes: Uint8Array): string {
  const parts: string[] = []
  for (let at = 0; at <= bytes.length;) {
    const nul = bytes.indexOf(0, at)
    const stop = nul === -1 ? bytes.length : nul
    parts.push(text(bytes, at, stop))
    at = stop + 1
  }
  return parts.join('\0')
}

/** What a promise brings; undefined where a file is not there. */
export async function orAbsent<T>(promise: Promise<T>): Promise<T | undefined> {
  try {
    return await promise
  } catch (error) {
    if (isAbsent(error)) return undefined
    throw error
  }
}

const files = (): typeof import('node:fs/promises') => builtin('node:fs/promises')

async function linkOf(file: string): Promise<string | undefined> {
  try {
    return textOf(await files().readlink(file, 'buffer'))
  } catch (error) {
    if (isAbsent(error) || (error instanceof Error && 'code' in error && error.code === 'EINVAL'))
      return undefined
    throw error
  }
}

function partsOf(path: string): string[] {
  return path.split('/').filter((part) => part !== '' && part !== '.')
}

/** A path and another one relative to it; it never leaves the root. */
function join(base: string, path: string): string {
  const joined: string[] = path.startsWith('/') ? [] : partsOf(base)
  for (const part of partsOf(path)) {
    if (part === '..') joined.pop()
    else joined.push(part)
  }
  return `/${joined.join('/')}`
}

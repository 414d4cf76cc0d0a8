import { closeSync, existsSync, openSync } from 'node:fs'
import { NetlinkError } from '@nlkit/core'
import type { Rtnl } from '@nlkit/rtnl'
import { UsageError } from '../shared/errors.ts'

type Values = Record<string, unknown>

/** An interface that was named, and where its index belongs. */
interface Pending {
  readonly word: string
  readonly name: string
  readonly into: Values
  readonly key: string
}

/**
 * One of the library's objects while words are read. Words name interfaces and namespaces; the objects have indices and
 * descriptors of them.
 */
export class Draft {
  readonly values: Values
  readonly #pending: Pending[]
  readonly #descriptors: number[]

  constructor(values: Values = {}, root?: Draft) {
    this.values = values
    this.#pending = root === undefined ? [] : root.#pending
    this.#descriptors = root === undefined ? [] : root.#descriptors
  }

  /** A part of it, whose names are looked up with its own. */
  part(): Draft {
    return new Draft({}, this)
  }

  set(key: string, value: unknown): void {
    this.values[key] = value
  }

  number(key: string): number {
    return Number(this.values[key] ?? 0)
  }

  /** Sets or clears bits of a number. */
  bits(key: string, bits: number, isSet: boolean): void {
    const word = this.number(key)
    this.set(key, (isSet ? word | bits : word & ~bits) >>> 0)
  }

  /** The index of the interface of this name. */
  device(key: string, word: string, name: string): void {
    this.#pending.push({ word, name, into: this.values, key })
  }

  /** A namespace: a name under /run/netns or a path; where there is no such file, the id of a process. */
  namespace(word: string, name: string): void {
    const path = name.includes('/') ? name : `/run/netns/${name}`
    if (existsSync(path)) {
      const fd = openSync(path, 'r')
      this.#descriptors.push(fd)
      this.set('netNsFd', fd)
    } else if (/^[1-9]\d*$/.test(name)) this.set('netNsPid', Number(name))
    else throw new UsageError(`${word}: there is no namespace '${name}'`)
  }

  /** Looks up what was named. @throws Error that names the word, where there is no such interface */
  async resolve(rtnl: Rtnl): Promise<void> {
    for (const { word, name, into, key } of this.#pending.splice(0)) {
      into[key] = await indexOf(rtnl, word, name)
    }
  }

  /** Closes namespaces. */
  [Symbol.dispose](): void {
    for (const fd of this.#descriptors.splice(0)) closeSync(fd)
  }
}

async function indexOf(rtnl: Rtnl, word: string, name: string): Promise<number> {
  try {
    return (await rtnl.links.get(name)).index
  } catch (error) {
    if (NetlinkError.is(error) && error.code === 'ENODEV')
      throw new Error(`${word}: ENODEV: there is no interface '${name}'`, { cause: error })
    throw error
  }
}

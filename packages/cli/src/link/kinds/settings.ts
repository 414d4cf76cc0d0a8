import { isIP } from 'node:net'
import type { LinkInput } from '@nlkit/rtnl'
import { UsageError } from '../../shared/errors.ts'
import { readWords, type Keywords, type Words } from '../../shared/words.ts'
import type { Draft } from '../draft.ts'

type Info = Extract<NonNullable<LinkInput['linkinfo']>, object>

/** The library's settings of a kind. */
export type SettingsOf<K> = Exclude<NonNullable<OfKind<Info, K>['data']>, Uint8Array>

/** The member that is of this kind, among others perhaps. */
type OfKind<I, K> = I extends { kind: infer N } ? (K extends N ? I : never) : never

/** The library's settings of a part of that kind of link. */
export type SlaveSettingsOf<K> = Exclude<
  NonNullable<Extract<Info, { slaveKind: K }>['slaveData']>,
  Uint8Array
>

/** What a word does with those behind it. */
export type Setting = (draft: Draft, words: Words, word: string) => void

/** The words of a kind, as iproute2 spells them. */
export type WordTable = Readonly<Record<string, Setting>>

interface Range {
  readonly min?: number
  readonly max?: number
}

/** A kind of link: its words, and what ip(8) says without any. */
export interface Kind {
  readonly words: WordTable
  /** Words that may come more than once. */
  readonly repeated?: readonly string[]
  /** What a new link has without words. */
  readonly defaults?: Readonly<Record<string, unknown>>
  /** A change must say all settings: the kernel takes those that are left out for 0. */
  readonly isWhole?: boolean
  /** What follows from all words together. @throws UsageError */
  readonly finish?: (draft: Draft) => void
}

/** Reads the words of a kind, to the end. */
export function readSettings({ words: table, repeated, finish }: Kind, draft: Draft, words: Words): void {
  const keywords: Keywords = Object.fromEntries(
    Object.entries(table).map(([word, setting]) => [word, () => setting(draft, words, word)])
  )
  readWords(words, keywords, repeated === undefined ? {} : { repeated })
  finish?.(draft)
}

/** Settings whose keys are those of one of the library's types. */
export function settings<T>() {
  type Key = keyof T & string
  /** A whole number. */
  const number =
    (key: Key, range?: Range): Setting =>
    (draft, words, word) =>
      draft.set(key, words.number(word, range))
  /** One of the table's words, or the number that the kernel has for it. */
  const choice =
    <K extends Key>(key: K, table: Readonly<Record<string, NonNullable<T[K]>>>): Setting =>
    (draft, words, word) => {
      const next = words.peek() ?? ''
      const isNumber = /^\d+$/.test(next) && !Object.hasOwn(table, next)
      draft.set(key, isNumber ? words.number(word, { max: 0xff }) : words.choice(word, table))
    }
  return {
    number,
    choice,
    /** A number of one byte. */
    byte: (key: Key): Setting => number(key, { max: 0xff }),
    /** A number of two bytes. */
    short: (key: Key): Setting => number(key, { max: 0xffff }),
    /** A time or count that may have 64 bits. */
    long: (key: Key): Setting => number(key, { max: Number.MAX_SAFE_INTEGER }),
    /** `on` or `off`, as the kernel's 1 or 0. */
    onOff:
      (key: Key): Setting =>
      (draft, words, word) =>
        draft.set(key, words.onOff(word) ? 1 : 0),
    /** A word that stands for a value. */
    to:
      <K extends Key>(key: K, value: NonNullable<T[K]>): Setting =>
      (draft) =>
        draft.set(key, value),
    /** A word that sets bits, or with `no` before it clears them. */
    bits:
      (keys: readonly Key[], bits: number, isSet = true): Setting =>
      (draft) => {
        for (const key of keys) draft.bits(key, bits, isSet)
      },
    text:
      (key: Key): Setting =>
      (draft, words, word) =>
        draft.set(key, words.take(word)),
    /** An interface, whose index the kernel wants. */
    device:
      (key: Key): Setting =>
      (draft, words, word) =>
        draft.device(key, word, words.take(word)),
    /** An address of the key's family; `any` is none. */
    address:
      (ipv4: Key | undefined, ipv6: Key | undefined): Setting =>
      (draft, words, word) => {
        const address = words.take(word)
        if (address === 'any') return draft.set(ipv4 ?? ipv6 ?? '', ipv4 === undefined ? '::' : '0.0.0.0')
        const key = { 4: ipv4, 6: ipv6 }[isIP(address)]
        if (key === undefined) throw new UsageError(`${word}: '${address}' is not ${what(ipv4, ipv6)}`)
        draft.set(key, address)
      },
    /** Addresses with commas between. */
    addresses:
      (key: Key, family: 4 | 6): Setting =>
      (draft, words, word) => {
        const list = words.take(word).split(',').filter(Boolean)
        const wrong = list.find((address) => isIP(address) !== family)
        if (wrong !== undefined) throw new UsageError(`${word}: '${wrong}' is not an IPv${family} address`)
        draft.set(key, list)
      },
    /** A hardware address of six bytes. */
    hardware:
      (key: Key): Setting =>
      (draft, words, word) =>
        draft.set(key, hardwareOf(words, word))
  }
}

function what(ipv4: string | undefined, ipv6: string | undefined): string {
  if (ipv4 !== undefined && ipv6 !== undefined) return 'an address'
  return ipv4 === undefined ? 'an IPv6 address' : 'an IPv4 address'
}

/** A hardware address of six bytes. */
export function hardwareOf(words: Words, word: string): string {
  const address = words.take(word)
  if (!isHardware(address)) throw new UsageError(`${word}: '${address}' is not a hardware address`)
  return address.toLowerCase()
}

/** Whether it is a hardware address of six bytes. */
export const isHardware = (text: string): boolean => /^([\da-f]{2}:){5}[\da-f]{2}$/i.test(text)

/** A number in hexadecimal, with 0x or without: what iproute2 takes for a type of service, a traffic class, a flow label. */
export function hexOf(words: Words, word: string, max: number): number {
  const text = words.take(word)
  const value = /^(0x)?[\da-f]+$/i.test(text) ? Number.parseInt(text, 16) : Number.NaN
  if (value <= max) return value
  throw new UsageError(`${word}: expected a hexadecimal number to 0x${max.toString(16)}, got '${text}'`)
}

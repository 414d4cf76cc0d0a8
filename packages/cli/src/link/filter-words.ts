import { IFF_UP, type Link, type Rtnl } from '@nlkit/rtnl'
import { UsageError } from '../shared/errors.ts'
import { readWords, type Keywords, type Words } from '../shared/words.ts'
import { slaveOf } from './kinds/kinds.ts'

/** Which links are meant. */
export interface LinkSelection {
  /** One, by name, alternative name or index. */
  readonly device: string | undefined
  /** Those of this one. */
  readonly master: string | undefined
  readonly keep: (link: Link) => boolean
}

/** What a flush names. */
export type LinkFlush = Parameters<Rtnl['links']['flush']>[0]

/** A group of links, by number or as `default`: other names are only in files of iproute2's. */
export const groupOf = (words: Words): number =>
  words.accept('default') === undefined ? words.number('group') : 0

/** What cannot be of one link. */
export const EXCLUSIVE = [
  ['up', 'down'],
  ['master', 'vrf', 'nomaster']
] as const

/** The words that say which links, and what they have said. */
export function linkWords(words: Words): {
  readonly keywords: Keywords
  readonly selection: { -readonly [K in keyof LinkSelection]: LinkSelection[K] }
} {
  const tests: ((link: Link) => boolean)[] = []
  const selection: { -readonly [K in keyof LinkSelection]: LinkSelection[K] } = {
    device: undefined,
    master: undefined,
    keep: (link) => tests.every((test) => test(link))
  }
  const ofMaster = (word: string) => (): void => {
    selection.master = words.take(word)
  }
  const keywords: Keywords = {
    dev: () => (selection.device = words.take('dev')),
    up: () => tests.push(({ flags }) => (flags & IFF_UP) !== 0),
    down: () => tests.push(({ flags }) => (flags & IFF_UP) === 0),
    master: ofMaster('master'),
    vrf: ofMaster('vrf'),
    nomaster: () => tests.push((link) => (link.master ?? 0) === 0),
    novrf: () => tests.push(({ linkinfo }) => linkinfo?.slaveKind !== 'vrf'),
    type: () => tests.push(ofType(words.take('type'))),
    group: () => {
      const group = groupOf(words)
      tests.push((link) => link.group === group)
    }
  }
  return { keywords, selection }
}

/** Reads the words behind `list`. */
export function readSelection(words: Words): LinkSelection {
  const { keywords, selection } = linkWords(words)
  readWords(words, keywords, {
    bare: (word) => {
      if (selection.device !== undefined) return false
      selection.device = word
      return true
    },
    exclusive: EXCLUSIVE
  })
  return selection
}

function ofType(type: string): (link: Link) => boolean {
  const slave = slaveOf(type)
  return slave === undefined
    ? ({ linkinfo }) => linkinfo?.kind === type
    : ({ linkinfo }) => linkinfo?.slaveKind === slave.kind
}

/** Reads the words behind `flush`. @throws UsageError where they name nothing */
export function readFlush(words: Words): LinkFlush {
  const filter: { -readonly [K in keyof LinkFlush]: LinkFlush[K] } = {}
  readWords(
    words,
    {
      master: () => (filter.master = words.take('master')),
      type: () => (filter.kind = words.take('type')),
      group: () => (filter.group = groupOf(words)),
      up: () => (filter.up = true),
      down: () => (filter.up = false)
    },
    { exclusive: EXCLUSIVE }
  )
  if (Object.keys(filter).length === 0)
    throw new UsageError("flush: 'master', 'type', 'group', 'up' or 'down' is missing")
  return filter
}

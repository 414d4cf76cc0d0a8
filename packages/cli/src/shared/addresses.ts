import { isIP } from 'node:net'
import { UsageError } from './errors.ts'
import type { Words } from './words.ts'

/** Whether a word is an address, a prefix, or `default`, of which there is one for each family. */
export function isPrefix(word: string): boolean {
  if (word === 'default' || word === 'any' || word === 'all') return true
  const [address = '', length, ...more] = word.split('/')
  return isIP(address) !== 0 && more.length === 0 && (length === undefined || /^\d+$/.test(length))
}

/** An address, or a prefix; `any` and `all` are iproute2's other words for `default`. */
export function prefixOf(words: Words, what: string): string {
  const word = words.take(what)
  if (!isPrefix(word)) throw new UsageError(`${what}: '${word}' is neither an address nor a prefix`)
  return word === 'any' || word === 'all' ? 'default' : word
}

/** An address, after the family that may stand before it: `via inet6 fe80::1`. */
export function addressOf(
  words: Words,
  what: string
): { address: string; family: 'inet' | 'inet6'; isNamed: boolean } {
  const named = words.accept('inet', 'inet6')
  const address = words.take(what)
  const version = isIP(address)
  if (version === 0) throw new UsageError(`${what}: '${address}' is not an address`)
  return { address, family: version === 6 ? 'inet6' : 'inet', isNamed: named !== undefined }
}

import { hostArch } from '../system.ts'
import { COMMON, OWN } from './errno-tables.ts'

/**
 * Errno numbers and their names. `node:util` knows only those that libuv maps (no ENOTUNIQ, ESTALE ...), and
 * answers from a table of the running system only, while a capture may be read anywhere.
 */

function parse(texts: readonly string[]): ReadonlyMap<number, string> {
  const names = new Map<number, string>()
  let next = 1
  for (const word of texts.join(' ').split(' ')) {
    if (/^\d/.test(word)) {
      next = Number(word)
      continue
    }
    if (word !== '-') names.set(next, word)
    next += 1
  }
  return names
}

const tables = new Map<string, ReadonlyMap<number, string>>()

function tableOf(arch: string): ReadonlyMap<number, string> {
  const [prefix, ...texts] = OWN.find(([prefix]) => arch.startsWith(prefix)) ?? ['', ...COMMON]
  let table = tables.get(prefix)
  if (table === undefined) {
    table = parse(texts)
    tables.set(prefix, table)
  }
  return table
}

/**
 * The name of an errno, of either sign: `errnoName(-17)` is `'EEXIST'`. A number without a name gives `'E<number>'`.
 * @param arch a `process.arch`, or `alpha`, `parisc`, `sparc`, of which it knows nothing; the running one where it is left out
 */
export function errnoName(errno: number, arch: string = hostArch): string {
  const number = Math.abs(errno)
  return tableOf(arch).get(number) ?? `E${number}`
}

/** The positive number of an errno's name on this architecture, `undefined` where there is none of that name. */
export function errnoNumber(name: string, arch: string = hostArch): number | undefined {
  for (const [number, known] of tableOf(arch)) if (known === name) return number
  return undefined
}

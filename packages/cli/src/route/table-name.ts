import type { Words } from '../shared/words.ts'

/** The tables that every kernel has; others have names only in files of iproute2's. */
const TABLES: Readonly<Record<string, number>> = { local: 255, main: 254, default: 253 }

/** A routing table, by number or by one of the kernel's names. */
export function tableOf(words: Words): number {
  const word = words.peek()
  return word !== undefined && Object.hasOwn(TABLES, word)
    ? words.choice('table', TABLES)
    : words.number('table')
}

/** A table's name, or its number. */
export function tableText(table: number): string {
  return Object.keys(TABLES).find((name) => TABLES[name] === table) ?? String(table)
}

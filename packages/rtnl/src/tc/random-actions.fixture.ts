/** What random actions are made of, in tc(8)'s words and ours. */
import * as fc from 'fast-check'
import type { ActionChange } from './actions/shapes.ts'

/** The same in tc's words and ours, with the number that it is to have. */
export interface Scenario {
  readonly words: string
  readonly change: (index: number) => ActionChange
}

export const u8 = fc.integer({ min: 1, max: 0xff })
export const u16 = fc.integer({ min: 1, max: 0xffff })
export const u32 = fc.integer({ min: 1, max: 0xffff_ffff })
export const address = fc.tuple(u8, u8, u8).map((rest) => `10.${rest.join('.')}`)
export const address6 = fc.tuple(u16, u16).map(([a, b]) => `fd00:${a.toString(16)}::${b.toString(16)}`)
export const mac = fc.tuple(u8, u8).map((rest) => `02:00:00:00:${rest.map(hex2).join(':')}`)
export const verdict = fc.constantFrom('pipe' as const, 'ok' as const, 'shot' as const, 'reclassify' as const)
/** tc(8) has other words for two of them. */
export const VERDICTS = { pipe: 'pipe', ok: 'pass', shot: 'drop', reclassify: 'reclassify' } as const

function hex2(byte: number): string {
  return byte.toString(16).padStart(2, '0')
}
export const digits = (bytes: Uint8Array): string => [...bytes].map(hex2).join('')

/** Words that are there where a value is. */
export const optional = (word: string, value: string | number | undefined): string =>
  value === undefined ? '' : ` ${word} ${value}`

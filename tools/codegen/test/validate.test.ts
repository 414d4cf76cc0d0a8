import { enumeration, type Enumeration } from '@nlkit/core/schema'
import { expect, test } from 'vitest'
import { validate } from '../src/validate.ts'

const breachesOf = (entity: Enumeration): string[] => [
  ...validate({ units: [{ entities: [entity] }] } as never).values()
]

test('what the tools call a value is none itself, and means one', () => {
  const rows = [
    ['V_SHOT', 2],
    ['V_OK', 0]
  ] as const
  expect(breachesOf(enumeration('V', 'V', rows, { drop: 'shot' }))).toEqual([])
  expect(breachesOf(enumeration('V', 'V', rows, { drop: 'shut' }))).toEqual([
    "V: 'drop' is said to mean 'shut', which is no value"
  ])
  expect(breachesOf(enumeration('V', 'V', rows, { ok: 'shot' }))).toEqual([
    "V: 'ok' is a value, and said to mean 'shot'"
  ])
})

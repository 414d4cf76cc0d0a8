/** The schema of rules against the kernel's own numbers. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import * as ours from './constants.ts'

const file = join(import.meta.dirname, '../../../../../shared/uapi/constants.json')
const isThere = existsSync(file)

/** Names and numbers of rules, wherever they stand. */
function numbersIn(node: unknown, found: Record<string, number> = {}): Record<string, number> {
  if (typeof node !== 'object' || node === null) return found
  for (const [key, value] of Object.entries(node)) {
    if (typeof value === 'number' && /^(?:FRA|FR_ACT|FIB_RULE)_/.test(key)) found[key] = value
    else numbersIn(value, found)
  }
  return found
}

/** Placeholders, limits, and names of older days for numbers that have a new one. */
const LEFT_OUT = /^(?:FRA_UNSPEC|FRA_UNUSED\d|FRA_PAD|FRA_MAX|FRA_IFNAME|FR_ACT_MAX|FIB_RULE_DEV_DETACHED)$/

describe.runIf(isThere)('the numbers of rules', () => {
  it('are those of the headers', () => {
    const kernel = numbersIn(isThere ? JSON.parse(readFileSync(file, 'utf8')) : {})
    const wanted = Object.fromEntries(Object.entries(kernel).filter(([name]) => !LEFT_OUT.test(name)))
    expect(Object.keys(wanted).length).toBeGreaterThan(38)
    expect(ours).toMatchObject(wanted)
  })
})

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { TITLES, type Figures } from '../test/hardening/figures.ts'
import { renewed, sectionOf } from './reliability.ts'
import { root } from './workspace.ts'

const HEAD = '# Report\n\nWhat was found.\n'

const faults: Figures = {
  title: 'Scripted kernel faults',
  text: 'A kernel that follows a script.',
  columns: ['fault', 'outcome'],
  rows: [['a | b', 1]],
  measured: '2026-01-01 at abc, Linux 6.18, Node v24'
}
const fuzzing: Figures = {
  title: 'Fuzzing',
  text: 'Inputs.',
  columns: ['seed', 'inputs'],
  rows: [[7, 100]],
  addsUp: true,
  measured: '2026-01-01 at abc'
}
const ends: Figures = {
  title: 'Ends and memory',
  text: 'What they say:',
  columns: ['what', 'result', 'measured on'],
  rows: [
    ['workers', 'clean', '2026-01-01'],
    ['harness', 'not run', '']
  ]
}
const whole = renewed('', HEAD, [ends, fuzzing, faults])

it('is the head, then what was measured, in the order of the titles', () => {
  expect(whole).toBe(`# Report

What was found.

## Scripted kernel faults

A kernel that follows a script. Measured on 2026-01-01 at abc, Linux 6.18, Node v24.

| fault | outcome |
| --- | --- |
| a \\| b | 1 |

## Fuzzing

Inputs. Measured on 2026-01-01 at abc.

| seed | inputs |
| --- | --- |
| 7 | 100 |

## Ends and memory

What they say:

| what | result | measured on |
| --- | --- | --- |
| workers | clean | 2026-01-01 |
| harness | not run |  |
`)
})

it('keeps the sections that were not measured, byte by byte', () => {
  expect(renewed(whole, HEAD, [])).toBe(whole)
  const later = renewed(whole, HEAD, [{ ...faults, rows: [['c', 2]], measured: '2026-02-02 at def' }])
  expect(later).toBe(
    whole
      .replace('a \\| b | 1', 'c | 2')
      .replace('2026-01-01 at abc, Linux 6.18, Node v24', '2026-02-02 at def')
  )
  expect(renewed(later, HEAD, [faults])).toBe(whole)
})

it('puts a section that was not there where it belongs', () => {
  const hostile: Figures = { ...faults, title: 'Hostile peers' }
  const headings = renewed(whole, HEAD, [hostile]).match(/^## .*/gm)
  expect(headings).toEqual([
    '## Scripted kernel faults',
    '## Hostile peers',
    '## Fuzzing',
    '## Ends and memory'
  ])
})

it('leaves out what has a title that is no more, and reads what it has written', () => {
  expect(renewed(`${whole}\n## Of old\n\nText.\n`, HEAD, [])).toBe(whole)
  expect(sectionOf(whole, 'Scripted kernel faults')).toEqual({
    ...faults,
    rows: [['a | b', '1']],
    title: undefined
  })
  expect(sectionOf(whole, 'Ends and memory')).toEqual({ ...ends, title: undefined })
  expect(sectionOf(whole, 'Blocking')).toBeUndefined()
})

it('adds up runs of the same day, commit and machine, and begins anew with the next', () => {
  const second = renewed(whole, HEAD, [{ ...fuzzing, rows: [[8, 200]] }])
  expect(sectionOf(second, 'Fuzzing')?.rows).toEqual([
    ['7', '100'],
    ['8', '200']
  ])
  const third = renewed(second, HEAD, [{ ...fuzzing, rows: [[9, 300]], measured: '2026-01-01 at def' }])
  expect(sectionOf(third, 'Fuzzing')?.rows).toEqual([['9', '300']])
})

it('reads the report of this repository, in which nothing is missing', () => {
  const report = readFileSync(join(root, 'docs/reliability.md'), 'utf8')
  expect(TITLES.filter((title) => (sectionOf(report, title)?.rows.length ?? 0) === 0)).toEqual([])
  const head = report.slice(0, report.indexOf('\n## '))
  expect(renewed(report, head, [])).toBe(report)
})

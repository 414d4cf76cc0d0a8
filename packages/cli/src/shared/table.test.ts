import { expect, it } from 'vitest'
import { escaped, visible } from './safe-text.ts'
import { TableText } from './table.ts'

const rows = [
  ['10.0.0.0/8', 'a-very-long-interface-name-of-a-test', 'x'],
  ['default', 'lo', '']
]
const columns = [{ head: 'destination' }, { head: 'interface' }, { head: 'flags' }]

it('makes columns as wide as they need to be, where there is room', () => {
  expect(new TableText(columns, undefined).part(rows)).toBe(
    [
      'destination  interface                             flags',
      '10.0.0.0/8   a-very-long-interface-name-of-a-test  x',
      'default      lo',
      ''
    ].join('\n')
  )
})

it('cuts the widest column to the terminal, and says so', () => {
  const text = new TableText(columns, 40).part(rows)
  expect(text).toContain('a-very-long-interfa…')
  for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(40)
})

it('gives the heading once, and the widths of the first part to all', () => {
  const table = new TableText(columns, undefined)
  table.part(rows)
  expect(table.part([['::/0', 'eth0', '']])).toBe('::/0         eth0\n')
  // Nothing is cut where there is room.
  expect(table.part([['2001:db8:1:2:3::/80', 'eth0', 'x']])).toContain('2001:db8:1:2:3::/80  eth0')
})

it('takes a terminal of width 0 for one of any', () => {
  expect(new TableText(columns, 0).part(rows)).toContain('a-very-long-interface-name-of-a-test')
})

it('leaves JSON the same, and no control character in it', () => {
  const value = { name: 'a\u001b\u007f\u009b31m\u202e' }
  const text = escaped(JSON.stringify(value))
  expect(text).toMatch(/^[\x20-\x7e]+$/)
  expect(JSON.parse(text)).toEqual(value)
})

it('shows control characters instead of sending them', () => {
  expect(visible('a\u001b[31mb\n\u0085\u202ec')).toBe('a\\x1b[31mb\\x0a\\x85\\u202ec')
  expect(visible('eth0 äß漢')).toBe('eth0 äß漢')
})

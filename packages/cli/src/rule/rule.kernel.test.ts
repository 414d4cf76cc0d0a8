import { describe, expect, it } from 'vitest'
import { ip, ipJson } from '../../../../test/support/kernel.ts'
import { nlkit, nlkitJson, outcomeOf } from '../shared/command.fixture.ts'

const all = async (): Promise<unknown> => [
  await ipJson('-d', 'rule', 'show'),
  await ipJson('-6', '-d', 'rule', 'show')
]

describe('nlkit rule', () => {
  it.each([
    'from 10.0.0.0/8 lookup 100 pref 1000',
    'not from 10.0.0.1 to 10.9.0.0/16 table main priority 1001',
    'fwmark 0x10/0xff iif lo lookup 7 pref 1002',
    'oif lo uidrange 5-10 ipproto tcp dport 80 sport 1000-2000 table 8 pref 1003',
    'to 10.4.0.0/16 prohibit pref 1004',
    'from all blackhole pref 1005',
    'from all goto 32766 pref 1006',
    'from all lookup main suppress_prefixlength 0 pref 1007 protocol static',
    'tos 10 lookup default pref 1008',
    'from 2001:db8::/32 lookup 9 pref 1009'
  ])('%s: ip shows it as asked, and its JSON is the same', async (text) => {
    const words = text.split(' ')
    const before = await all()
    await ip(...(text.includes('::') ? ['-6'] : []), 'rule', 'add', ...words)
    const theirs = await all()
    expect(await nlkitJson('rule', 'list')).toEqual((theirs as unknown[])[0])
    expect(await nlkitJson('-6', 'rule', 'list')).toEqual((theirs as unknown[])[1])
    await nlkit('rule', 'del', ...words)
    expect(await all()).toEqual(before)
    await nlkit('rule', 'add', ...words)
    expect(await all()).toEqual(theirs)
    await nlkit('rule', 'del', ...words)
  })

  it('is a table, filters, and flushes what it is told', async () => {
    await nlkit('rule', 'add', 'from', '10.7.0.0/16', 'lookup', '77', 'pref', '500')
    await nlkit('rule', 'add', '--object', '{"dst":"10.8.0.0/16","table":77,"priority":501}')
    expect(await nlkit('rule')).toMatch(/^500 +10\.7\.0\.0\/16 +lookup 77 +unspec$/m)
    expect(await nlkitJson('rule', 'list', 'table', '77')).toHaveLength(2)
    for (const words of [
      ['from', '10.7.0.0/16'],
      ['to', '10.8.0.0/16'],
      ['from', 'all']
    ]) {
      const theirs = await ipJson('-d', 'rule', 'show', ...words)
      expect(theirs.length).toBeGreaterThan(0)
      expect(await nlkitJson('rule', 'list', ...words)).toEqual(theirs)
    }
    expect(await nlkitJson('rule', 'list', 'pref', '501')).toMatchObject([{ dst: '10.8.0.0', dstlen: 16 }])
    expect(await nlkit('rule', 'flush', 'table', '77')).toBe('2 rules removed\n')
  })

  it.each([
    ['rule del pref 4711', 1, /ENOENT/],
    ['rule add from 10.0.0.0/8 lookup x', 2, /table: expected a whole number/],
    ['rule add fwmark 1/2/3', 2, /fwmark/],
    ['rule add dport 99999', 2, /dport: expected a whole number from 0 to 65535/],
    ['rule add color blue', 2, /'color': expected one of/]
  ])('%s: status %i and why', async (text, status, stderr) => {
    const outcome = await outcomeOf(...text.split(' '))
    expect(outcome).toMatchObject({ status, stdout: '' })
    expect(outcome.stderr).toMatch(stderr)
  })
})

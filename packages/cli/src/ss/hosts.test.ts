import { expect, it } from 'vitest'
import { hostNamesOf } from './hosts.ts'

it('names what has a name, and looks an IPv4 address up as such', async () => {
  const asked: string[] = []
  const names = await hostNamesOf(['10.0.0.1', '::ffff:10.0.0.2', 'fd00::1'], (address) => {
    asked.push(address)
    return address.includes(':') ? Promise.reject(new Error('ENOTFOUND')) : Promise.resolve(`host-${address}`)
  })
  expect(asked.toSorted()).toEqual(['10.0.0.1', '10.0.0.2', 'fd00::1'])
  expect(Object.fromEntries(names)).toEqual({
    '10.0.0.1': 'host-10.0.0.1',
    '::ffff:10.0.0.2': 'host-10.0.0.2'
  })
})

it('gives up what nobody answers, and keeps what was known by then', async () => {
  const silent = new Promise<string>(() => {})
  const addresses = ['10.0.0.1', ...Array.from({ length: 20 }, (_, i) => `10.0.1.${i}`)]
  const names = await hostNamesOf(
    addresses,
    (address) => (address === '10.0.0.1' ? Promise.resolve('one') : silent),
    20
  )
  expect([...names]).toEqual([['10.0.0.1', 'one']])
})

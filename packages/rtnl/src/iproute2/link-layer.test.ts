import { expect, it } from 'vitest'
import { linkAddressText, linkTypeName } from './link-layer.ts'

it('names types of links as ll_type_n2a() does', () => {
  const types = ['ether', 'netrom', 'tunnel', 'ip6gre', 'ieee80211', 'mctp', 'vsockmon', 790, 4711] as const
  expect(types.map(linkTypeName)).toEqual([
    'ether',
    'generic',
    'ipip',
    'gre6',
    'ieee802.11',
    '[290]',
    '[826]',
    'fcfb3',
    '[4711]'
  ])
})

it("writes tunnels' addresses as those of what they run over, and others in bytes", () => {
  const v4 = '0a:00:00:01'
  const v6 = 'fc:00:00:00:00:00:00:00:00:00:00:00:00:00:00:01'
  for (const type of ['tunnel', 'sit', 'ipgre'] as const) {
    expect(linkAddressText(v4, type)).toBe('10.0.0.1')
    expect(linkAddressText(v6, type)).toBe(v6)
  }
  for (const type of ['tunnel6', 'ip6gre'] as const) {
    expect(linkAddressText(v6, type)).toBe('fc00::1')
    expect(linkAddressText(v4, type)).toBe(v4)
  }
  expect(linkAddressText(v4, 'ether')).toBe(v4)
  expect(linkAddressText(undefined, 'sit')).toBeUndefined()
})

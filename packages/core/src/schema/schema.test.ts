import { describe, expect, test } from 'vitest'
import {
  array,
  attributes,
  be16,
  binary,
  bits,
  choice,
  enumeration,
  flags,
  keyOf,
  literalOf,
  padding,
  struct,
  typeNameOf,
  u16,
  u32,
  u8,
  usual
} from './index.ts'

describe('names', () => {
  test.each([
    ['IFLA_NUM_TX_QUEUES', 'IFLA', 'numTxQueues'],
    ['ifi_index', 'ifi_', 'index'],
    ['IFA_RT_PRIORITY', 'IFA', 'rtPriority'],
    ['IFLA_GSO_IPV4_MAX_SIZE', 'IFLA', 'gsoIpv4MaxSize'],
    ['IFLA_INET6_ICMP6STATS', 'IFLA_INET6', 'icmp6stats'],
    ['rx_packets', '', 'rxPackets'],
    ['cstamp', 'ifa_', 'cstamp'],
    ['tcm__pad1', 'tcm_', 'pad1'],
    ['Scell_log', '', 'scellLog'],
    ['IFLA_STATS64', 'IFLA', 'stats64']
  ])('%s without %s is %s', (c, prefix, key) => {
    expect(keyOf(c, prefix)).toBe(key)
  })

  test('of values have hyphens', () => {
    expect(literalOf('IN6_ADDR_GEN_MODE_STABLE_PRIVACY', 'IN6_ADDR_GEN_MODE')).toBe('stable-privacy')
  })

  test('of types are in PascalCase', () => {
    expect(typeNameOf('rta_cacheinfo')).toBe('RtaCacheinfo')
    expect(typeNameOf('bridgePort')).toBe('BridgePort')
  })
})

describe('structs', () => {
  test('have the holes that C has', () => {
    const one = struct('one', '', [
      ['a', u8, 'A byte.'],
      ['b', u32, 'Aligned to four.'],
      ['c', be16, 'Two bytes.'],
      [padding(1)],
      ['d', u8, 'A byte.'],
      ['e', u16, 'Two bytes.']
    ])
    expect(one.members.map((member) => member.offset)).toEqual([0, 4, 8, 10, 11, 12])
    expect(one.size).toBe(16)
  })

  test('may be packed, may overlap, may have bit-fields', () => {
    const packed = struct(
      'packed',
      '',
      [
        ['a', u8, ''],
        ['b', u32, '']
      ],
      { packed: true }
    )
    expect([packed.members[1]?.offset, packed.size]).toEqual([1, 5])
    const union = struct('union', '', [
      ['a', u32, ''],
      ['b', u16, '', { offset: 0 }]
    ])
    expect([union.members[1]?.offset, union.size]).toEqual([0, 4])
    const fields = struct('fields', '', [
      [
        bits(u8, [
          ['ihl', 4, ''],
          ['version', 4, '']
        ])
      ],
      ['tos', u8, '']
    ])
    expect(fields.size).toBe(2)
  })

  test('nest, and end in what has no size of its own', () => {
    const inner = struct('inner', '', [
      ['a', u32, ''],
      ['b', u8, '']
    ])
    const outer = struct('outer', '', [
      ['x', u8, ''],
      ['inner', inner, ''],
      ['list', array(u16), '']
    ])
    expect([inner.size, outer.members[1]?.offset, outer.members[2]?.offset, outer.size]).toEqual([
      8, 4, 12, 12
    ])
    expect(outer.flexible).toBe(true)
    expect(() =>
      struct('bad', '', [
        ['a', binary(), ''],
        ['b', u8, '']
      ])
    ).toThrow('bad: only the last member')
  })
})

test('sets, enumerations and flags are plain data', () => {
  const states = enumeration('State', 'S', [
    ['S_UP', 1, 'Up.'],
    ['S_DOWN', 2, 'Down.', 'off']
  ])
  const set = attributes('Things', 'T', 'Things.', [
    ['T_STATE', 1, u8, 'State.', { key: 'other' }],
    ['T_DATA', 2, choice('other', { up: binary() }), 'Data.']
  ])
  const bitsOf = flags('F', [['F_A', 1]])
  for (const value of [states, set, bitsOf]) expect(structuredClone(value)).toEqual(value)
  expect(states.entries.map(({ name }) => name)).toEqual(['up', 'off'])
  expect(set.attributes.map(({ key }) => key)).toEqual(['other', 'data'])
})

test('what is usual must be there', () => {
  const set = attributes('Things', 'T', 'Things.', [['T_A', 1, u8, 'A.']])
  expect(usual(set, ['T_A']).attributes[0]?.usual).toBe(true)
  expect(() => usual(set, ['T_B'])).toThrow('Things has no T_B')
})

import { describe, expect, it } from 'vitest'
import { readFilter } from './expression.ts'
import type { Filter } from './expression.ts'

const read = (filter: Filter): unknown => readFilter(filter).node
// What a caller without types may pass.
const readAny = (filter: unknown): unknown => readFilter(filter as Filter)

describe('readFilter', () => {
  it('gives an object and its text the same tree', () => {
    expect(
      read({ dst: '10.0.0.0/8', or: [{ dport: 443 }, { sport: { ge: 1024 } }], not: { dev: 'eth0' } })
    ).toEqual(read('( dport = :443 or sport >= 1024 ) and not dev eth0 and dst 10.0.0.0/8'))
    expect(read({ sport: { gt: 1, lt: 9, ne: 5 } })).toEqual(read('sport > 1 sport < 9 sport != 5'))
    expect(read({ mark: { mark: 1, mask: 3 } })).toEqual(read('fwmark = 1/3'))
    expect(read({ mark: 7 })).toEqual(read('fwmark 7'))
    expect(read({ autobound: false })).toEqual(read('not autobound'))
    expect(read({ cgroup: '/a' })).toEqual(read('cgroup /a'))
    expect(read({ sport: ':https' })).toEqual(read('sport = :https'))
    expect(read({ and: ['sport = 1', { dport: 2 }] })).toEqual(read('sport = 1 and dport = 2'))
  })

  it('takes what no text can say', () => {
    expect(read({ uid: 0, state: 'listening' })).toEqual({
      kind: 'and',
      terms: [
        { kind: 'field', field: 'uid', value: 0 },
        { kind: 'field', field: 'state', value: 10 }
      ]
    })
    expect(read({ cookie: '0x00FF' })).toEqual({ kind: 'field', field: 'cookie', value: '0xff' })
    expect(read({ cgroup: '0x2a' })).toEqual({ kind: 'cgroup', id: '0x2a' })
    // The states of a text inside an object are conditions like others.
    expect(read({ not: 'state listening' })).toEqual({
      kind: 'not',
      term: { kind: 'field', field: 'state', value: 10 }
    })
  })

  it('has true and false', () => {
    expect(read({})).toEqual({ kind: 'constant', value: true })
    expect(read({ or: [] })).toEqual({ kind: 'constant', value: false })
    expect(read({ and: [] })).toEqual({ kind: 'constant', value: true })
    expect(read({ not: {} })).toEqual({ kind: 'constant', value: false })
  })

  it('names the key that is wrong', () => {
    expect(() => readAny({ or: [{ dport: 443 }, { dprt: 1 }] })).toThrow(
      new TypeError('filter.or[1].dprt: unknown condition')
    )
    expect(() => readAny({ sport: 65_536 })).toThrow(
      new RangeError('filter.sport: 65536 is not in 0 to 65535')
    )
    expect(() => readAny({ sport: { ge: -1 } })).toThrow(RangeError)
    expect(() => readAny({ sport: { from: 1 } })).toThrow(
      new TypeError('filter.sport.from: unknown comparison')
    )
    expect(() => readAny({ sport: {} })).toThrow(TypeError)
    expect(() => readAny({ sport: null })).toThrow(TypeError)
    expect(() => readAny({ dst: '10.0.0.0/33' })).toThrow(
      new TypeError('filter.dst: expected a prefix length of 0 to 32, not "33"')
    )
    expect(() => readAny({ dst: 5 })).toThrow(TypeError)
    expect(() => readAny({ not: [] })).toThrow(
      new TypeError("filter.not: expected a filter's text or object")
    )
    expect(() => readAny({ and: {} })).toThrow(new TypeError('filter.and: expected an array of filters'))
    expect(() => readAny({ dev: '' })).toThrow(TypeError)
    expect(() => readAny({ mark: 2 ** 32 })).toThrow(RangeError)
    expect(() => readAny({ cookie: '12' })).toThrow(TypeError)
    expect(() => readAny({ state: 'sleeping' })).toThrow(
      new TypeError('filter.state: unknown state "sleeping"')
    )
    expect(() => readAny(null)).toThrow(TypeError)
    expect(() => readAny({ and: ['sport >'] })).toThrow(SyntaxError)
  })
})

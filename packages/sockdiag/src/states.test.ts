import { SockDiag } from './sockdiag.ts'
import { describe, expect, it } from 'vitest'
import { ALL_STATES, stateMask, stateName, stateNumber, statesOf } from './states.ts'

describe('states', () => {
  it('names every state of net/tcp_states.h and keeps numbers beyond', () => {
    expect(statesOf(ALL_STATES & ~1)).toEqual([
      'established',
      'syn-sent',
      'syn-recv',
      'fin-wait1',
      'fin-wait2',
      'time-wait',
      'close',
      'close-wait',
      'last-ack',
      'listen',
      'closing'
    ])
    expect(stateName(13)).toBe('bound-inactive')
    expect(stateName(29)).toBe(29)
    expect(stateName(0)).toBe(0)
  })

  it("takes ss's spellings in any case", () => {
    for (const [name, number] of [
      ['ESTAB', 1],
      ['UNCONN', 7],
      ['closed', 7],
      ['Listening', 10],
      ['fin-wait-1', 4],
      ['syn-rcv', 3]
    ] as const) {
      expect(stateNumber(name)).toBe(number)
    }
    expect(stateNumber('open')).toBeUndefined()
    expect(stateNumber('toString')).toBeUndefined()
  })

  it("has ss's groups", () => {
    expect(stateMask('connected')).toBe(0xfff & ~(1 << 7) & ~(1 << 10))
    expect(stateMask('synchronized')).toBe(0xfff & ~(1 << 7) & ~(1 << 10) & ~(1 << 2))
    expect(stateMask(['bucket'])).toBe((1 << 3) | (1 << 6))
    expect(stateMask(['big', 'time-wait'])).toBe(0xfff & ~(1 << 3))
  })

  it('makes masks of names and numbers and says what is wrong', () => {
    expect(stateMask(['listen', 1])).toBe((1 << 10) | 2)
    expect(stateMask(0x402)).toBe(0x402)
    expect(stateMask([])).toBe(0)
    // @ts-expect-error a misspelt name
    expect(() => stateMask(['listn'])).toThrow(new TypeError('states: unknown state "listn"'))
    expect(() => stateMask([32])).toThrow(RangeError)
    expect(() => stateMask(-1)).toThrow(RangeError)
    expect(() => stateMask(1.5)).toThrow(RangeError)
  })
})

it.each(['blue', null])('%j is no options to open with', (options) => {
  expect(() => SockDiag.open(options as never)).toThrow(new TypeError('options: expected an object'))
})

import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blockOf } from './place.ts'
import { filterInfo } from './filter-info.ts'
import { formatU32Handle, parseU32Handle } from './filters/u32-handle.ts'
import { filterParent, formatHandle, handle, parseHandle } from './handle.ts'
import { chainOf, gotoChain, jump } from './verdict.ts'

describe('handles', () => {
  it.each([
    ['1:10', 0x0001_0010],
    ['1:', 0x0001_0000],
    [':a', 0x0000_000a],
    ['8001:', 0x8001_0000],
    ['ffff:fff2', 0xffff_fff2],
    ['root', 0xffff_ffff],
    ['ingress', 0xffff_fff1],
    ['none', 0]
  ])('%s is a number, and back', (text, number) => {
    expect(parseHandle(text)).toBe(number)
    expect(formatHandle(number)).toBe(text)
  })

  it('may be written in other ways', () => {
    expect(parseHandle('clsact')).toBe(0xffff_fff1)
    expect(parseHandle('1:0')).toBe(0x0001_0000)
    expect(parseHandle('0001:00FF')).toBe(0x0001_00ff)
    expect(parseHandle(0x0001_0010)).toBe(0x0001_0010)
  })

  it('come back whatever they are', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffff_ffff }), (number) => {
        expect(handle.encode(handle.decode(number))).toBe(number)
        expect(filterParent.encode(filterParent.decode(number))).toBe(number)
        expect(parseU32Handle(formatU32Handle(number))).toBe(number)
      })
    )
  })

  it.each([
    ['', TypeError],
    [':', TypeError],
    ['1', TypeError],
    ['1:10:1', TypeError],
    ['g:1', TypeError],
    ['10000:', RangeError],
    ['1:10000', RangeError],
    [-1, RangeError],
    [1.5, RangeError],
    [undefined, TypeError]
  ])('%s is none', (value, error) => {
    expect(() => parseHandle(value as string)).toThrow(error)
  })

  it('of filters say on which side of clsact they are', () => {
    expect(filterParent.encode('ingress')).toBe(0xffff_fff2)
    expect(filterParent.encode('egress')).toBe(0xffff_fff3)
    expect(filterParent.decode(0xffff_fff3)).toBe('egress')
    expect(filterParent.decode(0xffff_fff1)).toBe('ffff:fff1')
    expect(blockOf({ ifindex: -1, parent: ':15' })).toBe(21)
    expect(blockOf({ ifindex: -1, parent: '1:2' })).toBe(0x0001_0002)
    expect(blockOf({ ifindex: 3, parent: '1:2' })).toBeUndefined()
  })
})

describe('handles of u32', () => {
  it.each([
    ['800:', 0x8000_0000],
    ['800::800', 0x8000_0800],
    ['1:2:5', 0x0010_2005],
    ['1:a', 0x0010_a000]
  ])('%s is a number, and back', (text, number) => {
    expect(parseU32Handle(text)).toBe(number)
    expect(formatU32Handle(number)).toBe(text)
  })

  it('are refused when they are none', () => {
    expect(() => parseU32Handle('800')).toThrow(TypeError)
    expect(() => parseU32Handle('1000:')).toThrow(RangeError)
    expect(() => parseU32Handle('1:100:1')).toThrow(RangeError)
    expect(() => parseU32Handle('1:1:1000')).toThrow(RangeError)
  })
})

describe('protocol and priority', () => {
  it('share a word, the protocol in network order', () => {
    const bytes = new Uint8Array(4)
    const view = new Uint32Array(bytes.buffer)
    view[0] = filterInfo.encode({ protocol: 'ipv6', prio: 5 })
    const isLittle = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1
    expect([...bytes]).toEqual(isLittle ? [0x86, 0xdd, 5, 0] : [0, 5, 0x86, 0xdd])
    expect(filterInfo.decode(view[0])).toEqual({ protocol: 'ipv6', prio: 5 })
    expect(filterInfo.decode(filterInfo.encode({ protocol: 0x1234 }))).toEqual({ protocol: 0x1234, prio: 0 })
  })

  it('are refused when they do not fit', () => {
    expect(() => filterInfo.encode({ prio: 65_536 })).toThrow(RangeError)
    expect(() => filterInfo.encode({ prio: '1' as never })).toThrow(TypeError)
    expect(() => filterInfo.encode({ protocol: 'nothing' as never })).toThrow(TypeError)
    expect(() => filterInfo.encode(3 as never)).toThrow(TypeError)
  })
})

describe('results with a number', () => {
  it('jump and go on in chains', () => {
    expect(gotoChain(20)).toBe(0x2000_0014)
    expect(jump(2)).toBe(0x1000_0002)
    expect(chainOf(gotoChain(20))).toBe(20)
    expect(chainOf(jump(2))).toBeUndefined()
    expect(chainOf('shot')).toBeUndefined()
    expect(() => gotoChain(0x1000_0000)).toThrow(RangeError)
    expect(() => jump(-1)).toThrow(RangeError)
  })
})

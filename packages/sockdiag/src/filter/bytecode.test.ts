import { describe, expect, it } from 'vitest'
import { and, not, or } from './ast.ts'
import {
  fc,
  arbitraryEntry,
  arbitraryFilter,
  arbitraryKernelLeaf,
  arbitraryLeaf,
  socketOf
} from './arbitraries.fixture.ts'
import { compileFilter } from './bytecode.ts'
import { audit, run } from './kernel-model.fixture.ts'
import { parseFilter } from './parse.ts'
import { inetFilter } from '../inet/filter.ts'

const hex = (code: Uint8Array | undefined): string | undefined => code && Buffer.from(code).toString('hex')
const bytes = (spaced: string): string => spaced.replaceAll(' ', '')
const compile = (text: string): string | undefined => hex(compileFilter(parseFilter(text).node).code)

describe('compileFilter', () => {
  it('writes instructions that fall through on yes and leap on no', () => {
    expect(compile('sport >= 1024')).toBe(bytes('0208 0c00 0000 0004'))
    expect(compile('autobound')).toBe('06040800')
    expect(compile('dst 10.0.0.0/8')).toBe(bytes('0810 1400 02080000 ffffffff 0a000000'))
    expect(compile('src *:80')).toBe(bytes('070c 1000 00000000 50000000'))
    expect(compile('dev 3')).toBe(bytes('0908 0c00 03000000'))
    expect(compile('fwmark 1/3')).toBe(bytes('0a0c 1000 01000000 03000000'))
    expect(compile('sport = 80')).toBe(bytes('0b08 0c00 0000 5000'))
  })

  it('short-circuits and, or and not', () => {
    const ge = '0208'
    const le = '0308'
    expect(compile('sport >= 1 and sport <= 2')).toBe(bytes(`${ge}1400 00000100 ${le}0c00 00000200`))
    expect(compile('sport >= 1 or sport <= 2')).toBe(bytes(`${ge}0c00 00000100 01040c00 ${le}0c00 00000200`))
    expect(compile('not sport >= 1')).toBe(bytes(`${ge}0c00 00000100 01040800`))
  })

  it('sends nothing when everything passes and one leap when nothing does', () => {
    expect(compileFilter(parseFilter('').node)).toEqual({ exact: true })
    expect(hex(compileFilter({ kind: 'constant', value: false }).code)).toBe('01040800')
  })

  it('never leaves out a socket for what the kernel cannot decide', () => {
    const uid = { kind: 'field', field: 'uid', value: 0 } as const
    const port = { kind: 'port', side: 'src', op: 'eq', port: 80 } as const
    expect(compileFilter(uid)).toEqual({ exact: false })
    expect(compileFilter(not(uid))).toEqual({ exact: false })
    expect(compileFilter(or([uid, port]))).toEqual({ exact: false })
    expect(compileFilter(and([uid, port]))).toEqual({ exact: false, code: compileFilter(port).code })
    expect(compileFilter(not(or([uid, port])))).toEqual({ exact: false, code: compileFilter(not(port)).code })
  })

  it('avoids younger codes when told to', () => {
    const node = and([
      { kind: 'port', side: 'src', op: 'eq', port: 80 },
      { kind: 'cgroup', id: '0x1' }
    ])
    const { code, exact } = compileFilter(node, { conservative: true })
    expect([hex(code), exact]).toEqual(['070c10000000000050000000', false])
  })

  it('gives up on code that offsets of 16 bits cannot span', () => {
    const node = parseFilter(new Array(20_000).fill('sport 1').join(' or ')).node
    expect(compileFilter(node)).toEqual({ exact: false })
  })

  it('is admitted by the audit and decides as the filter in JavaScript', () => {
    const sockets = fc.array(arbitraryEntry, { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(arbitraryFilter(arbitraryKernelLeaf), sockets, (node, entries) => {
        const { code, exact } = compileFilter(node)
        const passes = inetFilter(node)
        const kernel = entries.map((entry) => code === undefined || run(code, entry))
        expect([exact, code && audit(code)]).toEqual([true, undefined])
        expect(kernel).toEqual(entries.map((entry) => passes(socketOf(entry))))
      }),
      { numRuns: 500 }
    )
  })

  it('passes at least what the filter passes when leaves are foreign to the kernel', () => {
    const sockets = fc.array(arbitraryEntry, { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(arbitraryFilter(arbitraryLeaf), sockets, fc.boolean(), (node, entries, conservative) => {
        const { code, exact } = compileFilter(node, { conservative })
        const passes = inetFilter(node)
        const kept = entries.filter((entry) => code === undefined || run(code, entry))
        const wanted = entries.filter((entry) => passes(socketOf(entry)))
        expect(code && audit(code)).toBeUndefined()
        expect(exact ? kept : kept.filter((entry) => passes(socketOf(entry)))).toEqual(wanted)
      }),
      { numRuns: 500 }
    )
  })
})

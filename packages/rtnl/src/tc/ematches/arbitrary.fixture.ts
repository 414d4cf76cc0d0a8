/** Random ematches: their list is hand-written, so this is. */
import * as fc from 'fast-check'
import type { Arbitrary } from 'fast-check'
import type { Type } from '@nlkit/core/schema'
import { tcU32Key } from '../u32-key.schema.ts'
import { canFilter, emIpt, emMeta, tcfEmCmp, tcfEmNbyte, tcfEmText, xtSetInfo } from './ematch.schema.ts'
import type { EmMetaData } from './ematch-meta.ts'

const TCF_EM_SIMPLE = 8
const pattern = fc.uint8Array({ maxLength: 20 })

/** @param of random payloads of a schema's type */
export function ematchArbitrary(of: (type: Type) => Arbitrary<unknown>): Arbitrary<unknown> {
  const payloads = payloadsOf(of)
  return fc
    .tuple(fc.constantFrom(...Object.keys(payloads)), fc.nat(0xff), fc.nat(0xffff))
    .chain(([kind, flags, matchid]) =>
      fc.record({
        matchid: fc.constant(matchid),
        kind: fc.constant(kind),
        flags: fc.constant(flags),
        pad: fc.constant(0),
        data: (flags & TCF_EM_SIMPLE) === 0 ? (payloads[kind] ?? fc.nat()) : fc.nat()
      })
    )
}

function payloadsOf(of: (type: Type) => Arbitrary<unknown>): Readonly<Record<string, Arbitrary<unknown>>> {
  return {
    container: fc.nat(),
    cmp: of(tcfEmCmp),
    nbyte: withPattern(of(tcfEmNbyte), 'len'),
    u32: of(tcU32Key),
    meta: meta(of({ kind: 'nest', set: emMeta, flagged: false })),
    text: withPattern(of(tcfEmText), 'patternLen'),
    vlan: fc.uint8Array({ maxLength: 8 }),
    canid: of({ kind: 'array', element: canFilter }),
    ipset: of(xtSetInfo),
    ipt: of({ kind: 'nest', set: emIpt, flagged: false })
  }
}

/** A struct with a pattern behind it, whose length it says. */
function withPattern(head: Arbitrary<unknown>, length: string): Arbitrary<unknown> {
  return fc
    .tuple(head, pattern)
    .map(([value, bytes]) => ({ ...(value as object), [length]: bytes.length, pattern: bytes }))
}

/** Numbers where the header says so, else bytes. */
function meta(value: Arbitrary<unknown>): Arbitrary<unknown> {
  return fc.tuple(value, fc.nat(), fc.nat()).map(([random, left, right]) => {
    const data = random as EmMetaData
    if (data.hdr?.left.kind.type !== 'int') return data
    if (data.lvalue !== undefined) data.lvalue = left * 2 ** 20
    if (data.rvalue !== undefined) data.rvalue = right
    return data
  })
}

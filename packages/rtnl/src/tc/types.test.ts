/** What the types promise; the compiler is the test. */
import type { Codec } from '@nlkit/core/codec'
import { describe, expectTypeOf, it } from 'vitest'
import type { Action, Qdisc, QdiscChange, QdiscInput, Tclass, Tfilter } from './index.ts'
import type { FilterChange } from './filters.ts'
import type { U32Options } from './filters/u32.codec.ts'
import type { FlowerOptions } from './filters/flower.codec.ts'
import type { MirredOptions } from './actions/mirred.codec.ts'
import type { HtbOptions } from './qdiscs/htb.codec.ts'
import type { TbfOptions } from './qdiscs/tbf.codec.ts'
import type { qdiscCodec } from './qdiscs/codec.ts'

describe('kinds', () => {
  it('tell settings apart', () => {
    expectTypeOf<Extract<Qdisc, { kind: 'tbf' }>['options']>().toEqualTypeOf<TbfOptions | undefined>()
    expectTypeOf<Extract<Tclass, { kind: 'htb' }>['options']>().toEqualTypeOf<HtbOptions | undefined>()
    expectTypeOf<Extract<Tfilter, { kind: 'u32' }>['options']>().toEqualTypeOf<U32Options | undefined>()
    expectTypeOf<Extract<Tfilter, { kind: 'flower' }>['options']>().toEqualTypeOf<FlowerOptions | undefined>()
    expectTypeOf<Extract<Action, { kind: 'mirred' }>['options']>().toEqualTypeOf<MirredOptions | undefined>()
  })

  it('take what was read', () => {
    expectTypeOf<Qdisc>().toExtend<QdiscInput>()
    expectTypeOf<typeof qdiscCodec>().toEqualTypeOf<Codec<Qdisc, QdiscInput>>()
  })

  it('take SI units where there are some, and the wire`s own', () => {
    expectTypeOf<{
      kind: 'tbf'
      options: { rate: { bytesPerSecond: number }; burst: number; limit: number }
    }>().toExtend<QdiscChange>()
    expectTypeOf<{ kind: 'tbf'; options: { parms: { limit: number } } }>().toExtend<QdiscChange>()
    expectTypeOf<{ kind: 'fq_codel'; options: { limit: number } }>().toExtend<QdiscChange>()
    expectTypeOf<{ kind: 'fq_codel'; options: { nothing: number } }>().not.toExtend<QdiscChange>()
    expectTypeOf<{
      dev: string
      kind: 'flower'
      handle: number
      options: { keyIpv4Dst: string }
    }>().toExtend<FilterChange>()
  })
})

/** Random filters and sockets from small worlds, so that conditions meet sockets often. */
import * as fc from 'fast-check'
import { and, not, or } from './ast.ts'
import type { FilterNode, LeafNode } from './ast.ts'
import type { Entry } from './kernel-model.fixture.ts'
import type { FilterableSocket } from './predicate.ts'

export { fc }

const side = fc.constantFrom('src' as const, 'dst' as const)
const port = fc.constantFrom(0, 22, 80, 443, 1024, 40_000, 65_535)
const v4 = fc.constantFrom(0, 0x0a000001, 0x0a0000ff, 0x0a800001, 0x7f000001, 0xffffffff)
const v6 = fc.oneof(
  v4.map((word) => [0, 0, 0xffff, word]),
  fc.constantFrom([0, 0, 0, 0], [0, 0, 0, 1], [0xfe800000, 0, 0, 1], [0xfe800000, 0, 0x80000000, 1])
)
const mark = fc.constantFrom(0, 1, 3, 0x80000001)
const cgroup = fc.constantFrom('0x1', '0x2a', '0xffffffffffffffff')

const inetLeaf: fc.Arbitrary<LeafNode> = fc
  .tuple(
    side,
    fc.oneof(
      fc.constant({ address: [] as number[], prefix: 0 }),
      fc
        .constantFrom('inet' as const, 'inet6' as const)
        .map((family) => ({ family, address: [] as number[], prefix: 0 })),
      fc
        .tuple(v4, fc.integer({ min: 0, max: 32 }))
        .map(([word, prefix]) => ({ family: 'inet' as const, address: [word], prefix })),
      fc
        .tuple(v6, fc.integer({ min: 0, max: 128 }))
        .map(([address, prefix]) => ({ family: 'inet6' as const, address, prefix }))
    ),
    fc.option(port, { nil: undefined })
  )
  .map(([at, prefix, number]) => ({
    kind: 'inet' as const,
    side: at,
    ...prefix,
    ...(number !== undefined && { port: number })
  }))

/** Leaves that bytecode and JavaScript decide alike. */
export const arbitraryKernelLeaf: fc.Arbitrary<LeafNode> = fc.oneof(
  fc.record({
    kind: fc.constant('port' as const),
    side,
    op: fc.constantFrom('eq' as const, 'ge' as const, 'le' as const),
    port
  }),
  inetLeaf,
  fc.record({ kind: fc.constant('dev' as const), dev: fc.nat(2) }),
  fc.record({ kind: fc.constant('mark' as const), mark, mask: fc.constantFrom(0xffffffff, 1, 2, 0) }),
  fc.record({ kind: fc.constant('cgroup' as const), id: cgroup })
)

/** Those and leaves of which the kernel knows nothing. */
export const arbitraryLeaf: fc.Arbitrary<LeafNode> = fc.oneof(
  { weight: 3, arbitrary: arbitraryKernelLeaf },
  fc.record({ kind: fc.constant('field' as const), field: fc.constant('uid' as const), value: fc.nat(1) }),
  fc.record({
    kind: fc.constant('field' as const),
    field: fc.constant('state' as const),
    value: fc.constantFrom(1, 10)
  })
)

export function arbitraryFilter(leaf: fc.Arbitrary<LeafNode>): fc.Arbitrary<FilterNode> {
  return fc.letrec<{ node: FilterNode }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 5, withCrossShrink: true },
      leaf,
      fc.boolean().map((value): FilterNode => ({ kind: 'constant', value })),
      fc.array(tie('node'), { maxLength: 4 }).map(and),
      fc.array(tie('node'), { maxLength: 4 }).map(or),
      tie('node').map(not)
    )
  })).node
}

/** A socket as the kernel's filter sees it; `family` and addresses fit together. */
export const arbitraryEntry: fc.Arbitrary<Entry & { readonly uid: number; readonly state: number }> = fc
  .tuple(
    fc.oneof(
      fc.tuple(v4, v4).map(([src, dst]) => ({ family: 2 as const, src: [src], dst: [dst] })),
      fc.tuple(v6, v6).map(([src, dst]) => ({ family: 10 as const, src, dst }))
    ),
    fc.record({
      sport: port,
      dport: port,
      ifindex: fc.nat(2),
      mark,
      cgroup: cgroup.map(BigInt),
      bound: fc.boolean(),
      uid: fc.nat(1),
      state: fc.constantFrom(1, 10)
    })
  )
  .map(([addresses, rest]) => ({ ...addresses, ...rest }))

const dotted = (word: number): string => [24, 16, 8, 0].map((shift) => (word >>> shift) & 255).join('.')

function text(words: readonly number[]): string {
  const [a = 0, b = 0, c = 0, d = 0] = words
  if (words.length === 1) return dotted(a)
  if (a === 0 && b === 0 && c === 0xffff) return `::ffff:${dotted(d)}`
  return [a, b, c, d]
    .flatMap((word) => [word >>> 16, word & 0xffff].map((group) => group.toString(16)))
    .join(':')
}

/** The same socket as it is listed. */
export function socketOf(entry: Entry & { readonly uid: number; readonly state: number }): FilterableSocket {
  return {
    family: entry.family === 2 ? 'inet' : 'inet6',
    state: entry.state,
    src: text(entry.src),
    dst: text(entry.dst),
    sport: entry.sport,
    dport: entry.dport,
    if: entry.ifindex,
    mark: entry.mark,
    cgroupId: `0x${entry.cgroup.toString(16)}`,
    uid: entry.uid
  }
}

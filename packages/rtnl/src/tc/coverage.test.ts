/** The schemas against the kernel's own numbers and its tc spec: attributes, enumerators, sizes and offsets of structs. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { AttributeSet, Constants, Enumeration, Flags, Member, Struct } from '@nlkit/core/schema'
import { describe, expect, it } from 'vitest'
import { omissions } from './omissions.fixture.ts'

const shared = join(import.meta.dirname, '../../../../../shared')
const isThere = existsSync(join(shared, 'specs/specs.json'))
const load = <T>(path: string, otherwise: T): T =>
  isThere ? (JSON.parse(readFileSync(join(shared, path), 'utf8')) as T) : otherwise

interface Spec {
  readonly definitions: Readonly<Record<string, { readonly kind: string; readonly size: number }>>
  readonly attribute_sets: Readonly<
    Record<string, { readonly attributes: readonly { readonly c_name: string; readonly value: number }[] }>
  >
}
interface Header {
  readonly enums: readonly { readonly members: Readonly<Record<string, number>> }[]
}
interface UapiMember {
  readonly name: string | null
  readonly offset: number
  readonly size: number
  readonly bitfield?: { readonly bit_offset: number; readonly bits: number }
  readonly members?: readonly UapiMember[]
}
interface UapiStruct {
  readonly header: string
  readonly size: number
  readonly members: readonly UapiMember[]
}

const { tc } = load<{ tc: Spec }>('specs/specs.json', { tc: { definitions: {}, attribute_sets: {} } })
const headers = load<Record<string, Header>>('uapi/constants.json', {})
const uapi = load<Record<string, UapiStruct>>('uapi/structs.json', {})

/** Everything that the schema files here export or reach. */
const sets = new Map<string, number>()
const values = new Map<string, number>()
const structs = new Map<string, Struct[]>()
const seen = new Set<object>()

for (const file of readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })) {
  if (!/^(?:.+\.)?schema\.ts$/.test(basename(file))) continue
  collect(await import(pathToFileURL(join(import.meta.dirname, file)).href))
}

/** Schemas are plain data, so whatever hangs on them is found by walking; functions stand where they go in circles. */
function collect(value: unknown): void {
  if (typeof value === 'function') return collect((value as () => unknown)())
  if (typeof value !== 'object' || value === null || seen.has(value)) return
  seen.add(value)
  const { kind } = value as { kind?: string }
  if (kind === 'set') for (const { c, number } of (value as AttributeSet).attributes) sets.set(c, number)
  if (kind === 'enumeration' || kind === 'flags' || kind === 'constants') {
    for (const { c, value: number } of (value as Enumeration | Flags | Constants).entries)
      values.set(c, number)
  }
  if (kind === 'struct')
    structs.set((value as Struct).c, [...(structs.get((value as Struct).c) ?? []), value as Struct])
  for (const part of Object.values(value)) collect(part)
}

const isMarker = (c: string): boolean => c.startsWith('_') || /(?:_UNSPEC|_MAX)$/.test(c)
const ours = /^linux\/(?:pkt_sched|pkt_cls|gen_stats|tc_act\/|tc_ematch\/)/

/** Enumerators of the headers of traffic control. */
const enumerators = Object.entries(headers).flatMap(([header, { enums }]) =>
  enums
    .flatMap(({ members }) => Object.entries(members))
    .filter(
      ([c]) => !isMarker(c) && (ours.test(header) || (header === 'linux/rtnetlink.h' && c.startsWith('TCA_')))
    )
)
const specified = Object.values(tc.attribute_sets).flatMap(({ attributes }) => attributes)

describe.skipIf(!isThere)(`coverage${isThere ? '' : ` (skipped: there is no ${shared})`}`, () => {
  it('has every attribute of the tc spec, with its number', () => {
    const missing = specified.filter(({ c_name: c, value }) => !(c in omissions) && sets.get(c) !== value)
    expect(missing).toEqual([])
    expect(specified.length).toBeGreaterThan(600)
  })

  it('has every enumerator of the headers, with its number', () => {
    const missing = enumerators.filter(
      ([c, number]) => !(c in omissions) && (sets.get(c) ?? values.get(c)) !== number
    )
    expect(missing).toEqual([])
    expect(enumerators.length).toBeGreaterThan(800)
  })

  it('has every struct of the tc spec, with its size', () => {
    const wanted = Object.entries(tc.definitions).filter(([, { kind }]) => kind === 'struct')
    const differing = wanted.filter(([name, { size }]) => {
      const own = structs.get(name.replaceAll('-', '_'))
      return own === undefined || own.some((one) => one.size !== size)
    })
    expect(differing).toEqual([])
    expect(wanted.length).toBeGreaterThan(50)
  })

  it('has every struct of the headers', () => {
    const missing = Object.entries(uapi)
      .filter(([c, { header }]) => ours.test(header) && !structs.has(c) && !(c in omissions))
      .map(([c]) => c)
    expect(missing).toEqual([])
  })

  for (const [c, own] of structs) {
    const theirs = uapi[c]
    // As in the spec, one arm of the union stands for both; no header of the kernel exports the other two.
    if (theirs === undefined || c === 'tc_fq_codel_xstats' || c === 'xt_entry_target') continue
    it(`lays struct ${c} out as the kernel does`, () => {
      const expected = flatten(theirs.members, 0)
      for (const one of own) {
        expect(one.size).toBe(theirs.size)
        for (const [name, place] of one.members.flatMap((member) => places(member))) {
          expect([name, place]).toEqual([name, expected.get(name)])
        }
      }
    })
  }

  it('leaves out less than 2 %', () => {
    const all =
      specified.length +
      enumerators.length +
      Object.values(uapi).filter(({ header }) => ours.test(header)).length
    expect(Object.keys(omissions).length / all).toBeLessThan(0.02)
  })
})

/** First bit and number of bits. */
type Place = readonly [from: number, width: number]

function flatten(members: readonly UapiMember[], base: number): Map<string, Place> {
  const found = new Map<string, Place>()
  for (const { name, offset, size, bitfield, members: inner } of members) {
    const from = 8 * (base + offset)
    if (name === null) for (const [key, place] of flatten(inner ?? [], base + offset)) found.set(key, place)
    else
      found.set(name, bitfield === undefined ? [from, 8 * size] : [from + bitfield.bit_offset, bitfield.bits])
  }
  return found
}

function places({ c, offset, size, type }: Member): [string, Place][] {
  if (type.kind === 'padding') return []
  if (type.kind !== 'bits') return [[c, [8 * offset, 8 * size]]]
  return type.fields.map((field) => [field.c, [8 * offset + field.shift, field.width]])
}

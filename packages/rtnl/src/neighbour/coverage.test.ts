/** The schemas of neighbours and of what bridges and VXLAN devices know, against the kernel's own numbers. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const shared = join(import.meta.dirname, '../../../../../shared')
const isThere = existsSync(join(shared, 'uapi/constants.json'))
const load = <T>(path: string, otherwise: T): T =>
  isThere ? (JSON.parse(readFileSync(join(shared, path), 'utf8')) as T) : otherwise

interface Header {
  readonly enums: readonly { readonly members: Readonly<Record<string, number>> }[]
}
interface Spec {
  readonly attribute_sets: Readonly<
    Record<string, { readonly attributes: readonly { readonly c_name: string; readonly value: number }[] }>
  >
}

const headers = load<Record<string, Header>>('uapi/constants.json', {})
const specs = load<Record<string, Spec>>('specs/specs.json', {})

/** Every constant that is generated beside the schemas. */
const ours = new Map<string, unknown>()
for (const path of [
  '../neighbour/constants.ts',
  '../neighbour-table/constants.ts',
  '../mdb/constants.ts',
  '../mdb/entry.constants.ts',
  '../bridge-vlan/constants.ts',
  '../vxlan-vni/constants.ts'
]) {
  for (const [c, value] of Object.entries((await import(path)) as Record<string, unknown>)) ours.set(c, value)
}

/** What the kernel's headers have for the alignment of attributes: never a key. */
const isMarker = (c: string): boolean => c.startsWith('_') || /(?:_UNSPEC|_MAX|_PAD)$/.test(c)
const family =
  /^(?:NDA|NDTA|NDTPA|NFEA|FDB_NOTIFY|MDBA|MDBE|MDB_RTR_TYPE|BRIDGE_VLANDB|VXLAN_VNIFILTER|VNIFILTER_ENTRY_STATS)_/

describe.skipIf(!isThere)(`coverage${isThere ? '' : ` (skipped: there is no ${shared})`}`, () => {
  it('has every enumerator of the headers, with its number', () => {
    const wanted = Object.values(headers)
      .flatMap(({ enums }) => enums.flatMap(({ members }) => Object.entries(members)))
      .filter(([c]) => family.test(c) && !isMarker(c))
    expect(wanted.filter(([c, number]) => ours.get(c) !== number)).toEqual([])
    expect(wanted.length).toBeGreaterThan(120)
  })

  it('has every attribute of the rt-neigh spec, with its number', () => {
    const wanted = Object.values(specs['rt-neigh']?.attribute_sets ?? {})
      .flatMap(({ attributes }) => attributes)
      .filter(({ c_name: c }) => !isMarker(c))
    expect(wanted.filter(({ c_name: c, value }) => ours.get(c) !== value)).toEqual([])
    expect(wanted.length).toBeGreaterThan(40)
  })
})

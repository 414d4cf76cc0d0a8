/** The schema of next hops against the kernel's own numbers. Nothing is left out on purpose but the markers. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import * as constants from './constants.ts'

const path = join(import.meta.dirname, '../../../../../shared/uapi/constants.json')
const isThere = existsSync(path)

interface Header {
  readonly enums: readonly { readonly members: Readonly<Record<string, number>> }[]
}
const headers = isThere ? (JSON.parse(readFileSync(path, 'utf8')) as Record<string, Header>) : {}
const ours = new Map<string, unknown>(Object.entries(constants))

/** What the header has for the alignment and the counting of attributes: never a key. */
const isMarker = (c: string): boolean => c.startsWith('_') || /(?:_UNSPEC|_MAX)$/.test(c)

describe.skipIf(!isThere)(`coverage${isThere ? '' : ` (skipped: there is no ${path})`}`, () => {
  it('has every enumerator of linux/nexthop.h, with its number', () => {
    const wanted = Object.values(headers)
      .flatMap(({ enums }) => enums.flatMap(({ members }) => Object.entries(members)))
      .filter(([c]) => /^(?:NHA_|NEXTHOP_GRP_TYPE_|RTM_\w+NEXTHOP)/.test(c) && !isMarker(c))
    expect(wanted.filter(([c, number]) => ours.get(c) !== number)).toEqual([])
    expect(wanted.length).toBeGreaterThan(30)
  })
})

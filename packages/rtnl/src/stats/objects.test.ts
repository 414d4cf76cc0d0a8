/** Namespace ids, netconf, statistics, labels, prefixes, options and reports: their numbers, frames of others, and identities. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { bytesOf, Writer, type Codec } from '@nlkit/core/codec'
import type { AttributeSet, Message, Struct } from '@nlkit/core/schema'
import { describe, expect, it } from 'vitest'
import { addressLabelCodec } from '../address-label/codec.ts'
import { addressLabel } from '../address-label/schema.ts'
import { cacheReport } from '../cache-report/schema.ts'
import { ndUserOptionAttributes, nduseroptmsg } from '../nd-user-option/schema.ts'
import { netconfCodec } from '../netconf/codec.ts'
import { netconf } from '../netconf/schema.ts'
import { nsidCodec } from '../nsid/codec.ts'
import { nsid } from '../nsid/schema.ts'
import { prefixCodec } from '../prefix/codec.ts'
import { prefix } from '../prefix/schema.ts'
import { linkStatisticsCodec } from './codec.ts'
import { statsRequest } from './request.schema.ts'
import { linkStatistics } from './schema.ts'

const shared = join(import.meta.dirname, '../../../../../shared')
const isThere = existsSync(join(shared, 'uapi/constants.json'))
const load = <T>(path: string, otherwise: T): T =>
  isThere ? (JSON.parse(readFileSync(join(shared, path), 'utf8')) as T) : otherwise

const sets = new Map<string, number>()
const structs = new Map<string, number>()
const seen = new Set<object>()
function collect(value: unknown): void {
  if (typeof value !== 'object' || value === null || seen.has(value)) return
  seen.add(value)
  const { kind } = value as { kind?: string }
  if (kind === 'set') for (const { c, number } of (value as AttributeSet).attributes) sets.set(c, number)
  if (kind === 'struct') structs.set((value as Struct).c, (value as Struct).size)
  for (const part of Object.values(value)) collect(part)
}
const messages: readonly Message[] = [
  addressLabel,
  cacheReport,
  netconf,
  nsid,
  prefix,
  statsRequest,
  linkStatistics
]
collect([...messages, ndUserOptionAttributes, nduseroptmsg])

describe.skipIf(!isThere)(`coverage${isThere ? '' : ` (skipped: there is no ${shared})`}`, () => {
  const headers = load<Record<string, { enums: { members: Record<string, number> }[] }>>(
    'uapi/constants.json',
    {}
  )
  const members = Object.values(headers).flatMap(({ enums }) =>
    enums.flatMap((one) => Object.entries(one.members))
  )
  const families = [
    'NETNSA_',
    'NETCONFA_',
    'IFLA_STATS_',
    'IFLA_OFFLOAD_XSTATS_',
    'LINK_XSTATS_TYPE_',
    'BRIDGE_XSTATS_',
    'BOND_XSTATS_',
    'BOND_3AD_STAT_',
    'MPLS_STATS_',
    'IFAL_',
    'PREFIX_',
    'NDUSEROPT_',
    'IPMRA_CREPORT_'
  ]
  it.each(families)('has every %s* with its number', (family) => {
    const wanted = members.filter(([c]) => c.startsWith(family) && !/(?:_UNSPEC|_NONE|_MAX)$/.test(c))
    expect(wanted.length).toBeGreaterThan(0)
    expect(wanted.filter(([c, number]) => sets.get(c) !== number)).toEqual([])
  })

  it('has every struct with its size', () => {
    const uapi = load<Record<string, { size: number }>>('uapi/structs.json', {})
    const names = [...structs.keys()].filter((c) => uapi[c] !== undefined)
    expect(names.length).toBeGreaterThan(12)
    for (const c of names) expect([c, structs.get(c)]).toEqual([c, uapi[c]?.size])
  })
})

interface Vector {
  readonly source: string
  readonly kind: string
  readonly hex: string
  readonly expected: Readonly<Record<string, unknown>>
}
const codecs: Readonly<Record<string, Codec<object, never>>> = {
  RTM_NEWNSID: nsidCodec,
  RTM_NEWSTATS: linkStatisticsCodec
}

/** Names of C in ours, at any depth. */
function renamed(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([key]) => key !== 'header' && key !== 'other')
  return Object.fromEntries(
    entries.map(([key, part]) => {
      return [key.replaceAll(/_([a-z0-9])/g, (_, c: string) => c.toUpperCase()), renamed(part)]
    })
  )
}

describe.skipIf(!isThere)('vectors', () => {
  for (const { source, kind, hex, expected } of load<Vector[]>('vectors/rtnl-other.json', [])) {
    it(`reads and writes ${source.slice(source.lastIndexOf(':') + 1)}`, () => {
      const codec = codecs[kind]
      const u8 = Uint8Array.from(Buffer.from(hex, 'hex'))
      const value = codec?.decode(bytesOf(u8), 0, u8.length)
      expect(value).toMatchObject(renamed(expected) as object)
      const writer = new Writer()
      codec?.encode(writer, value as never)
      // Nests may carry their flag or not.
      expect(Buffer.from(writer.toBytes()).toString('hex').replaceAll('0180', '0100')).toBe(
        hex.replaceAll('0180', '0100')
      )
    })
  }
})

describe('identities', () => {
  it('are of what the kernel keeps apart, and of nothing else', () => {
    const labels = [
      { family: 'inet6', address: '2001:db8::', prefixlen: 32, index: 0, label: 1 },
      { family: 'inet6', address: '2001:db8::', prefixlen: 48, index: 0, label: 1 },
      { family: 'inet6', address: '2001:db8::', prefixlen: 32, index: 4, label: 1 },
      { family: 'inet6', address: '2001:db9::', prefixlen: 32, index: 0, label: 1 }
    ].map((label) => ({ flags: 0, seq: 0, ...label, family: 'inet6' as const }))
    const identity = (one: (typeof labels)[number]): unknown => addressLabelCodec.identity?.(one)
    expect(new Set(labels.map((one) => identity(one))).size).toBe(4)
    for (const one of labels) expect(identity({ ...one, label: 9, seq: 7 })).toBe(identity(one))
    expect(nsidCodec.identity?.({ family: 'unspec', nsid: 1 })).not.toBe(
      nsidCodec.identity?.({ family: 'unspec', nsid: 2 })
    )
    expect(netconfCodec.identity?.({ family: 'inet', ifindex: 1 })).not.toBe(
      netconfCodec.identity?.({ family: 'inet6', ifindex: 1 })
    )
    expect(netconfCodec.identity?.({ family: 'inet', ifindex: 1, forwarding: 1 })).toBe(
      netconfCodec.identity?.({ family: 'inet', ifindex: 1 })
    )
    const advertised = {
      family: 'inet6',
      ifindex: 2,
      type: 3,
      len: 64,
      flags: 3,
      address: '2001:db8::'
    } as const
    expect(prefixCodec.identity?.(advertised)).toBe(prefixCodec.identity?.({ ...advertised, flags: 0 }))
    expect(prefixCodec.identity?.(advertised)).not.toBe(prefixCodec.identity?.({ ...advertised, len: 48 }))
  })
})

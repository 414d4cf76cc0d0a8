/** The schemas of link kinds against the kernel's own numbers: attributes, enumerators, sizes and offsets of structs. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { AttributeSet, Enumeration, Flags, Struct } from '@nlkit/core/schema'
import { describe, expect, it } from 'vitest'
import { kinds, slaveKinds } from './kinds.ts'
import { omissions } from './omissions.fixture.ts'

const shared = join(import.meta.dirname, '../../../../../../shared')
const isThere = existsSync(join(shared, 'specs/specs.json'))
const load = <T>(path: string, otherwise: T): T =>
  isThere ? (JSON.parse(readFileSync(join(shared, path), 'utf8')) as T) : otherwise

interface SpecMember {
  readonly value: string
  readonly attribute_set: string
}
interface Spec {
  readonly attribute_sets: Readonly<
    Record<string, { readonly attributes: readonly { readonly c_name: string; readonly value: number }[] }>
  >
  readonly sub_messages: Readonly<Record<string, readonly SpecMember[]>>
}
interface Header {
  readonly enums: readonly { readonly members: Readonly<Record<string, number>> }[]
}
interface UapiStruct {
  readonly header: string
  readonly size: number
  readonly members: readonly { readonly name: string; readonly offset: number; readonly size: number }[]
}

const none: Spec = { attribute_sets: {}, sub_messages: {} }
const spec = load<{ 'rt-link': Spec }>('specs/specs.json', { 'rt-link': none })['rt-link']
const headers = load<Record<string, Header>>('uapi/constants.json', {})
const uapi = load<Record<string, UapiStruct>>('uapi/structs.json', {})

/** Everything that the schema files here export or reach. */
const attributes = new Map<string, Set<number>>()
const values = new Map<string, number>()
const structs = new Map<string, Struct>()
const seen = new Set<object>()

for (const file of readdirSync(import.meta.dirname)) {
  if (file.endsWith('.schema.ts')) collect(await import(pathToFileURL(join(import.meta.dirname, file)).href))
}

/** Schemas are plain data, so whatever hangs on them is found by walking; functions lead out of here, to links. */
function collect(value: unknown): void {
  if (typeof value !== 'object' || value === null || seen.has(value)) return
  seen.add(value)
  const { kind } = value as { kind?: string }
  if (kind === 'set') {
    for (const { c, number } of (value as AttributeSet).attributes)
      attributes.set(c, (attributes.get(c) ?? new Set()).add(number))
  }
  if (kind === 'enumeration' || kind === 'flags') {
    for (const { c, value: number } of (value as Enumeration | Flags).entries) values.set(c, number)
  }
  if (kind === 'struct') structs.set((value as Struct).c, value as Struct)
  for (const part of Object.values(value)) collect(part)
}

const has = (c: string, number: number): boolean => attributes.get(c)?.has(number) ?? values.get(c) === number

/** Families of attributes and enumerators, by the headers they stand in. */
const families: Readonly<Record<string, readonly string[]>> = {
  'linux/if_link.h': [
    'IFLA_BAREUDP',
    'IFLA_BOND',
    'IFLA_BR',
    'IFLA_BRPORT',
    'IFLA_DSA',
    'IFLA_GENEVE',
    'IFLA_GTP',
    'IFLA_HSR',
    'IFLA_IPOIB',
    'IFLA_IPVLAN',
    'IFLA_MACSEC',
    'IFLA_MACVLAN',
    'IFLA_NETKIT',
    'IFLA_OVPN',
    'IFLA_PPP',
    'IFLA_RMNET',
    'IFLA_TUN',
    'IFLA_VLAN',
    'IFLA_VRF',
    'IFLA_VXLAN',
    'IFLA_XFRM',
    'GENEVE_DF',
    'GTP_ROLE',
    'HSR_PROTOCOL',
    'IPOIB_MODE',
    'IPVLAN_MODE',
    'MACSEC_OFFLOAD',
    'MACSEC_VALIDATE',
    'MACVLAN_MACADDR',
    'MACVLAN_MODE',
    'NETKIT',
    'OVPN_MODE',
    'VXLAN_DF',
    'VXLAN_LABEL'
  ],
  'linux/if_tunnel.h': ['IFLA_GRE', 'IFLA_IPTUN', 'IFLA_VTI', 'TUNNEL_ENCAP'],
  'linux/if_vlan.h': ['VLAN_FLAG'],
  'linux/amt.h': ['IFLA_AMT', 'AMT_MODE'],
  'linux/batman_adv.h': ['IFLA_BATADV'],
  'linux/can/netlink.h': ['IFLA_CAN', 'CAN_STATE'],
  'linux/can/vxcan.h': ['VXCAN_INFO'],
  'linux/veth.h': ['VETH_INFO'],
  'linux/wwan.h': ['IFLA_WWAN']
}

const isMarker = (c: string): boolean => c.startsWith('_') || /(?:_UNSPEC|_MAX|_END)$/.test(c)
const enumerators = Object.entries(families).flatMap(([header, prefixes]) =>
  (headers[header]?.enums ?? [])
    .flatMap(({ members }) => Object.entries(members))
    .filter(([c]) => !isMarker(c) && prefixes.some((prefix) => c.startsWith(`${prefix}_`)))
)

const setsOf = (message: string): readonly SpecMember[] => spec.sub_messages[message] ?? []
const linkKinds = setsOf('linkinfo-data-msg')
const memberKinds = setsOf('linkinfo-member-data-msg')
const specified = [...linkKinds, ...memberKinds].flatMap(
  ({ attribute_set: name }) => spec.attribute_sets[name]?.attributes ?? []
)

describe.skipIf(!isThere)(`coverage${isThere ? '' : ` (skipped: there is no ${shared})`}`, () => {
  it('has every kind of the rt-link spec', () => {
    expect(linkKinds.filter(({ value }) => !Object.hasOwn(kinds, value))).toEqual([])
    expect(memberKinds.filter(({ value }) => !Object.hasOwn(slaveKinds, value))).toEqual([])
    expect(linkKinds.length).toBeGreaterThan(15)
  })

  it('has every attribute of those, with its number', () => {
    expect(specified.filter(({ c_name: c, value }) => !has(c, value))).toEqual([])
    expect(specified.length).toBeGreaterThan(250)
  })

  it('has every enumerator of the headers, with its number', () => {
    const missing = enumerators.filter(([c, number]) => !has(c, number) && !Object.hasOwn(omissions, c))
    expect(missing).toEqual([])
    expect(enumerators.length).toBeGreaterThan(350)
  })

  it('omits nothing that it has, and less than 2 %', () => {
    expect(Object.keys(omissions).filter((c) => attributes.has(c) || values.has(c))).toEqual([])
    expect(Object.keys(omissions).length / enumerators.length).toBeLessThan(0.02)
  })

  it('lays structs out as the kernel does', () => {
    const ours = [...structs].filter(([c]) => uapi[c] !== undefined)
    for (const [c, { size, members }] of ours) {
      const theirs = new Map(uapi[c]?.members.map((member) => [member.name, member]))
      expect([c, size]).toEqual([c, uapi[c]?.size])
      for (const member of members) {
        const { offset, size: width } = theirs.get(member.c) ?? {}
        expect([member.c, member.offset, member.size]).toEqual([member.c, offset, width])
      }
    }
    expect(ours.length).toBeGreaterThanOrEqual(12)
  })
})

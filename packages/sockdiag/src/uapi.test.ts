/** The schemas against the kernel's own numbers: offsets, sizes, attribute and flag values of every header of sock_diag. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AttributeSet, Constants, Enumeration, Flags, Struct } from '@nlkit/core/schema'
import { describe, expect, it } from 'vitest'
import * as family from './family/schema.ts'
import * as bytecode from './filter/bytecode.ts'
import * as bpfStorage from './inet/bpf-storage.schema.ts'
import * as inet from './inet/schema.ts'
import * as ulp from './inet/ulp.schema.ts'
import * as mptcp from './mptcp/schema.ts'
import * as netlink from './netlink/schema.ts'
import * as packet from './packet/schema.ts'
import * as sctpInfo from './sctp/info.schema.ts'
import * as sctp from './sctp/schema.ts'
import * as smc from './smc/schema.ts'
import * as tcp from './tcp/schema.ts'
import * as tipc from './tipc/schema.ts'
import * as unix from './unix/schema.ts'
import * as vsock from './vsock/schema.ts'
import * as xdp from './xdp/schema.ts'

const folder = join(import.meta.dirname, '../../../../shared/uapi')
const isThere = existsSync(join(folder, 'structs.json'))

interface UapiMember {
  readonly name: string | null
  readonly offset: number
  readonly size: number
  readonly type: string
  readonly bitfield?: { readonly bit_offset: number; readonly bits: number }
  readonly members?: readonly UapiMember[]
}
interface UapiStruct {
  readonly size: number
  readonly header: string
  readonly members: readonly UapiMember[]
}
interface UapiHeader {
  readonly enums: readonly { readonly members: Readonly<Record<string, number>> }[]
  readonly macros: Readonly<Record<string, number>>
}

const load = (name: string): unknown => (isThere ? JSON.parse(readFileSync(join(folder, name), 'utf8')) : {})

type Exported = Struct | AttributeSet | Enumeration | Flags | Constants
const modules = [
  family,
  bpfStorage,
  inet,
  ulp,
  mptcp,
  netlink,
  packet,
  sctp,
  sctpInfo,
  smc,
  tcp,
  tipc,
  unix,
  vsock,
  xdp
]
const all = modules.flatMap((module) => Object.values(module) as { readonly kind?: string }[])
const ofKind = <K extends Exported['kind']>(kind: K): Extract<Exported, { kind: K }>[] =>
  [...new Set(all)].filter((one) => one.kind === kind) as Extract<Exported, { kind: K }>[]

function declared({ members }: Struct): [name: string, at: string][] {
  return members.flatMap(({ c, offset, size, type }): [string, string][] => {
    if (type.kind !== 'bits') return [[c, `${offset}:${size}`]]
    return type.fields.map((field) => [field.c, `${offset}+${field.shift}:${field.width}`])
  })
}

describe.skipIf(!isThere)(`uapi${isThere ? '' : ` (skipped: there is no ${folder})`}`, () => {
  const structs = load('structs.json') as Record<string, UapiStruct>
  const headers = load('constants.json') as Record<string, UapiHeader>
  const numbers = new Map<string, number>()
  for (const { enums, macros } of Object.values(headers)) {
    for (const { members } of enums)
      for (const [name, value] of Object.entries(members)) numbers.set(name, value)
    for (const [name, value] of Object.entries(macros)) numbers.set(name, value)
  }

  /** Every member by name; those of struct inet_diag_sockid where that stands. */
  function flat(members: readonly UapiMember[], base = 0): [name: string, at: string][] {
    return members.flatMap((member): [string, string][] => {
      const offset = base + member.offset
      if (member.type === 'struct inet_diag_sockid')
        return flat(structs['inet_diag_sockid']?.members ?? [], offset)
      if (member.name === null) return flat(member.members ?? [], offset)
      const { bitfield } = member
      const place = bitfield
        ? `${offset}+${bitfield.bit_offset}:${bitfield.bits}`
        : `${offset}:${member.size}`
      return [[member.name, place]]
    })
  }

  // Names of the two in which a union or an array of the kernel's is one member here, and one header that is not there.
  const NOT_DECLARED = new Set(['diag_fallback'])
  const OWN = new Set(['tipc_sock_diag_msg'])

  for (const struct of ofKind('struct').filter(({ c }) => !OWN.has(c))) {
    it(`struct ${struct.c} has the kernel's size and offsets`, () => {
      const theirs = structs[struct.c]
      const members = flat(theirs?.members ?? []).filter(([name]) => !NOT_DECLARED.has(name))
      expect({ size: struct.size, members: declared(struct) }).toEqual({ size: theirs?.size, members })
    })
  }

  it('declares every struct of the headers', () => {
    const diag = /^linux\/(?:\w+_)?diag\.h$/
    const ours = new Set(ofKind('struct').map(({ c }) => c))
    // Requests of Linux before 3.3, parts of other structs, the filter's instructions (filter/bytecode.ts), the address list of packet
    // sockets (packet/mclist.ts).
    const others = new Set(
      (
        'inet_diag_req inet_diag_req_raw inet_diag_sockid sock_diag_req inet_diag_bc_op inet_diag_hostcond ' +
        'inet_diag_markcond tcp_cc_info packet_diag_mclist'
      ).split(' ')
    )
    const missing = Object.entries(structs)
      .filter(([name, { header }]) => diag.test(header) && !ours.has(name) && !others.has(name))
      .map(([name]) => name)
    expect(missing).toEqual([])
  })

  for (const set of ofKind('set').filter(({ attributes }) => attributes.length > 0)) {
    it(`attributes ${set.name} (${set.prefix}_*) have the kernel's numbers`, () => {
      const ours = set.attributes.map(({ c, number }) => [c, number])
      expect(ours).toEqual(set.attributes.map(({ c }) => [c, numbers.get(c)]))
    })
  }

  it('declares every attribute of the headers', () => {
    const declaredNames = new Set(ofKind('set').flatMap(({ attributes }) => attributes.map(({ c }) => c)))
    const sets: readonly (readonly [header: string, pattern: RegExp])[] = [
      ['linux/inet_diag.h', /^INET_DIAG_(?!BC_)|^INET_ULP_INFO_/],
      ['linux/unix_diag.h', /^UNIX_DIAG_/],
      ['linux/packet_diag.h', /^PACKET_DIAG_/],
      ['linux/netlink_diag.h', /^NETLINK_DIAG_/],
      ['linux/smc_diag.h', /^SMC_DIAG_(?!MODE_)/],
      ['linux/xdp_diag.h', /^XDP_DIAG_/],
      ['linux/sock_diag.h', /^SK_DIAG_BPF_STORAGE/],
      ['linux/tipc_netlink.h', /^TIPC_NLA_(?:SOCK|CON)_/],
      ['linux/tls.h', /^TLS_INFO_/],
      ['linux/mptcp_pm.h', /^MPTCP_SUBFLOW_ATTR_/]
    ]
    const missing = sets.flatMap(([header, pattern]) =>
      (headers[header]?.enums ?? [])
        .flatMap(({ members }) => Object.keys(members))
        .filter(
          (name) => pattern.test(name) && !/_(?:NONE|UNSPEC|MAX)$/.test(name) && !declaredNames.has(name)
        )
    )
    expect(missing).toEqual([])
  })

  it("has the kernel's codes of filter programs", () => {
    const ours = Object.entries(bytecode).filter(([name]) => name.startsWith('INET_DIAG_BC_'))
    const theirs = [...numbers].filter(([name]) => name.startsWith('INET_DIAG_BC_'))
    expect(Object.fromEntries(ours)).toEqual(Object.fromEntries(theirs))
  })

  it("has the kernel's values of flags, enumerations and constants", () => {
    const rows = [...ofKind('flags'), ...ofKind('enumeration'), ...ofKind('constants')].flatMap(
      ({ entries }) => entries as readonly { readonly c: string; readonly value: number }[]
    )
    // Not in exported headers: net/tcp_states.h, sctp/constants.h, smc.h, net.h, and socket.h of libc; and names of this library for bits.
    const known = rows.filter(({ c }) => numbers.has(c))
    expect(known.map(({ c, value }) => [c, value])).toEqual(known.map(({ c }) => [c, numbers.get(c)]))
    expect(known.length).toBeGreaterThan(100)
    const unknown = rows.filter(({ c }) => !numbers.has(c)).map(({ c }) => c)
    expect(
      unknown.filter((c) => !/^(?:TCP|SCTP|SMC|AF|SOCK|TCP_CA)_|_EXT_|_SHUTDOWN$|^IPPROTO_/.test(c))
    ).toEqual([])
  })
})

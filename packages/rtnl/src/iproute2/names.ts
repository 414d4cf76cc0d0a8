import { IFF_UP } from '../link/constants.ts'
import type { MdbRouterType } from '../mdb/router-type.codec.ts'
import { MDB_RTR_TYPE } from '../mdb/router-type.constants.ts'
import type { RouteProtocol } from '../route/codec.ts'
import { RT_TABLE_DEFAULT, RT_TABLE_LOCAL, RT_TABLE_MAIN, RTPROT } from '../route/constants.ts'

/**
 * How iproute2 spells things in its JSON. These conversions follow version 6.1.0 (Debian 12), with what later versions
 * print of newer attributes left out.
 */
export const IPROUTE2_VERSION = '6.1.0'

/** JSON as a tool prints it. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject

/** An object of JSON. */
export interface JsonObject {
  readonly [key: string]: Json
}

/** What other objects tell of an interface by its index. */
export interface Interfaces {
  /** Its name; `if<n>` for one that is not known, as ll_index_to_name() has it. */
  nameOf(index: number): string
  /** Whether it is up, as far as is known. */
  isUp(index: number): boolean
}

/** Interfaces out of a list of links. */
export function interfacesOf(
  links: Iterable<{ readonly index: number; readonly flags: number; readonly ifname?: string }>
): Interfaces {
  const known = new Map<number, { readonly flags: number; readonly ifname?: string }>()
  for (const link of links) known.set(link.index, link)
  return {
    nameOf: (index) => known.get(index)?.ifname ?? `if${index}`,
    isUp: (index) => ((known.get(index)?.flags ?? 0) & IFF_UP) !== 0
  }
}

/** An object without the keys whose values are undefined. */
export function present(values: Readonly<Record<string, Json | undefined>>): JsonObject {
  const json: Record<string, Json> = {}
  for (const key of Object.keys(values)) {
    const value = values[key]
    if (value !== undefined) json[key] = value
  }
  return json
}

/** As printf's `%#x`: no prefix for 0. */
export function alternateHex(value: number): string
export function alternateHex(value: number | undefined): string | undefined
export function alternateHex(value: number | undefined): string | undefined {
  return value === undefined ? undefined : value === 0 ? '0' : `0x${value.toString(16)}`
}

/** Names of the bits that are set, in the table's order. */
export function bitNames(word: number, table: readonly (readonly [name: string, bit: number])[]): string[] {
  return table.filter(([, bit]) => (word & bit) !== 0).map(([name]) => name)
}

/** A routing table as iproute2's own rt_tables names it. */
export function tableName(table: number): string {
  if (table === RT_TABLE_LOCAL) return 'local'
  if (table === RT_TABLE_MAIN) return 'main'
  return table === RT_TABLE_DEFAULT ? 'default' : String(table)
}

/** A scope or another enumeration: its literal, or its number as text. iproute2 calls the scope of everything global. */
export function scopeName(scope: string | number): string {
  return scope === 'universe' ? 'global' : String(scope)
}

/** Who made a route or another object; rt_protos of iproute2 has not all that the kernel names. */
export function routeProtocolName(protocol: RouteProtocol | number): string {
  return protocol === 'mrouted' || protocol === 'ovn' ? String(RTPROT.number[protocol]) : String(protocol)
}

/** Whether something leads to multicast routers: the tool has no names for it. */
export function routerNumber(type: MdbRouterType | number | undefined): number | undefined {
  return typeof type === 'string' ? MDB_RTR_TYPE.number[type] : type
}

/** Values of the DS field that iproute2's own rt_dsfield names. */
const DS_FIELDS: ReadonlyMap<number, string> = new Map([
  ...[1, 2, 3, 4, 5, 6, 7].map((selector) => [selector << 5, `CS${selector}`] as const),
  ...[1, 2, 3, 4].flatMap((group) =>
    [1, 2, 3].map((drop) => [(group << 5) | (drop << 3), `AF${group}${drop}`] as const)
  ),
  [0xb8, 'EF']
])

/** A TOS: its name as a DS field, or two hexadecimal digits, rtnl_dsfield_n2a(). */
export function dsField(tos: number): string {
  return DS_FIELDS.get(tos) ?? `0x${tos.toString(16).padStart(2, '0')}`
}

/** A realm as iproute2's own rt_realms names it. */
export function realmName(realm: number): string {
  return realm === 0 ? 'cosmos' : String(realm)
}

/** Labels of MPLS, the outermost first: `200/300`. */
export function labelsText(
  dst: string | readonly { readonly label: number }[] | undefined
): string | undefined {
  return typeof dst === 'object' ? dst.map(({ label }) => label).join('/') : dst
}

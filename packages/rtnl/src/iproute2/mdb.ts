import type { Mdb } from '../mdb/codec.ts'
import {
  MDB_FLAGS_BLOCKED,
  MDB_FLAGS_FAST_LEAVE,
  MDB_FLAGS_OFFLOAD,
  MDB_FLAGS_STAR_EXCL
} from '../mdb/entry.constants.ts'
import type { MdbEntry } from '../mdb/entry.ts'
import { bitNames, present, type Interfaces, type Json, type JsonObject, routeProtocolName } from './names.ts'

const FLAGS = [
  ['offload', MDB_FLAGS_OFFLOAD],
  ['fast_leave', MDB_FLAGS_FAST_LEAVE],
  ['added_by_star_ex', MDB_FLAGS_STAR_EXCL],
  ['blocked', MDB_FLAGS_BLOCKED]
] as const

const timer = (hundredths: number): string =>
  `${String(Math.trunc(hundredths / 100)).padStart(4)}.${String(hundredths % 100).padStart(2, '0')}`

/** Multicast databases as `bridge -j -d -s mdb show` prints them, which reverses groups; without `-s` they have no timers. */
export function mdbToIproute2(databases: readonly Mdb[], interfaces: Interfaces): JsonObject {
  const mdb = databases.flatMap(({ ifindex, mdb: own }) =>
    (own?.entry ?? []).flatMap(({ info }) => info ?? []).map((entry) => entryJson(ifindex, entry, interfaces))
  )
  const router: Record<string, Json> = {}
  for (const { ifindex, router: own } of databases) {
    if (own === undefined) continue
    router[interfaces.nameOf(ifindex)] = (own.port ?? []).map((port) =>
      present({
        port: interfaces.nameOf(port.ifindex),
        timer: port.timer === undefined ? undefined : timer(port.timer),
        type: port.type === undefined ? undefined : routerType(port.type)
      })
    )
  }
  return { mdb, router }
}

const routerType = (type: string | number): string => {
  if (type === 'temp-query') return 'temp_query'
  return type === 'perm' ? 'permanent' : String(type)
}

function entryJson(bridge: number, entry: MdbEntry, interfaces: Interfaces): JsonObject {
  const { srcList, groupMode } = entry
  return present({
    index: bridge,
    dev: interfaces.nameOf(bridge),
    port: interfaces.nameOf(entry.ifindex),
    grp: entry.addr,
    src: entry.source,
    state: entry.state === 'permanent' ? 'permanent' : 'temp',
    filter_mode: groupMode === undefined ? undefined : String(groupMode),
    source_list: srcList?.entry?.map((source) =>
      present({
        address: source.address,
        timer: source.timer === undefined ? undefined : timer(source.timer)
      })
    ),
    protocol: entry.rtprot === undefined ? undefined : routeProtocolName(entry.rtprot),
    flags: bitNames(entry.flags, FLAGS),
    vid: entry.vid === 0 ? undefined : entry.vid,
    timer: entry.timer === undefined ? undefined : timer(entry.timer)
  })
}

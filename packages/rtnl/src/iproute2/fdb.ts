import type { Neighbour } from '../neighbour/codec.ts'
import {
  NTF_EXT_LEARNED,
  NTF_OFFLOADED,
  NTF_ROUTER,
  NTF_SELF,
  NTF_STICKY,
  NUD_NOARP,
  NUD_PERMANENT,
  NUD_REACHABLE,
  NUD_STALE
} from '../neighbour/constants.ts'
import { bitNames, present, type Interfaces, type JsonObject } from './names.ts'

const FLAGS = [
  ['self', NTF_SELF],
  ['router', NTF_ROUTER],
  ['extern_learn', NTF_EXT_LEARNED],
  ['offload', NTF_OFFLOADED],
  ['sticky', NTF_STICKY]
] as const

/** An entry of a forwarding database as `bridge -j -d -s fdb show` prints it; without `-s` it has no ages. */
export function fdbToIproute2(entry: Neighbour, interfaces: Interfaces): JsonObject {
  const { cacheinfo, viaIfindex, linkNetnsid, master } = entry
  return present({
    mac: entry.lladdr,
    ifname: interfaces.nameOf(entry.ifindex),
    dst: entry.dst,
    vlan: entry.vlan,
    port: entry.port,
    vni: entry.vni,
    src_vni: entry.srcVni,
    ...(viaIfindex === undefined
      ? {}
      : linkNetnsid === undefined
        ? { viaIf: interfaces.nameOf(viaIfindex) }
        : { viaIfIndex: viaIfindex }),
    nhid: entry.nhId,
    linkNetNsId: linkNetnsid,
    used: cacheinfo === undefined ? undefined : Math.trunc(cacheinfo.used / 100),
    updated: cacheinfo === undefined ? undefined : Math.trunc(cacheinfo.updated / 100),
    flags: bitNames(entry.flags, FLAGS),
    master: master === undefined ? undefined : interfaces.nameOf(master),
    state: stateText(entry.state)
  })
}

function stateText(state: number): string {
  if ((state & NUD_PERMANENT) !== 0) return 'permanent'
  if ((state & NUD_NOARP) !== 0) return 'static'
  if ((state & NUD_STALE) !== 0) return 'stale'
  return (state & NUD_REACHABLE) !== 0 ? '' : `state=0x${state.toString(16)}`
}

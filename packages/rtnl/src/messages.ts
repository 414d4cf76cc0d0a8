import { LE, type Bytes, type Codec } from '@nlkit/core/codec'
import type { MessageTable } from '@nlkit/core'
import { addressLabelCodec } from './address-label/codec.ts'
import { RTM_DELADDRLABEL, RTM_GETADDRLABEL, RTM_NEWADDRLABEL } from './address-label/constants.ts'
import { addressCodec } from './address/codec.ts'
import {
  RTM_DELADDR,
  RTM_DELANYCAST,
  RTM_DELMULTICAST,
  RTM_GETADDR,
  RTM_GETANYCAST,
  RTM_GETMULTICAST,
  RTM_NEWADDR,
  RTM_NEWANYCAST,
  RTM_NEWMULTICAST
} from './address/constants.ts'
import { bridgeVlanCodec } from './bridge-vlan/codec.ts'
import { RTM_DELVLAN, RTM_GETVLAN, RTM_NEWVLAN } from './bridge-vlan/constants.ts'
import { canGatewayCodec, type CanGateway } from './can-gateway/codec.ts'
import { cacheReportCodec } from './cache-report/codec.ts'
import { RTM_NEWCACHEREPORT } from './cache-report/constants.ts'
import { dcbCodec } from './dcb/codec.ts'
import { RTM_GETDCB, RTM_SETDCB } from './dcb/constants.ts'
import { AF_CAN } from './family/constants.ts'
import { linkCodec } from './link/codec.ts'
import {
  RTM_DELLINK,
  RTM_DELLINKPROP,
  RTM_GETLINK,
  RTM_GETLINKPROP,
  RTM_NEWLINK,
  RTM_NEWLINKPROP,
  RTM_SETLINK
} from './link/constants.ts'
import { mdbCodec, mdbSetCodec, type Mdb, type MdbSet } from './mdb/codec.ts'
import { RTM_DELMDB, RTM_GETMDB, RTM_NEWMDB } from './mdb/constants.ts'
import { ndUserOptionCodec, RTM_NEWNDUSEROPT } from './nd-user-option/nd-user-option.ts'
import { neighbourTableCodec } from './neighbour-table/codec.ts'
import { RTM_GETNEIGHTBL, RTM_NEWNEIGHTBL, RTM_SETNEIGHTBL } from './neighbour-table/constants.ts'
import { neighbourCodec } from './neighbour/codec.ts'
import { RTM_DELNEIGH, RTM_GETNEIGH, RTM_NEWNEIGH } from './neighbour/constants.ts'
import { netconfCodec } from './netconf/codec.ts'
import { RTM_DELNETCONF, RTM_GETNETCONF, RTM_NEWNETCONF } from './netconf/constants.ts'
import { nexthopCodec } from './nexthop/codec.ts'
import {
  RTM_DELNEXTHOP,
  RTM_DELNEXTHOPBUCKET,
  RTM_GETNEXTHOP,
  RTM_GETNEXTHOPBUCKET,
  RTM_NEWNEXTHOP,
  RTM_NEWNEXTHOPBUCKET
} from './nexthop/constants.ts'
import { nsidCodec } from './nsid/codec.ts'
import { RTM_DELNSID, RTM_GETNSID, RTM_NEWNSID } from './nsid/constants.ts'
import { prefixCodec } from './prefix/codec.ts'
import { RTM_NEWPREFIX } from './prefix/constants.ts'
import { ruleCodec } from './rule/codec.ts'
import { RTM_DELRULE, RTM_GETRULE, RTM_NEWRULE } from './rule/constants.ts'
import { routeCodec, type Route } from './route/codec.ts'
import { RTM_DELROUTE, RTM_GETROUTE, RTM_NEWROUTE } from './route/constants.ts'
import { linkStatisticsCodec } from './stats/codec.ts'
import { RTM_NEWSTATS } from './stats/constants.ts'
import { statsRequestCodec } from './stats/request.codec.ts'
import { RTM_GETSTATS, RTM_SETSTATS } from './stats/request.constants.ts'
import { actionsCodec } from './tc/actions/codec.ts'
import { RTM_DELACTION, RTM_GETACTION, RTM_NEWACTION } from './tc/actions/constants.ts'
import { chainCodec } from './tc/chains/codec.ts'
import { RTM_DELCHAIN, RTM_GETCHAIN, RTM_NEWCHAIN } from './tc/chains/constants.ts'
import { tclassCodec } from './tc/classes/codec.ts'
import { RTM_DELTCLASS, RTM_GETTCLASS, RTM_NEWTCLASS } from './tc/classes/constants.ts'
import { tfilterCodec } from './tc/filters/codec.ts'
import { RTM_DELTFILTER, RTM_GETTFILTER, RTM_NEWTFILTER } from './tc/filters/constants.ts'
import { qdiscCodec } from './tc/qdiscs/codec.ts'
import { RTM_DELQDISC, RTM_GETQDISC, RTM_NEWQDISC } from './tc/qdiscs/constants.ts'
import { vxlanVniCodec } from './vxlan-vni/codec.ts'
import { RTM_DELTUNNEL, RTM_GETTUNNEL, RTM_NEWTUNNEL } from './vxlan-vni/constants.ts'

type Entry = readonly [number, { readonly name: string; readonly codec: Pick<Codec<unknown>, 'decode'> }]

const entries = (
  codec: Pick<Codec<unknown>, 'decode'>,
  types: Readonly<Record<string, number>>
): readonly Entry[] => Object.entries(types).map(([name, type]): Entry => [type, { name, codec }])

const linkTypes = { RTM_NEWLINK, RTM_DELLINK, RTM_GETLINK, RTM_SETLINK }
const propertyTypes = { RTM_NEWLINKPROP, RTM_DELLINKPROP, RTM_GETLINKPROP }

const nexthopTypes = { RTM_NEWNEXTHOP, RTM_DELNEXTHOP, RTM_GETNEXTHOP }
const bucketTypes = { RTM_NEWNEXTHOPBUCKET, RTM_DELNEXTHOPBUCKET, RTM_GETNEXTHOPBUCKET }

const multicastTypes = { RTM_NEWMULTICAST, RTM_DELMULTICAST, RTM_GETMULTICAST }
const anycastTypes = { RTM_NEWANYCAST, RTM_DELANYCAST, RTM_GETANYCAST }

/** Attribute 1 of a request is struct br_mdb_entry, of all else a nest, which is longer as soon as it is not empty. */
const SET_ENTRY = 4 + 28

/** Entries in requests and databases in answers have the same message types, and other attributes. */
const mdbMessage = {
  decode(bytes: Bytes, offset: number, end: number): Mdb | MdbSet {
    const first = offset + mdbCodec.headerSize
    const isRequest = end - first >= SET_ENTRY && bytes.view.getUint16(first, LE) === SET_ENTRY
    return (isRequest ? mdbSetCodec : mdbCodec).decode(bytes, offset, end)
  }
}

/** CAN gateways have the message types of routes, and another header. */
const routeMessage = {
  decode(bytes: Bytes, offset: number, end: number): Route | CanGateway {
    return (bytes.u8[offset] === AF_CAN ? canGatewayCodec : routeCodec).decode(bytes, offset, end)
  }
}

/** Names and codecs of the messages of NETLINK_ROUTE by their types: for traces, and for whoever reads captures. */
export const messages: MessageTable = new Map([
  ...entries(linkCodec, { ...linkTypes, ...propertyTypes }),
  ...entries(addressCodec, { RTM_NEWADDR, RTM_DELADDR, RTM_GETADDR }),
  ...entries(addressCodec, { ...multicastTypes, ...anycastTypes }),
  ...entries(neighbourCodec, { RTM_NEWNEIGH, RTM_DELNEIGH, RTM_GETNEIGH }),
  ...entries(neighbourTableCodec, { RTM_NEWNEIGHTBL, RTM_GETNEIGHTBL, RTM_SETNEIGHTBL }),
  ...entries(mdbMessage, { RTM_NEWMDB, RTM_DELMDB, RTM_GETMDB }),
  ...entries(bridgeVlanCodec, { RTM_NEWVLAN, RTM_DELVLAN, RTM_GETVLAN }),
  ...entries(vxlanVniCodec, { RTM_NEWTUNNEL, RTM_DELTUNNEL, RTM_GETTUNNEL }),
  ...entries(nexthopCodec, { ...nexthopTypes, ...bucketTypes }),
  ...entries(ruleCodec, { RTM_NEWRULE, RTM_DELRULE, RTM_GETRULE }),
  ...entries(addressLabelCodec, { RTM_NEWADDRLABEL, RTM_DELADDRLABEL, RTM_GETADDRLABEL }),
  ...entries(nsidCodec, { RTM_NEWNSID, RTM_DELNSID, RTM_GETNSID }),
  ...entries(netconfCodec, { RTM_NEWNETCONF, RTM_DELNETCONF, RTM_GETNETCONF }),
  ...entries(linkStatisticsCodec, { RTM_NEWSTATS }),
  ...entries(statsRequestCodec, { RTM_GETSTATS, RTM_SETSTATS }),
  ...entries(dcbCodec, { RTM_GETDCB, RTM_SETDCB }),
  ...entries(prefixCodec, { RTM_NEWPREFIX }),
  ...entries(ndUserOptionCodec, { RTM_NEWNDUSEROPT }),
  ...entries(cacheReportCodec, { RTM_NEWCACHEREPORT }),
  ...entries(routeMessage, { RTM_NEWROUTE, RTM_DELROUTE, RTM_GETROUTE }),
  ...entries(qdiscCodec, { RTM_NEWQDISC, RTM_DELQDISC, RTM_GETQDISC }),
  ...entries(tclassCodec, { RTM_NEWTCLASS, RTM_DELTCLASS, RTM_GETTCLASS }),
  ...entries(tfilterCodec, { RTM_NEWTFILTER, RTM_DELTFILTER, RTM_GETTFILTER }),
  ...entries(chainCodec, { RTM_NEWCHAIN, RTM_DELCHAIN, RTM_GETCHAIN }),
  ...entries(actionsCodec, { RTM_NEWACTION, RTM_DELACTION, RTM_GETACTION })
])

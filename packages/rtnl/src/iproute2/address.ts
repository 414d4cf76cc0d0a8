import type { Address } from '../address/codec.ts'
import {
  IFA_F_DADFAILED,
  IFA_F_DEPRECATED,
  IFA_F_HOMEADDRESS,
  IFA_F_MANAGETEMPADDR,
  IFA_F_MCAUTOJOIN,
  IFA_F_NODAD,
  IFA_F_NOPREFIXROUTE,
  IFA_F_OPTIMISTIC,
  IFA_F_PERMANENT,
  IFA_F_SECONDARY,
  IFA_F_STABLE_PRIVACY,
  IFA_F_TENTATIVE
} from '../address/constants.ts'
import { present, scopeName, type JsonObject } from './names.ts'

const FLAGS = [
  ['nodad', IFA_F_NODAD],
  ['optimistic', IFA_F_OPTIMISTIC],
  ['home', IFA_F_HOMEADDRESS],
  ['deprecated', IFA_F_DEPRECATED],
  ['tentative', IFA_F_TENTATIVE],
  ['mngtmpaddr', IFA_F_MANAGETEMPADDR],
  ['noprefixroute', IFA_F_NOPREFIXROUTE],
  ['autojoin', IFA_F_MCAUTOJOIN],
  ['dadfailed', IFA_F_DADFAILED],
  ['stable-privacy', IFA_F_STABLE_PRIVACY]
] as const

/** An address as an object of `addr_info` in `ip -j addr show`. */
export function addressToIproute2(address: Address): JsonObject {
  const flags = FLAGS.filter(([, bit]) => (address.flags & bit) !== 0).map(([name]) => [name, true] as const)
  const local = address.local ?? address.address
  const secondary = address.family === 'inet6' ? 'temporary' : 'secondary'
  return present({
    family: String(address.family),
    local,
    address: address.address === local ? undefined : address.address,
    prefixlen: address.prefixlen,
    metric: address.rtPriority,
    broadcast: address.broadcast,
    anycast: address.anycast,
    scope: scopeName(address.scope),
    [secondary]: (address.flags & IFA_F_SECONDARY) !== 0 ? true : undefined,
    ...Object.fromEntries(flags),
    dynamic: (address.flags & IFA_F_PERMANENT) === 0 ? true : undefined,
    label: address.label,
    valid_life_time: address.cacheinfo?.valid,
    preferred_life_time: address.cacheinfo?.prefered
  })
}

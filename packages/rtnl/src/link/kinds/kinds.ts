/** Link kinds by their names: a line for each, and a schema file beside this one. */
import { nest } from '@nlkit/core/schema'
import { bridge } from './bridge.schema.ts'
import { bridgePort } from './bridge-port.schema.ts'
import { veth } from './veth.schema.ts'

/**
 * IFLA_INFO_DATA by IFLA_INFO_KIND. Functions, because a veth contains a link; unflagged, as the kernel and ip(8) write
 * these nests (nla_nest_start_noflag()).
 */
export const kinds = {
  bridge: () => nest(bridge, { flagged: false }),
  veth: () => nest(veth, { flagged: false })
}

/** Kinds without settings of their own. */
export const bareKinds = ['dummy', 'ifb', 'lowpan', 'nlmon', 'team', 'vcan', 'wireguard']

/** IFLA_INFO_SLAVE_DATA by IFLA_INFO_SLAVE_KIND. */
export const slaveKinds = {
  bridge: () => nest(bridgePort, { flagged: false })
}

/** Pairs of virtual Ethernet links: linux/veth.h, drivers/net/veth.c. */
import { attributes, embedded } from '@nlkit/core/schema'
import { link } from '../schema.ts'

export const veth = attributes('Veth', 'VETH_INFO', 'A pair of links. Only requests have settings.', [
  ['VETH_INFO_PEER', 1, embedded(() => link), 'The other end: its name, MTU, address, namespace.']
])

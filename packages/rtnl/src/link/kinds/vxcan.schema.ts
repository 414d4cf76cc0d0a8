/** Pairs of virtual CAN links: linux/can/vxcan.h, drivers/net/can/vxcan.c. */
import { attributes, embedded } from '@nlkit/core/schema'
import { link } from '../schema.ts'

export const vxcan = attributes('Vxcan', 'VXCAN_INFO', 'A pair of links. Only requests have settings.', [
  ['VXCAN_INFO_PEER', 1, embedded(() => link), 'The other end: its name, MTU, namespace.']
])

/** Mesh networks of batman-adv: linux/batman_adv.h, net/batman-adv/mesh-interface.c. */
import { attributes, string } from '@nlkit/core/schema'

export const batadv = attributes('Batadv', 'IFLA_BATADV', 'Settings of a mesh.', [
  ['IFLA_BATADV_ALGO_NAME', 1, string(), 'In requests: routing algorithm, `BATMAN_IV` or `BATMAN_V`.']
])

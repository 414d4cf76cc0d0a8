/** Tunnels of OpenVPN: linux/if_link.h, drivers/net/ovpn/main.c. */
import { attributes, enumerated, enumeration, u8 } from '@nlkit/core/schema'

export const ovpnModes = enumeration('OvpnMode', 'OVPN_MODE', [
  ['OVPN_MODE_P2P', 0, 'One peer.'],
  ['OVPN_MODE_MP', 1, 'Several peers.']
])

export const ovpn = attributes('Ovpn', 'IFLA_OVPN', 'Settings of a tunnel of OpenVPN.', [
  ['IFLA_OVPN_MODE', 1, enumerated(u8, ovpnModes), 'How many peers it has.']
])

/** Multicast tunnels (RFC 7450): linux/amt.h, drivers/net/amt.c. */
import { attributes, be16, enumerated, enumeration, ipv4, u32 } from '@nlkit/core/schema'

export const amtModes = enumeration('AmtMode', 'AMT_MODE', [
  ['AMT_MODE_GATEWAY', 0, 'On the side of receivers.'],
  ['AMT_MODE_RELAY', 1, 'On the side of sources.']
])

export const amt = attributes('Amt', 'IFLA_AMT', 'Settings of a multicast tunnel.', [
  ['IFLA_AMT_MODE', 1, enumerated(u32, amtModes), 'Gateway or relay. The kernel wants it.'],
  ['IFLA_AMT_RELAY_PORT', 2, be16, 'UDP port of the relay, 2268 by default.'],
  ['IFLA_AMT_GATEWAY_PORT', 3, be16, 'UDP port of the gateway, 2268 by default.'],
  ['IFLA_AMT_LINK', 4, u32, 'Index of the link that carries it. The kernel wants it.'],
  ['IFLA_AMT_LOCAL_IP', 5, ipv4, 'Source address. The kernel wants it.'],
  ['IFLA_AMT_REMOTE_IP', 6, ipv4, 'Gateway: address of the relay. Only told.'],
  ['IFLA_AMT_DISCOVERY_IP', 7, ipv4, 'Gateway: where relays are looked for. The kernel wants it.'],
  ['IFLA_AMT_MAX_TUNNELS', 8, u32, 'Relay: most tunnels, 128 by default.']
])

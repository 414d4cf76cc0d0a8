import type { Address } from './codec.ts'

/**
 * What makes it another address: for IPv4 interface, address, peer and prefix (inet_insert_ifa()), for IPv6 interface and address alone
 * (ipv6_add_addr()).
 */
export function addressIdentity({
  family,
  index,
  prefixlen,
  address,
  local,
  multicast,
  anycast
}: Address): string {
  const own = local ?? address ?? multicast ?? anycast ?? ''
  return family === 'inet'
    ? `inet|${index}|${own}|${address ?? ''}|${prefixlen}`
    : `${family}|${index}|${own}`
}

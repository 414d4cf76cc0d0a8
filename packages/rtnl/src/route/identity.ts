import type { Route } from './codec.ts'

/**
 * What makes it another route. IPv4 (fib_table_insert()): table, prefix, TOS and metric; routes that were appended to one another have the
 * same identity and are told apart by their order alone. IPv6 (fib6_add_rt2node()): table, both prefixes and metric, and the next hop, because
 * routes of one metric that are not a multipath stand side by side. MCTP (mctp_rt_compare_exact()): network and endpoints; the network of a route without a gateway is
 * that of its interface, which its address and not the route tells.
 */
export function routeIdentity(route: Route): string {
  const { family, table, dst, dstLen, src, srcLen, tos, priority } = route
  const to = typeof dst === 'object' ? dst.map(({ label }) => label).join('/') : (dst ?? '')
  const base = `${family}|${table}|${to}/${dstLen}`
  if (family === 'mpls') return base
  if (family === 'mctp') {
    const { gateway, oif } = route
    return `${base}|${typeof gateway === 'object' ? `net ${gateway.net}` : (oif ?? '')}`
  }
  if (family !== 'inet6') return `${base}|${src ?? ''}/${srcLen}|${tos}|${priority ?? 0}`
  const { type, oif, gateway, nhId } = route
  return `${base}|${src ?? ''}/${srcLen}|${priority ?? 0}|${type}|${oif ?? ''}|${typeof gateway === 'string' ? gateway : ''}|${nhId ?? ''}`
}

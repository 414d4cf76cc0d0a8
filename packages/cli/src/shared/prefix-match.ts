import { BlockList, isIPv6 } from 'node:net'

/** Whether an address lies within a prefix; the whole of its family lies within `default`. */
export function isWithin(address: string, prefix: string): boolean {
  if (prefix === 'default') return true
  const [net = '', length] = prefix.split('/')
  const family = isIPv6(net) ? 'ipv6' : 'ipv4'
  if (isIPv6(address) !== isIPv6(net)) return false
  const list = new BlockList()
  list.addSubnet(net, Number(length ?? (family === 'ipv6' ? 128 : 32)), family)
  return list.check(address, family)
}

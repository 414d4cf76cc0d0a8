import type { BridgeVlan } from './codec.ts'

/** VLANs by bridge or port and number; a bridge's options by bridge and number. */
export function bridgeVlanIdentity({ ifindex, entry, globalOptions }: BridgeVlan): string {
  const vlans = (entry ?? []).map(({ info, range }) => `${info?.vid ?? ''}-${range ?? info?.vid ?? ''}`)
  const options = (globalOptions ?? []).map(({ id, range }) => `global ${id ?? ''}-${range ?? id ?? ''}`)
  return [ifindex, ...vlans, ...options].join('|')
}

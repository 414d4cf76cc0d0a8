import type { Tfilter } from './codec.ts'

/** A priority of a chain has one kind and protocol; within it, handles are unique. */
export function filterIdentity({ ifindex, parent, chain, info, handle }: Tfilter): string {
  return `${ifindex}|${parent}|${chain ?? 0}|${info.prio}|${info.protocol}|${handle}`
}

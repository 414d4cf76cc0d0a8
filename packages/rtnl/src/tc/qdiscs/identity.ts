import type { Qdisc } from './codec.ts'

/** A handle is unique within an interface; those that the kernel sets up by itself have none, but each has a place of its own. */
export function qdiscIdentity({ ifindex, handle, parent }: Qdisc): string {
  return handle === 'none' ? `${ifindex}|${handle}|${parent}` : `${ifindex}|${handle}`
}

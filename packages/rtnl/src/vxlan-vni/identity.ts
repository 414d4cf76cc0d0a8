import type { VxlanVni } from './codec.ts'

/** VNIs by device and number. */
export function vxlanVniIdentity({ ifindex, entry }: VxlanVni): string {
  return [ifindex, ...(entry ?? []).map(({ start, end }) => `${start ?? ''}-${end ?? start ?? ''}`)].join('|')
}

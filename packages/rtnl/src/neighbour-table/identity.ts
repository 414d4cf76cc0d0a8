import type { NeighbourTable } from './codec.ts'

/** A table by its name, its parameters by the interface, too (lookup_neigh_parms()). */
export function neighbourTableIdentity({ family, name, parms }: NeighbourTable): string {
  return `${family}|${name ?? ''}|${parms?.ifindex ?? ''}`
}

/** Which constants a schema file has, and what its tables are called beside them. */
import type { Enumeration, Flags } from '@nlkit/core/schema'
import type { Unit } from './workspace.ts'

function constantsOf(unit: Unit): Set<string> {
  const names = new Set<string>()
  for (const entity of unit.entities) {
    if (entity.kind === 'message') for (const { c } of entity.messages) names.add(c)
    if (entity.kind === 'set') for (const { c } of entity.attributes) names.add(c)
    if (entity.kind === 'enumeration' || entity.kind === 'flags' || entity.kind === 'constants') {
      for (const { c } of entity.entries) names.add(c)
    }
  }
  return names
}

/** The table of an enumeration or of flags: its C prefix, with `_VALUES` where a constant has that name (IFLA_EVENT). */
export function tableName(unit: Unit, entity: Enumeration | Flags): string {
  return constantsOf(unit).has(entity.prefix) ? `${entity.prefix}_VALUES` : entity.prefix
}

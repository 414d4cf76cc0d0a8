import { isObjectEntity, uses, type Entity, type ObjectEntity } from './entities.ts'

/** Objects that can contain themselves: only their functions count how deep they are. */
export function recursiveObjects(entities: readonly ObjectEntity[]): Set<Entity> {
  // A message reads its body itself, so what the body uses is what it uses.
  const below = new Map<Entity, Entity[]>()
  for (const entity of entities)
    below.set(
      entity,
      uses(entity).filter((used) => isObjectEntity(used))
    )
  const found = new Set<Entity>()
  for (const entity of entities) {
    const seen = new Set<Entity>()
    const queue = [...(below.get(entity) ?? [])]
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      if (next === entity) found.add(entity)
      if (seen.has(next)) continue
      seen.add(next)
      queue.push(...(below.get(next) ?? []))
    }
  }
  return found
}

/** Functions that write objects: attributes in the schema's order, so that the same object always gives the same bytes. */
import type { ObjectEntity } from '../entities.ts'
import type { GeneratedFile } from '../file.ts'
import { emitAttributes, emitKeyed } from './set.ts'
import { emitSlots, emitStruct } from './struct.ts'

export function emitEncoder(file: GeneratedFile, entity: ObjectEntity): void {
  if (entity.kind === 'struct') emitStruct(file, entity)
  else if (entity.kind === 'slots') emitSlots(file, entity)
  else if (entity.kind === 'keyed') emitKeyed(file, entity)
  else emitAttributes(file, entity)
}

/** Functions that read objects: straight-line code, everything stored by name. */
import type { ObjectEntity } from '../entities.ts'
import type { GeneratedFile } from '../file.ts'
import { emitKeyed } from './keyed.ts'
import { emitAttributes } from './set.ts'
import { emitSlots } from './slots.ts'
import { emitStruct } from './struct.ts'

export function emitDecoder(file: GeneratedFile, entity: ObjectEntity): void {
  if (entity.kind === 'struct') emitStruct(file, entity)
  else if (entity.kind === 'slots') emitSlots(file, entity)
  else if (entity.kind === 'keyed') emitKeyed(file, entity)
  else emitAttributes(file, entity)
}

/** Options of tunnels, as actions set and filters match them. */
import type { JsonObject } from '../names.ts'

interface Geneve {
  readonly class?: number
  readonly type?: number
  readonly data?: Uint8Array
}

export const geneveJson = (options: readonly Geneve[]): JsonObject[] =>
  options.map(({ class: number = 0, type = 0, data = new Uint8Array() }) => ({
    class: number,
    type,
    data: [...data]
  }))

interface Erspan {
  readonly ver?: number
  readonly index?: number
  readonly dir?: number
  readonly hwid?: number
}

/** Version 1 has an index, later ones a direction and the number of the port. */
export function erspanJson({ ver = 0, index = 0, dir = 0, hwid = 0 }: Erspan): JsonObject {
  return ver === 1 ? { ver, index, dir: 0, hwid: 0 } : { ver, index: 0, dir, hwid }
}

import type { Connection } from '@nlkit/core'

/** What the verbs of every family work with. */
export interface DiagContext {
  readonly connection: Connection
}

import type { Connection, NetnsSelector } from '@nlkit/core'

/** What the verbs of every family work with. */
export interface DiagContext {
  readonly connection: Connection
  /** The namespace that is asked, for looking up its interfaces. */
  readonly netns: NetnsSelector | undefined
}

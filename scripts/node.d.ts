// The declarations are those of the oldest Node that users have, so that the packages use nothing newer. Scripts run on the workspace's own Node.
interface ImportMeta {
  /** Whether this module is the program. */
  readonly main: boolean
}

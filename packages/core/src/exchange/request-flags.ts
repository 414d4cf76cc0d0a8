import {
  NLM_F_APPEND,
  NLM_F_BULK,
  NLM_F_CREATE,
  NLM_F_ECHO,
  NLM_F_EXCL,
  NLM_F_REPLACE
} from '../message/constants.ts'

/** Flags of a request by name. What they mean is up to the message type; protocols ignore, or refuse, those they do not know. */
export interface RequestFlags {
  /** NLM_F_ECHO: what was made comes back, as an object in front of the ACK. */
  readonly echo?: boolean | undefined
  /** NLM_F_CREATE: make it if it is not there. */
  readonly create?: boolean | undefined
  /** NLM_F_EXCL: EEXIST if it is there. */
  readonly excl?: boolean | undefined
  /** NLM_F_REPLACE: take the place of what is there. */
  readonly replace?: boolean | undefined
  /** NLM_F_APPEND: go behind what is there. */
  readonly append?: boolean | undefined
  /** NLM_F_BULK, of deletions (since Linux 5.19): all that match, not one. */
  readonly bulk?: boolean | undefined
}

/**
 * The NLM_F_* word for named flags, for a spec's `flags`.
 * @throws TypeError for a value that is no boolean, RangeError for flags that say the opposite of each other
 */
export function requestFlags(flags: RequestFlags): number {
  const { echo, create, excl, replace, append, bulk } = flags
  const word =
    bit('echo', echo, NLM_F_ECHO) |
    bit('create', create, NLM_F_CREATE) |
    bit('excl', excl, NLM_F_EXCL) |
    bit('replace', replace, NLM_F_REPLACE) |
    bit('append', append, NLM_F_APPEND) |
    bit('bulk', bulk, NLM_F_BULK)
  // The bit of NLM_F_BULK is that of NLM_F_EXCL in messages that make something.
  if (bulk === true && (create === true || excl === true || replace === true || append === true)) {
    throw new RangeError('bulk: is for deletions, the other flags are for what is made')
  }
  return word
}

function bit(key: string, value: unknown, flag: number): number {
  if (value === undefined || value === false) return 0
  if (value === true) return flag
  throw new TypeError(`${key}: expected true or false, got ${typeof value}`)
}

import { NLMSG_DONE, NLMSG_ERROR, NLMSG_NOOP, NLMSG_OVERRUN } from './constants.ts'

const COMMON_FLAGS = ['REQUEST', 'MULTI', 'ACK', 'ECHO', 'DUMP_INTR', 'DUMP_FILTERED']

/** Bits from 0x100 on mean something else for each verb. */
const FLAGS_BY_VERB: readonly [RegExp, readonly string[]][] = [
  [/GET|^SOCK_DIAG/, ['ROOT', 'MATCH', 'ATOMIC']],
  [/NEW|SET|ADD/, ['REPLACE', 'EXCL', 'CREATE', 'APPEND']],
  [/DEL/, ['NONREC', 'BULK']],
  [/^NLMSG_ERROR|^NLMSG_DONE/, ['CAPPED', 'ACK_TLVS']]
]

/**
 * The names of a message's flags: NLM_F_* without prefix, ROOT and MATCH together as DUMP; bits that nobody knows, last and
 * together, as `0x..`.
 * @param typeName the message type's name, `RTM_NEWLINK`: its verb says what bits from 0x100 on mean
 */
export function messageFlagNames(typeName: string, flags: number): string[] {
  const words: string[] = COMMON_FLAGS.filter((_, bit) => ((flags >> bit) & 1) !== 0)
  let rest = flags & ~0x3f
  const verb = FLAGS_BY_VERB.find(([pattern]) => pattern.test(typeName))?.[1]
  if ((rest & 0x300) === 0x300 && verb?.[0] === 'ROOT') {
    words.push('DUMP')
    rest &= ~0x300
  }
  for (const [i, word] of (verb ?? []).entries()) {
    if ((rest & (0x100 << i)) === 0) continue
    words.push(word)
    rest &= ~(0x100 << i)
  }
  if (rest !== 0) words.push(`0x${rest.toString(16)}`)
  return words
}

const CONTROL = new Map([
  [NLMSG_NOOP, 'NLMSG_NOOP'],
  [NLMSG_ERROR, 'NLMSG_ERROR'],
  [NLMSG_DONE, 'NLMSG_DONE'],
  [NLMSG_OVERRUN, 'NLMSG_OVERRUN']
])

/** The name of a message type that every protocol has, `NLMSG_DONE`; `undefined` for all others. */
export const controlMessageName = (type: number): string | undefined => CONTROL.get(type)

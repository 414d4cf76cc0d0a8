/** In what the kernels differ that tests run on, by the version that brought it: a test states both, and looks here. */
import { release } from 'node:os'

const [major = 0, minor = 0] = release().split('.', 2).map(Number)
const isSince = (itsMajor: number, itsMinor: number): boolean =>
  major > itsMajor || (major === itsMajor && minor >= itsMinor)

/** RTM_NEWLINK with NLM_F_ECHO is answered with the link (rtnl_newlink_create(), 6.2); before that by the ACK alone. */
export const echoesNewLinks = isSince(6, 2)

/** Links that are up are renamed (dev_change_name(), 6.2); before that EBUSY. */
export const renamesLinksThatAreUp = isSince(6, 2)

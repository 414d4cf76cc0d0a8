/** The sockets of a Linux host over NETLINK_SOCK_DIAG. */
export { SockDiag } from './sockdiag.ts'
export type { SockDiagOptions } from './sockdiag.ts'

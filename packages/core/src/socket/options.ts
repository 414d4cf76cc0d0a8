import { hostArch } from '../system.ts'

/**
 * Socket levels and option names. SOL_NETLINK's are the same everywhere; SOL_SOCKET's are asm-generic's, other on
 * MIPS (arch/mips/include/uapi/asm/socket.h). Sources of truth: include/uapi/linux/netlink.h, asm-generic/socket.h.
 */
const isMips = hostArch.startsWith('mips')

export const SOL_NETLINK = 270
export const NETLINK_ADD_MEMBERSHIP = 1
export const NETLINK_DROP_MEMBERSHIP = 2
export const NETLINK_PKTINFO = 3
export const NETLINK_BROADCAST_ERROR = 4
export const NETLINK_NO_ENOBUFS = 5
export const NETLINK_LISTEN_ALL_NSID = 8
export const NETLINK_LIST_MEMBERSHIPS = 9
export const NETLINK_CAP_ACK = 10
export const NETLINK_EXT_ACK = 11
export const NETLINK_GET_STRICT_CHK = 12

export const SOL_SOCKET = isMips ? 0xffff : 1
export const SO_SNDBUF = isMips ? 0x1001 : 7
export const SO_RCVBUF = isMips ? 0x1002 : 8
export const SO_SNDBUFFORCE = isMips ? 31 : 32
export const SO_RCVBUFFORCE = 33
export const SO_PASSCRED = isMips ? 17 : 16
export const SO_DETACH_FILTER = 27

export const SOCK_DGRAM = isMips ? 1 : 2
export const SOCK_RAW = 3

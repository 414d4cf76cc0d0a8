/** Netlink protocol numbers. Source of truth: include/uapi/linux/netlink.h. Numbers up to 31 may be used by modules. */

export const NETLINK_ROUTE = 0
export const NETLINK_UNUSED = 1
export const NETLINK_USERSOCK = 2
export const NETLINK_FIREWALL = 3
export const NETLINK_SOCK_DIAG = 4
export const NETLINK_NFLOG = 5
export const NETLINK_XFRM = 6
export const NETLINK_SELINUX = 7
export const NETLINK_ISCSI = 8
export const NETLINK_AUDIT = 9
export const NETLINK_FIB_LOOKUP = 10
export const NETLINK_CONNECTOR = 11
export const NETLINK_NETFILTER = 12
export const NETLINK_IP6_FW = 13
export const NETLINK_DNRTMSG = 14
export const NETLINK_KOBJECT_UEVENT = 15
export const NETLINK_GENERIC = 16
export const NETLINK_SCSITRANSPORT = 18
export const NETLINK_ECRYPTFS = 19
export const NETLINK_RDMA = 20
export const NETLINK_CRYPTO = 21
export const NETLINK_SMC = 22

const NAMES: readonly (string | undefined)[] = [
  'NETLINK_ROUTE',
  'NETLINK_UNUSED',
  'NETLINK_USERSOCK',
  'NETLINK_FIREWALL',
  'NETLINK_SOCK_DIAG',
  'NETLINK_NFLOG',
  'NETLINK_XFRM',
  'NETLINK_SELINUX',
  'NETLINK_ISCSI',
  'NETLINK_AUDIT',
  'NETLINK_FIB_LOOKUP',
  'NETLINK_CONNECTOR',
  'NETLINK_NETFILTER',
  'NETLINK_IP6_FW',
  'NETLINK_DNRTMSG',
  'NETLINK_KOBJECT_UEVENT',
  'NETLINK_GENERIC',
  undefined,
  'NETLINK_SCSITRANSPORT',
  'NETLINK_ECRYPTFS',
  'NETLINK_RDMA',
  'NETLINK_CRYPTO',
  'NETLINK_SMC'
]

/** `protocolName(0)` is `'NETLINK_ROUTE'`; a number without a name gives `'netlink protocol <n>'`. */
export function protocolName(protocol: number): string {
  return NAMES[protocol] ?? `netlink protocol ${protocol}`
}

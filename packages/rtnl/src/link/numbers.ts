/**
 * Numbers of links and of their kinds in the kernel's spelling, beside those of `constants.ts`. What two kinds have in common is given
 * here once.
 */
export {
  IF,
  IFLA_INET6_ADDR_GEN_MODE,
  IFLA_INET6_CACHEINFO,
  IFLA_INET6_CONF,
  IFLA_INET6_FLAGS,
  IFLA_INET6_ICMP6STATS,
  IFLA_INET6_MCAST,
  IFLA_INET6_RA_MTU,
  IFLA_INET6_STATS,
  IFLA_INET6_TOKEN,
  IFLA_INET_CONF,
  IFLA_MCTP_NET,
  IFLA_MCTP_PHYS_BINDING,
  IF_RA_MANAGED,
  IF_RA_OTHERCONF,
  IF_RA_RCVD,
  IF_READY,
  IF_RS_SENT,
  IN6_ADDR_GEN_MODE,
  IN6_ADDR_GEN_MODE_EUI64,
  IN6_ADDR_GEN_MODE_NONE,
  IN6_ADDR_GEN_MODE_RANDOM,
  IN6_ADDR_GEN_MODE_STABLE_PRIVACY,
  IPV4_DEVCONF_ACCEPT_LOCAL,
  IPV4_DEVCONF_ACCEPT_REDIRECTS,
  IPV4_DEVCONF_ACCEPT_SOURCE_ROUTE,
  IPV4_DEVCONF_ARPFILTER,
  IPV4_DEVCONF_ARP_ACCEPT,
  IPV4_DEVCONF_ARP_ANNOUNCE,
  IPV4_DEVCONF_ARP_EVICT_NOCARRIER,
  IPV4_DEVCONF_ARP_IGNORE,
  IPV4_DEVCONF_ARP_NOTIFY,
  IPV4_DEVCONF_BC_FORWARDING,
  IPV4_DEVCONF_BOOTP_RELAY,
  IPV4_DEVCONF_DROP_GRATUITOUS_ARP,
  IPV4_DEVCONF_DROP_UNICAST_IN_L2_MULTICAST,
  IPV4_DEVCONF_FORCE_IGMP_VERSION,
  IPV4_DEVCONF_FORWARDING,
  IPV4_DEVCONF_IGMPV2_UNSOLICITED_REPORT_INTERVAL,
  IPV4_DEVCONF_IGMPV3_UNSOLICITED_REPORT_INTERVAL,
  IPV4_DEVCONF_IGNORE_ROUTES_WITH_LINKDOWN,
  IPV4_DEVCONF_LOG_MARTIANS,
  IPV4_DEVCONF_MC_FORWARDING,
  IPV4_DEVCONF_MEDIUM_ID,
  IPV4_DEVCONF_NOPOLICY,
  IPV4_DEVCONF_NOXFRM,
  IPV4_DEVCONF_PROMOTE_SECONDARIES,
  IPV4_DEVCONF_PROXY_ARP,
  IPV4_DEVCONF_PROXY_ARP_PVLAN,
  IPV4_DEVCONF_ROUTE_LOCALNET,
  IPV4_DEVCONF_RP_FILTER,
  IPV4_DEVCONF_SECURE_REDIRECTS,
  IPV4_DEVCONF_SEND_REDIRECTS,
  IPV4_DEVCONF_SHARED_MEDIA,
  IPV4_DEVCONF_SRC_VMARK,
  IPV4_DEVCONF_TAG,
  MCTP_PHYS_BINDING,
  MCTP_PHYS_BINDING_I3C,
  MCTP_PHYS_BINDING_KCS,
  MCTP_PHYS_BINDING_MMBI,
  MCTP_PHYS_BINDING_PCC,
  MCTP_PHYS_BINDING_PCIE_VDM,
  MCTP_PHYS_BINDING_SERIAL,
  MCTP_PHYS_BINDING_SMBUS,
  MCTP_PHYS_BINDING_UCIE,
  MCTP_PHYS_BINDING_UNSPEC,
  MCTP_PHYS_BINDING_USB,
  MCTP_PHYS_BINDING_VENDOR
} from './af-spec.constants.ts'
export * from './bridge-af-spec.constants.ts'
export * from './bridge-cfm.constants.ts'
export * from './bridge-mrp.constants.ts'
export * from './kinds/amt.constants.ts'
export * from './kinds/bareudp.constants.ts'
export * from './kinds/batadv.constants.ts'
export * from './kinds/bond.constants.ts'
export * from './kinds/bridge-port.constants.ts'
export {
  BR_BOOLOPT,
  BR_BOOLOPT_FDB_LOCAL_VLAN_0,
  BR_BOOLOPT_MCAST_VLAN_SNOOPING,
  BR_BOOLOPT_MDB_OFFLOAD_FAIL_NOTIFICATION,
  BR_BOOLOPT_MST_ENABLE,
  BR_BOOLOPT_NO_LL_LEARN,
  BR_STP_MODE,
  BR_STP_MODE_AUTO,
  BR_STP_MODE_KERNEL,
  BR_STP_MODE_USER,
  IFLA_BR_AGEING_TIME,
  IFLA_BR_BRIDGE_ID,
  IFLA_BR_FDB_FLUSH,
  IFLA_BR_FDB_MAX_LEARNED,
  IFLA_BR_FDB_N_LEARNED,
  IFLA_BR_FORWARD_DELAY,
  IFLA_BR_GC_TIMER,
  IFLA_BR_GROUP_ADDR,
  IFLA_BR_GROUP_FWD_MASK,
  IFLA_BR_HELLO_TIME,
  IFLA_BR_HELLO_TIMER,
  IFLA_BR_MAX_AGE,
  IFLA_BR_MCAST_HASH_ELASTICITY,
  IFLA_BR_MCAST_HASH_MAX,
  IFLA_BR_MCAST_IGMP_VERSION,
  IFLA_BR_MCAST_LAST_MEMBER_CNT,
  IFLA_BR_MCAST_LAST_MEMBER_INTVL,
  IFLA_BR_MCAST_MEMBERSHIP_INTVL,
  IFLA_BR_MCAST_MLD_VERSION,
  IFLA_BR_MCAST_QUERIER,
  IFLA_BR_MCAST_QUERIER_INTVL,
  IFLA_BR_MCAST_QUERIER_STATE,
  IFLA_BR_MCAST_QUERY_INTVL,
  IFLA_BR_MCAST_QUERY_RESPONSE_INTVL,
  IFLA_BR_MCAST_QUERY_USE_IFADDR,
  IFLA_BR_MCAST_ROUTER,
  IFLA_BR_MCAST_SNOOPING,
  IFLA_BR_MCAST_STARTUP_QUERY_CNT,
  IFLA_BR_MCAST_STARTUP_QUERY_INTVL,
  IFLA_BR_MCAST_STATS_ENABLED,
  IFLA_BR_MULTI_BOOLOPT,
  IFLA_BR_NF_CALL_ARPTABLES,
  IFLA_BR_NF_CALL_IP6TABLES,
  IFLA_BR_NF_CALL_IPTABLES,
  IFLA_BR_PAD,
  IFLA_BR_PRIORITY,
  IFLA_BR_ROOT_ID,
  IFLA_BR_ROOT_PATH_COST,
  IFLA_BR_ROOT_PORT,
  IFLA_BR_STP_MODE,
  IFLA_BR_STP_STATE,
  IFLA_BR_TCN_TIMER,
  IFLA_BR_TOPOLOGY_CHANGE,
  IFLA_BR_TOPOLOGY_CHANGE_DETECTED,
  IFLA_BR_TOPOLOGY_CHANGE_TIMER,
  IFLA_BR_VLAN_DEFAULT_PVID,
  IFLA_BR_VLAN_FILTERING,
  IFLA_BR_VLAN_PROTOCOL,
  IFLA_BR_VLAN_STATS_ENABLED,
  IFLA_BR_VLAN_STATS_PER_PORT
} from './kinds/bridge.constants.ts'
export * from './kinds/can.constants.ts'
export * from './kinds/dsa.constants.ts'
export * from './kinds/geneve.constants.ts'
export * from './kinds/gre.constants.ts'
export * from './kinds/gtp.constants.ts'
export * from './kinds/hsr.constants.ts'
export * from './kinds/ipoib.constants.ts'
export * from './kinds/iptunnel.constants.ts'
export * from './kinds/ipvlan.constants.ts'
export * from './kinds/macsec.constants.ts'
export * from './kinds/macvlan.constants.ts'
export * from './kinds/netkit.constants.ts'
export * from './kinds/ovpn.constants.ts'
export * from './kinds/ppp.constants.ts'
export * from './kinds/rmnet.constants.ts'
export {
  IFF_TAP,
  IFF_TUN,
  IFLA_TUN_GROUP,
  IFLA_TUN_MULTI_QUEUE,
  IFLA_TUN_NUM_DISABLED_QUEUES,
  IFLA_TUN_NUM_QUEUES,
  IFLA_TUN_OWNER,
  IFLA_TUN_PERSIST,
  IFLA_TUN_PI,
  IFLA_TUN_TYPE,
  IFLA_TUN_VNET_HDR
} from './kinds/tun.constants.ts'
export * from './kinds/tunnel-encap.constants.ts'
export * from './kinds/veth.constants.ts'
export {
  IFLA_VLAN_EGRESS_QOS,
  IFLA_VLAN_FLAGS,
  IFLA_VLAN_ID,
  IFLA_VLAN_INGRESS_QOS,
  IFLA_VLAN_PROTOCOL,
  IFLA_VLAN_QOS_MAPPING,
  VLAN_FLAG,
  VLAN_FLAG_BRIDGE_BINDING,
  VLAN_FLAG_GVRP,
  VLAN_FLAG_LOOSE_BINDING,
  VLAN_FLAG_MVRP,
  VLAN_FLAG_REORDER_HDR
} from './kinds/vlan.constants.ts'
export * from './kinds/vrf.constants.ts'
export * from './kinds/vti.constants.ts'
export * from './kinds/vxcan.constants.ts'
export * from './kinds/vxlan.constants.ts'
export * from './kinds/wwan.constants.ts'
export * from './kinds/xfrm.constants.ts'
export { IFLA_GRE_ENCAP_LIMIT, IFLA_GRE_FLOWINFO } from './kinds/gre6.constants.ts'
export { IFLA_IPTUN_ENCAP_LIMIT, IFLA_IPTUN_FLOWINFO } from './kinds/ip6tnl.constants.ts'
export * from './linkinfo.constants.ts'
export * from './types.constants.ts'
export * from './vf.constants.ts'

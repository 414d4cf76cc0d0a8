/** Data centre bridging: linux/dcbnl.h; net/dcb/dcbnl.c. Lists by priority or traffic class have eight places. */
import {
  array,
  attributes,
  binary,
  constants,
  counter,
  custom,
  enumerated,
  enumeration,
  flag,
  flagged,
  flags,
  message,
  multi,
  nest,
  pad,
  padding,
  quantity,
  string,
  struct,
  u16,
  u32,
  u8
} from '@nlkit/core/schema'
import { family } from '../family/schema.ts'

export const dcbCommands = enumeration('DcbCommand', 'DCB_CMD', [
  ['DCB_CMD_UNDEFINED', 0],
  ['DCB_CMD_GSTATE', 1],
  ['DCB_CMD_SSTATE', 2],
  ['DCB_CMD_PGTX_GCFG', 3],
  ['DCB_CMD_PGTX_SCFG', 4],
  ['DCB_CMD_PGRX_GCFG', 5],
  ['DCB_CMD_PGRX_SCFG', 6],
  ['DCB_CMD_PFC_GCFG', 7],
  ['DCB_CMD_PFC_SCFG', 8],
  ['DCB_CMD_SET_ALL', 9],
  ['DCB_CMD_GPERM_HWADDR', 10],
  ['DCB_CMD_GCAP', 11],
  ['DCB_CMD_GNUMTCS', 12],
  ['DCB_CMD_SNUMTCS', 13],
  ['DCB_CMD_PFC_GSTATE', 14],
  ['DCB_CMD_PFC_SSTATE', 15],
  ['DCB_CMD_BCN_GCFG', 16],
  ['DCB_CMD_BCN_SCFG', 17],
  ['DCB_CMD_GAPP', 18],
  ['DCB_CMD_SAPP', 19],
  ['DCB_CMD_IEEE_SET', 20],
  ['DCB_CMD_IEEE_GET', 21],
  ['DCB_CMD_GDCBX', 22],
  ['DCB_CMD_SDCBX', 23],
  ['DCB_CMD_GFEATCFG', 24],
  ['DCB_CMD_SFEATCFG', 25],
  ['DCB_CMD_CEE_GET', 26],
  ['DCB_CMD_IEEE_DEL', 27]
])

export const dcbxModes = flags('DCB_CAP_DCBX', [
  ['DCB_CAP_DCBX_HOST', 1, 'The host speaks DCBX.'],
  ['DCB_CAP_DCBX_LLD_MANAGED', 2, 'The device speaks DCBX.'],
  ['DCB_CAP_DCBX_VER_CEE', 4, 'CEE.'],
  ['DCB_CAP_DCBX_VER_IEEE', 8, 'IEEE.'],
  ['DCB_CAP_DCBX_STATIC', 16, 'Fixed settings.']
])

export const featureStates = flags('DCB_FEATCFG', [
  ['DCB_FEATCFG_ERROR', 1, 'In error.'],
  ['DCB_FEATCFG_ENABLE', 2, 'On.'],
  ['DCB_FEATCFG_WILLING', 4, "Takes the peer's settings."],
  ['DCB_FEATCFG_ADVERTISE', 8, 'Told to the peer.']
])

export const dcbTsas = enumeration('DcbTsa', 'IEEE_8021QAZ_TSA', [
  ['IEEE_8021QAZ_TSA_STRICT', 0, 'Strict priority.'],
  ['IEEE_8021QAZ_TSA_CB_SHAPER', 1, 'Credit-based shaper.'],
  ['IEEE_8021QAZ_TSA_ETS', 2, 'Enhanced transmission selection.'],
  ['IEEE_8021QAZ_TSA_VENDOR', 255, "The vendor's own."]
])

export const dcbAppSelectors = enumeration('DcbAppSelector', 'IEEE_8021QAZ_APP_SEL', [
  ['IEEE_8021QAZ_APP_SEL_ETHERTYPE', 1, 'An Ethertype.'],
  ['IEEE_8021QAZ_APP_SEL_STREAM', 2, 'A port of TCP or SCTP.'],
  ['IEEE_8021QAZ_APP_SEL_DGRAM', 3, 'A port of UDP or DCCP.'],
  ['IEEE_8021QAZ_APP_SEL_ANY', 4, 'A port of any of these.'],
  ['IEEE_8021QAZ_APP_SEL_DSCP', 5, 'A DSCP, 0 to 63.'],
  ['DCB_APP_SEL_PCP', 255, 'PCP and DEI of a VLAN tag: the DEI is bit 3.', 'pcp']
])

export const dcbAppIdTypes = enumeration('DcbAppIdType', 'DCB_APP_IDTYPE', [
  ['DCB_APP_IDTYPE_ETHTYPE', 0, 'An Ethertype.'],
  ['DCB_APP_IDTYPE_PORTNUM', 1, 'A port of TCP or UDP.']
])

export const dcbCnddStates = enumeration('DcbCnddState', 'DCB_CNDD', [
  ['DCB_CNDD_RESET', 0, 'The defence is off.'],
  ['DCB_CNDD_EDGE', 1, 'At the edge: priorities of what comes in are changed.'],
  ['DCB_CNDD_INTERIOR', 2, 'Inside; tags are taken off what leaves.'],
  ['DCB_CNDD_INTERIOR_READY', 3, 'Inside; tags are left on what leaves.']
])

export const dcbUndefined = constants([
  ['DCB_ATTR_VALUE_UNDEFINED', 255, 'In parameters of traffic classes and groups: none.']
])

export const dcbmsg = struct('dcbmsg', 'dcb_', [
  ['dcb_family', family, 'Always unspec.'],
  ['cmd', enumerated(u8, dcbCommands), 'What is asked for.'],
  [padding(2)]
])

const willing = ['willing', u8, "1: takes the peer's settings."] as const
const error = ['error', u8, '1: in error.'] as const
const eight = (type: Parameters<typeof array>[0]): ReturnType<typeof array> => array(type, 8)

const ieeeEts = struct('ieee_ets', '', [
  willing,
  ['ets_cap', u8, 'Traffic classes of the device.'],
  ['cbs', u8, '1: credit-based shaping.'],
  ['tc_tx_bw', eight(u8), 'Bandwidth to send, percent, by class.'],
  ['tc_rx_bw', eight(u8), 'Bandwidth to receive, percent, by class.'],
  ['tc_tsa', eight(enumerated(u8, dcbTsas)), 'Transmission selection algorithm by class.'],
  ['prio_tc', eight(u8), 'Class by priority.'],
  ['tc_reco_bw', eight(u8), 'Recommended bandwidth, percent, by class.'],
  ['tc_reco_tsa', eight(enumerated(u8, dcbTsas)), 'Recommended algorithm by class.'],
  ['reco_prio_tc', eight(u8), 'Recommended class by priority.']
])

const ieeeMaxrate = struct('ieee_maxrate', '', [
  ['tc_maxrate', array(quantity, 8), 'Most to send, kbit/s, by class.']
])

const ieeeQcn = struct('ieee_qcn', '', [
  ['rpg_enable', eight(u8), '1: on, by priority.'],
  ['rppp_max_rps', eight(u32), 'Most reaction points.'],
  ['rpg_time_reset', eight(u32), 'Timer.'],
  ['rpg_byte_reset', eight(u32), 'Byte counter.'],
  ['rpg_threshold', eight(u32), 'Times until another phase.'],
  ['rpg_max_rate', eight(u32), 'Greatest rate, Mbit/s.'],
  ['rpg_ai_rate', eight(u32), 'Rate of active increase, Mbit/s.'],
  ['rpg_hai_rate', eight(u32), 'Rate of fast increase, Mbit/s.'],
  ['rpg_gd', eight(u32), 'Weight of feedback.'],
  ['rpg_min_dec_fac', eight(u32), 'Smallest factor of decrease.'],
  ['rpg_min_rate', eight(u32), 'Smallest rate, Mbit/s.'],
  [
    'cndd_state_machine',
    eight(enumerated(u32, dcbCnddStates)),
    'State of the congestion notification domain defence.'
  ]
])

const ieeeQcnStats = struct('ieee_qcn_stats', '', [
  ['rppp_rp_centiseconds', array(counter, 8), 'How long reaction points lived, hundredths of a second.'],
  ['rppp_created_rps', eight(u32), 'Reaction points made.']
])

const ieeePfc = struct('ieee_pfc', '', [
  ['pfc_cap', u8, 'How many classes may have it.'],
  ['pfc_en', u8, 'Priorities that have it, a bit each.'],
  ['mbc', u8, '1: without MACsec.'],
  ['delay', u16, 'Delay of the link.'],
  ['requests', array(counter, 8), 'Pauses sent, by priority.'],
  ['indications', array(counter, 8), 'Pauses received, by priority.']
])

const dcbnlBuffer = struct('dcbnl_buffer', '', [
  ['prio2buffer', eight(u8), 'Buffer by priority.'],
  ['buffer_size', eight(u32), 'Sizes of buffers, bytes.'],
  ['total_size', u32, 'Size of all, bytes.']
])

const dcbApp = struct('dcb_app', '', [
  ['selector', enumerated(u8, dcbAppSelectors), 'What protocol is.'],
  ['priority', u8, 'Priority, 0 to 7.'],
  ['protocol', u16, 'Ethertype, port, DSCP ...']
])

const ceeApp = struct(
  'cee_app',
  '',
  [
    ['selector', enumerated(u8, dcbAppIdTypes), 'What protocol is.'],
    ['priority', u8, 'Priorities, a bit each.'],
    ['protocol', u16, 'Ethertype or port.']
  ],
  { doc: 'The struct dcb_app of CEE, where its members mean something else.' }
)

const dcbPeerAppInfo = struct('dcb_peer_app_info', '', [willing, error])

const ceePg = struct('cee_pg', '', [
  willing,
  error,
  ['pg_en', u8, '1: on.'],
  ['tcs_supported', u8, 'Traffic classes of the peer.'],
  ['pg_bw', eight(u8), 'Bandwidth by group, percent.'],
  ['prio_pg', eight(u8), 'Group by priority.']
])

const ceePfc = struct('cee_pfc', '', [
  willing,
  error,
  ['pfc_en', u8, 'Priorities that have it, a bit each.'],
  ['tcs_supported', u8, 'Traffic classes of the peer.']
])

const appTable = attributes('DcbAppTable', 'DCB_ATTR', 'Priorities of applications.', [
  ['DCB_ATTR_IEEE_APP', 1, multi(dcbApp), 'By selectors of IEEE.'],
  ['DCB_ATTR_DCB_APP', 2, multi(dcbApp), 'By other selectors.']
])

const dcbIeee = attributes('DcbIeee', 'DCB_ATTR', 'IEEE 802.1Qaz.', [
  ['DCB_ATTR_IEEE_ETS', 1, ieeeEts, 'Transmission selection.'],
  ['DCB_ATTR_IEEE_PFC', 2, ieeePfc, 'Priority flow control.'],
  ['DCB_ATTR_IEEE_APP_TABLE', 3, nest(appTable, { flagged: false }), 'Priorities of applications.'],
  ['DCB_ATTR_IEEE_PEER_ETS', 4, ieeeEts, 'Of the peer.'],
  ['DCB_ATTR_IEEE_PEER_PFC', 5, ieeePfc, 'Of the peer.'],
  ['DCB_ATTR_IEEE_PEER_APP', 6, nest(appTable, { flagged: false }), 'Of the peer.'],
  ['DCB_ATTR_IEEE_MAXRATE', 7, ieeeMaxrate, 'Greatest rates.'],
  ['DCB_ATTR_IEEE_QCN', 8, ieeeQcn, 'Congestion notification.'],
  ['DCB_ATTR_IEEE_QCN_STATS', 9, ieeeQcnStats, 'Statistics of congestion notification.'],
  ['DCB_ATTR_DCB_BUFFER', 10, dcbnlBuffer, 'Buffers.'],
  [
    'DCB_ATTR_DCB_APP_TRUST_TABLE',
    11,
    custom({
      module: './app-trust.ts',
      name: 'appTrust',
      out: 'DcbAppTrust',
      in: 'Readonly<DcbAppTrust>'
    }),
    'By what priorities are chosen, the first that applies: `dscp`, `pcp`.'
  ],
  ['DCB_ATTR_DCB_REWR_TABLE', 12, nest(appTable, { flagged: false }), 'Rewriting of priorities.']
])
const pfcUp = attributes('DcbPfcUp', 'DCB_PFC_UP_ATTR', 'Flow control by priority: 1 is on.', [
  ['DCB_PFC_UP_ATTR_0', 1, u8, 'Priority 0.'],
  ['DCB_PFC_UP_ATTR_1', 2, u8, 'Priority 1.'],
  ['DCB_PFC_UP_ATTR_2', 3, u8, 'Priority 2.'],
  ['DCB_PFC_UP_ATTR_3', 4, u8, 'Priority 3.'],
  ['DCB_PFC_UP_ATTR_4', 5, u8, 'Priority 4.'],
  ['DCB_PFC_UP_ATTR_5', 6, u8, 'Priority 5.'],
  ['DCB_PFC_UP_ATTR_6', 7, u8, 'Priority 6.'],
  ['DCB_PFC_UP_ATTR_7', 8, u8, 'Priority 7.'],
  ['DCB_PFC_UP_ATTR_ALL', 9, flag, 'In requests: all of them.']
])

const tcParameters = attributes('DcbTrafficClass', 'DCB_TC_ATTR_PARAM', 'A traffic class.', [
  ['DCB_TC_ATTR_PARAM_PGID', 1, u8, 'Bandwidth group.'],
  ['DCB_TC_ATTR_PARAM_UP_MAPPING', 2, u8, 'Priorities, a bit each.'],
  ['DCB_TC_ATTR_PARAM_STRICT_PRIO', 3, u8, 'Strictness of priority.'],
  ['DCB_TC_ATTR_PARAM_BW_PCT', 4, u8, 'Bandwidth, percent.'],
  ['DCB_TC_ATTR_PARAM_ALL', 5, flag, 'In requests: all of them.']
])

const pg = attributes('DcbPg', 'DCB_PG_ATTR', 'Priority groups.', [
  ['DCB_PG_ATTR_TC_0', 1, nest(tcParameters, { flagged: false }), 'Traffic class 0.'],
  ['DCB_PG_ATTR_TC_1', 2, nest(tcParameters, { flagged: false }), 'Traffic class 1.'],
  ['DCB_PG_ATTR_TC_2', 3, nest(tcParameters, { flagged: false }), 'Traffic class 2.'],
  ['DCB_PG_ATTR_TC_3', 4, nest(tcParameters, { flagged: false }), 'Traffic class 3.'],
  ['DCB_PG_ATTR_TC_4', 5, nest(tcParameters, { flagged: false }), 'Traffic class 4.'],
  ['DCB_PG_ATTR_TC_5', 6, nest(tcParameters, { flagged: false }), 'Traffic class 5.'],
  ['DCB_PG_ATTR_TC_6', 7, nest(tcParameters, { flagged: false }), 'Traffic class 6.'],
  ['DCB_PG_ATTR_TC_7', 8, nest(tcParameters, { flagged: false }), 'Traffic class 7.'],
  ['DCB_PG_ATTR_TC_MAX', 9, pad, 'Bounds the numbers.'],
  ['DCB_PG_ATTR_TC_ALL', 10, nest(tcParameters, { flagged: false }), 'In requests: all of them.'],
  ['DCB_PG_ATTR_BW_ID_0', 11, u8, 'Bandwidth of group 0, percent.'],
  ['DCB_PG_ATTR_BW_ID_1', 12, u8, 'Bandwidth of group 1, percent.'],
  ['DCB_PG_ATTR_BW_ID_2', 13, u8, 'Bandwidth of group 2, percent.'],
  ['DCB_PG_ATTR_BW_ID_3', 14, u8, 'Bandwidth of group 3, percent.'],
  ['DCB_PG_ATTR_BW_ID_4', 15, u8, 'Bandwidth of group 4, percent.'],
  ['DCB_PG_ATTR_BW_ID_5', 16, u8, 'Bandwidth of group 5, percent.'],
  ['DCB_PG_ATTR_BW_ID_6', 17, u8, 'Bandwidth of group 6, percent.'],
  ['DCB_PG_ATTR_BW_ID_7', 18, u8, 'Bandwidth of group 7, percent.'],
  ['DCB_PG_ATTR_BW_ID_MAX', 19, pad, 'Bounds the numbers.'],
  ['DCB_PG_ATTR_BW_ID_ALL', 20, flag, 'In requests: all of them.']
])

const caps = attributes('DcbCap', 'DCB_CAP_ATTR', 'What the device can.', [
  ['DCB_CAP_ATTR_ALL', 1, flag, 'In requests: all of them.'],
  ['DCB_CAP_ATTR_PG', 2, u8, '1: priority groups.'],
  ['DCB_CAP_ATTR_PFC', 3, u8, '1: priority flow control.'],
  ['DCB_CAP_ATTR_UP2TC', 4, u8, '1: classes by priority.'],
  ['DCB_CAP_ATTR_PG_TCS', 5, u8, 'Numbers of classes for groups, a bit each.'],
  ['DCB_CAP_ATTR_PFC_TCS', 6, u8, 'Numbers of classes for flow control, a bit each.'],
  ['DCB_CAP_ATTR_GSP', 7, u8, '1: group strict priority.'],
  ['DCB_CAP_ATTR_BCN', 8, u8, '1: congestion notification.'],
  ['DCB_CAP_ATTR_DCBX', 9, flagged(u8, dcbxModes), 'DCB_CAP_DCBX_*.']
])

const numtcs = attributes('DcbNumtcs', 'DCB_NUMTCS_ATTR', 'Numbers of traffic classes.', [
  ['DCB_NUMTCS_ATTR_ALL', 1, flag, 'In requests: all of them.'],
  ['DCB_NUMTCS_ATTR_PG', 2, u8, 'For groups.'],
  ['DCB_NUMTCS_ATTR_PFC', 3, u8, 'For flow control.']
])

const bcn = attributes('DcbBcn', 'DCB_BCN_ATTR', 'Backward congestion notification.', [
  ['DCB_BCN_ATTR_RP_0', 1, u8, 'Reaction point of priority 0.'],
  ['DCB_BCN_ATTR_RP_1', 2, u8, 'Reaction point of priority 1.'],
  ['DCB_BCN_ATTR_RP_2', 3, u8, 'Reaction point of priority 2.'],
  ['DCB_BCN_ATTR_RP_3', 4, u8, 'Reaction point of priority 3.'],
  ['DCB_BCN_ATTR_RP_4', 5, u8, 'Reaction point of priority 4.'],
  ['DCB_BCN_ATTR_RP_5', 6, u8, 'Reaction point of priority 5.'],
  ['DCB_BCN_ATTR_RP_6', 7, u8, 'Reaction point of priority 6.'],
  ['DCB_BCN_ATTR_RP_7', 8, u8, 'Reaction point of priority 7.'],
  ['DCB_BCN_ATTR_RP_ALL', 9, flag, 'In requests: all of them.'],
  ['DCB_BCN_ATTR_BCNA_0', 10, u32, 'Parameter bcna 0 of the device.'],
  ['DCB_BCN_ATTR_BCNA_1', 11, u32, 'Parameter bcna 1 of the device.'],
  ['DCB_BCN_ATTR_ALPHA', 12, u32, 'Parameter alpha of the device.'],
  ['DCB_BCN_ATTR_BETA', 13, u32, 'Parameter beta of the device.'],
  ['DCB_BCN_ATTR_GD', 14, u32, 'Parameter gd of the device.'],
  ['DCB_BCN_ATTR_GI', 15, u32, 'Parameter gi of the device.'],
  ['DCB_BCN_ATTR_TMAX', 16, u32, 'Parameter tmax of the device.'],
  ['DCB_BCN_ATTR_TD', 17, u32, 'Parameter td of the device.'],
  ['DCB_BCN_ATTR_RMIN', 18, u32, 'Parameter rmin of the device.'],
  ['DCB_BCN_ATTR_W', 19, u32, 'Parameter w of the device.'],
  ['DCB_BCN_ATTR_RD', 20, u32, 'Parameter rd of the device.'],
  ['DCB_BCN_ATTR_RU', 21, u32, 'Parameter ru of the device.'],
  ['DCB_BCN_ATTR_WRTT', 22, u32, 'Parameter wrtt of the device.'],
  ['DCB_BCN_ATTR_RI', 23, u32, 'Parameter ri of the device.'],
  ['DCB_BCN_ATTR_C', 24, u32, 'Parameter c of the device.'],
  ['DCB_BCN_ATTR_ALL', 25, flag, 'In requests: all of them.']
])

const app = attributes('DcbAppEntry', 'DCB_APP_ATTR', 'Priority of an application (CEE).', [
  ['DCB_APP_ATTR_IDTYPE', 1, enumerated(u8, dcbAppIdTypes), 'What id is.'],
  ['DCB_APP_ATTR_ID', 2, u16, 'The application.'],
  ['DCB_APP_ATTR_PRIORITY', 3, u8, 'Priorities, a bit each.']
])

const featcfg = attributes('DcbFeatcfg', 'DCB_FEATCFG_ATTR', 'States of features.', [
  ['DCB_FEATCFG_ATTR_ALL', 1, flag, 'In requests: all of them.'],
  ['DCB_FEATCFG_ATTR_PG', 2, flagged(u8, featureStates), 'Priority groups.'],
  ['DCB_FEATCFG_ATTR_PFC', 3, flagged(u8, featureStates), 'Priority flow control.'],
  ['DCB_FEATCFG_ATTR_APP', 4, flagged(u8, featureStates), 'Applications.']
])

const ceeApps = attributes('DcbCeeApps', 'DCB_ATTR', 'Priorities of applications.', [
  ['DCB_ATTR_CEE_APP', 1, multi(nest(app, { flagged: false })), 'One after the other.']
])

const ceePeerApps = attributes('DcbCeePeerApps', 'DCB_ATTR', 'Priorities of applications of the peer.', [
  ['DCB_ATTR_CEE_PEER_APP_INFO', 1, dcbPeerAppInfo, 'State.'],
  ['DCB_ATTR_CEE_PEER_APP', 2, multi(ceeApp), 'One after the other.']
])

const cee = attributes('DcbCee', 'DCB_ATTR', 'CEE.', [
  ['DCB_ATTR_CEE_PEER_PG', 1, ceePg, 'Priority groups of the peer.'],
  ['DCB_ATTR_CEE_PEER_PFC', 2, ceePfc, 'Flow control of the peer.'],
  ['DCB_ATTR_CEE_PEER_APP_TABLE', 3, nest(ceePeerApps, { flagged: false }), 'Applications of the peer.'],
  ['DCB_ATTR_CEE_TX_PG', 4, nest(pg, { flagged: false }), 'Priority groups, sending.'],
  ['DCB_ATTR_CEE_RX_PG', 5, nest(pg, { flagged: false }), 'Priority groups, receiving.'],
  ['DCB_ATTR_CEE_PFC', 6, nest(pfcUp, { flagged: false }), 'Flow control.'],
  ['DCB_ATTR_CEE_APP_TABLE', 7, nest(ceeApps, { flagged: false }), 'Applications.'],
  ['DCB_ATTR_CEE_FEAT', 8, nest(featcfg, { flagged: false }), 'States of features.']
])

export const dcb = message({
  name: 'dcb',
  doc: 'Data centre bridging of a link.',
  header: dcbmsg,
  attributes: attributes('DcbAttributes', 'DCB_ATTR', 'Attributes of data centre bridging.', [
    ['DCB_ATTR_IFNAME', 1, string(15), 'Name of the link.'],
    ['DCB_ATTR_STATE', 2, u8, '1: on.'],
    ['DCB_ATTR_PFC_STATE', 3, u8, '1: priority flow control is on.'],
    ['DCB_ATTR_PFC_CFG', 4, nest(pfcUp, { flagged: false }), 'Priority flow control.'],
    ['DCB_ATTR_NUM_TC', 5, u8, 'Traffic classes.'],
    ['DCB_ATTR_PG_CFG', 6, nest(pg, { flagged: false }), 'Priority groups.'],
    ['DCB_ATTR_SET_ALL', 7, u8, 'Applies what was set.'],
    ['DCB_ATTR_PERM_HWADDR', 8, binary(), 'Permanent hardware address, 32 bytes.'],
    ['DCB_ATTR_CAP', 9, nest(caps, { flagged: false }), 'What the device can.'],
    ['DCB_ATTR_NUMTCS', 10, nest(numtcs, { flagged: false }), 'Numbers of traffic classes.'],
    ['DCB_ATTR_BCN', 11, nest(bcn, { flagged: false }), 'Backward congestion notification.'],
    ['DCB_ATTR_APP', 12, nest(app, { flagged: false }), 'Priority of an application (CEE).'],
    ['DCB_ATTR_IEEE', 13, nest(dcbIeee, { flagged: false }), 'IEEE 802.1Qaz.'],
    ['DCB_ATTR_DCBX', 14, flagged(u8, dcbxModes), 'Modes of DCBX, DCB_CAP_DCBX_*.'],
    ['DCB_ATTR_FEATCFG', 15, nest(featcfg, { flagged: false }), 'States of features.'],
    ['DCB_ATTR_CEE', 16, nest(cee, { flagged: false }), 'CEE.']
  ]),
  messages: { RTM_GETDCB: 78, RTM_SETDCB: 79 },
  identity: ['ifname']
})

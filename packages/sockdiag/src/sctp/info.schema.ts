/** struct sctp_info of linux/sctp.h, SCTP_STATUS's larger sister. */
import { binary, counter, enumerated, enumeration, s32, struct, u16, u32, u8 } from '@nlkit/core/schema'

/** net/sctp/constants.h, sctp_state. */
export const sctpStates = enumeration('SctpState', 'SCTP_STATE', [
  ['SCTP_STATE_CLOSED', 0, 'Closed.'],
  ['SCTP_STATE_COOKIE_WAIT', 1, 'INIT was sent.'],
  ['SCTP_STATE_COOKIE_ECHOED', 2, 'COOKIE ECHO was sent.'],
  ['SCTP_STATE_ESTABLISHED', 3, 'Established.'],
  ['SCTP_STATE_SHUTDOWN_PENDING', 4, 'Shut down here, data is still unacknowledged.'],
  ['SCTP_STATE_SHUTDOWN_SENT', 5, 'SHUTDOWN was sent.'],
  ['SCTP_STATE_SHUTDOWN_RECEIVED', 6, 'SHUTDOWN came.'],
  ['SCTP_STATE_SHUTDOWN_ACK_SENT', 7, 'SHUTDOWN ACK was sent.']
])

/** linux/sctp.h, enum sctp_spinfo_state. */
export const sctpPathStates = enumeration('SctpPathState', 'SCTP', [
  ['SCTP_INACTIVE', 0, 'Does not answer.'],
  ['SCTP_PF', 1, 'Potentially failed.'],
  ['SCTP_ACTIVE', 2, 'In use.'],
  ['SCTP_UNCONFIRMED', 3, 'Not yet confirmed.'],
  ['SCTP_UNKNOWN', 0xffff, 'Unknown.']
])

export const sctpInfo = struct(
  'sctp_info',
  'sctpi_',
  [
    ['sctpi_tag', u32, 'Own verification tag.'],
    ['sctpi_state', enumerated(u32, sctpStates), 'State of the association.'],
    ['sctpi_rwnd', u32, 'Receive window, bytes.'],
    ['sctpi_unackdata', u16, 'Chunks that are not acknowledged.'],
    ['sctpi_penddata', u16, 'Chunks that wait to be read.'],
    ['sctpi_instrms', u16, 'Incoming streams.'],
    ['sctpi_outstrms', u16, 'Outgoing streams.'],
    ['sctpi_fragmentation_point', u32, 'Size from which messages are fragmented, bytes.'],
    ['sctpi_inqueue', u32, 'Chunks in the receive queue.'],
    ['sctpi_outqueue', u32, 'Chunks in the send queue.'],
    ['sctpi_overall_error', u32, 'Errors in a row.'],
    ['sctpi_max_burst', u32, 'Packets that may be sent at once.'],
    ['sctpi_maxseg', u32, 'Largest chunk, bytes.'],
    ['sctpi_peer_rwnd', u32, "The peer's receive window, bytes."],
    ['sctpi_peer_tag', u32, "The peer's verification tag."],
    [
      'sctpi_peer_capable',
      u8,
      "The peer's abilities: ECN 1, ADAPTATION 2, ASCONF 4, PRSCTP 8, AUTH 16 and so on."
    ],
    ['sctpi_peer_sack', u8, 'The peer delays its SACKs.'],
    ['__reserved1', u16, 'Not used.', { key: 'reserved1' }],
    ['sctpi_isacks', counter, 'SACKs received.'],
    ['sctpi_osacks', counter, 'SACKs sent.'],
    ['sctpi_opackets', counter, 'Packets sent.'],
    ['sctpi_ipackets', counter, 'Packets received.'],
    ['sctpi_rtxchunks', counter, 'Chunks retransmitted.'],
    ['sctpi_outofseqtsns', counter, 'Chunks received beyond what was expected.'],
    ['sctpi_idupchunks', counter, 'Duplicates received.'],
    ['sctpi_gapcnt', counter, 'Gap acknowledgements received.'],
    ['sctpi_ouodchunks', counter, 'Unordered chunks sent.'],
    ['sctpi_iuodchunks', counter, 'Unordered chunks received.'],
    ['sctpi_oodchunks', counter, 'Ordered chunks sent.'],
    ['sctpi_iodchunks', counter, 'Ordered chunks received.'],
    ['sctpi_octrlchunks', counter, 'Control chunks sent.'],
    ['sctpi_ictrlchunks', counter, 'Control chunks received.'],
    ['sctpi_p_address', binary(128), 'Primary path: its address, struct sockaddr_storage.'],
    ['sctpi_p_state', enumerated(s32, sctpPathStates), 'Primary path: state.'],
    ['sctpi_p_cwnd', u32, 'Primary path: congestion window, bytes.'],
    ['sctpi_p_srtt', u32, 'Primary path: smoothed round-trip time, milliseconds.'],
    ['sctpi_p_rto', u32, 'Primary path: retransmission timeout, milliseconds.'],
    ['sctpi_p_hbinterval', u32, 'Primary path: interval of heartbeats, milliseconds.'],
    ['sctpi_p_pathmaxrxt', u32, 'Primary path: retransmissions until it is inactive.'],
    ['sctpi_p_sackdelay', u32, 'Primary path: delay of SACKs, milliseconds.'],
    ['sctpi_p_sackfreq', u32, 'Primary path: a SACK for so many packets.'],
    ['sctpi_p_ssthresh', u32, 'Primary path: slow start threshold, bytes.'],
    ['sctpi_p_partial_bytes_acked', u32, 'Primary path: bytes acknowledged in congestion avoidance.'],
    ['sctpi_p_flight_size', u32, 'Primary path: bytes under way.'],
    ['sctpi_p_error', u16, 'Primary path: errors in a row.'],
    ['__reserved2', u16, 'Not used.', { key: 'reserved2' }],
    ['sctpi_s_autoclose', u32, 'SCTP_AUTOCLOSE, seconds.'],
    ['sctpi_s_adaptation_ind', u32, 'SCTP_ADAPTATION_LAYER.'],
    ['sctpi_s_pd_point', u32, 'SCTP_PARTIAL_DELIVERY_POINT, bytes.'],
    ['sctpi_s_nodelay', u8, 'SCTP_NODELAY.'],
    ['sctpi_s_disable_fragments', u8, 'SCTP_DISABLE_FRAGMENTS.'],
    ['sctpi_s_v4mapped', u8, 'SCTP_I_WANT_MAPPED_V4_ADDR.'],
    ['sctpi_s_frag_interleave', u8, 'SCTP_FRAGMENT_INTERLEAVE.'],
    ['sctpi_s_type', u32, 'Style: 0 one-to-many, 1 one-to-one, 2 one-to-one by fallback.'],
    ['__reserved3', u32, 'Not used.', { key: 'reserved3' }]
  ],
  { doc: 'The state of an SCTP association.' }
)

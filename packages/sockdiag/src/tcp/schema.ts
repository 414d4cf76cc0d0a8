/** What a TCP socket tells of its connection: struct tcp_info of linux/tcp.h, and its congestion control's own state. */
import {
  array,
  binary,
  bits,
  counter,
  enumerated,
  enumeration,
  flagged,
  flags,
  paddedIp,
  quantityOrUnlimited,
  struct,
  u16,
  u32,
  u8
} from '@nlkit/core/schema'
import { family, state } from '../family/schema.ts'

export const congestionStates = enumeration('CongestionState', 'TCP_CA', [
  ['TCP_CA_Open', 0, 'Nothing is amiss.'],
  ['TCP_CA_Disorder', 1, 'Duplicate ACKs or SACKs came.'],
  ['TCP_CA_CWR', 2, 'The window is being reduced: ECN mark, or a local queue was full.'],
  ['TCP_CA_Recovery', 3, 'Fast retransmit.'],
  ['TCP_CA_Loss', 4, 'After a retransmission timeout.']
])

export const tcpOptions = flags('TCPI_OPT', [
  ['TCPI_OPT_TIMESTAMPS', 1, 'Timestamps.'],
  ['TCPI_OPT_SACK', 2, 'Selective acknowledgement.'],
  ['TCPI_OPT_WSCALE', 4, 'Window scaling.'],
  ['TCPI_OPT_ECN', 8, 'ECN was negotiated.'],
  ['TCPI_OPT_ECN_SEEN', 16, 'At least one packet with an ECT mark came.'],
  ['TCPI_OPT_SYN_DATA', 32, 'Data in the SYN was acknowledged: TCP Fast Open.'],
  ['TCPI_OPT_USEC_TS', 64, 'Timestamps count microseconds.'],
  ['TCPI_OPT_TFO_CHILD', 128, 'Accepted through TCP Fast Open.']
])

/** Fields stand in the kernel's order; those behind `totalRetrans` are absent where the kernel is older than they. */
export const tcpInfo = struct(
  'tcp_info',
  'tcpi_',
  [
    ['tcpi_state', state, 'State.'],
    ['tcpi_ca_state', enumerated(u8, congestionStates), 'State of congestion control.'],
    ['tcpi_retransmits', u8, 'Retransmission timeouts in a row without an acknowledgement.'],
    ['tcpi_probes', u8, 'Probes of a zero window or keepalives that were not answered.'],
    ['tcpi_backoff', u8, 'How often the retransmission timeout was doubled.'],
    ['tcpi_options', flagged(u8, tcpOptions), 'What was negotiated, TCPI_OPT_*.'],
    [
      bits(
        u8,
        [
          ['tcpi_snd_wscale', 4, "The peer's window scale: its windows are shifted left by so many bits."],
          ['tcpi_rcv_wscale', 4, 'Own window scale.']
        ],
        'tcpi_'
      )
    ],
    [
      bits(
        u8,
        [
          [
            'tcpi_delivery_rate_app_limited',
            1,
            '1: the last delivery rate was limited by the application, not by the network.'
          ],
          [
            'tcpi_fastopen_client_fail',
            2,
            'Why TCP Fast Open failed: 0 unspecified, 1 no cookie, 2 data was not acknowledged, 3 SYN was sent again.'
          ]
        ],
        'tcpi_'
      )
    ],
    ['tcpi_rto', u32, 'Retransmission timeout, microseconds.'],
    ['tcpi_ato', u32, 'Timeout of delayed ACKs, microseconds.'],
    ['tcpi_snd_mss', u32, 'Largest segment to send, bytes.'],
    ['tcpi_rcv_mss', u32, 'Largest segment that came, estimated, bytes.'],
    [
      'tcpi_unacked',
      u32,
      'Segments sent and not acknowledged; for a listener, connections that wait to be accepted.'
    ],
    ['tcpi_sacked', u32, 'Segments acknowledged selectively; for a listener, the length of its backlog.'],
    ['tcpi_lost', u32, 'Segments held to be lost.'],
    ['tcpi_retrans', u32, 'Segments retransmitted and not acknowledged.'],
    ['tcpi_fackets', u32, 'Always 0 since Linux 4.15.'],
    ['tcpi_last_data_sent', u32, 'Time since data was sent, milliseconds.'],
    ['tcpi_last_ack_sent', u32, 'Never filled in: 0.'],
    ['tcpi_last_data_recv', u32, 'Time since data came, milliseconds.'],
    ['tcpi_last_ack_recv', u32, 'Time since an acknowledgement came, milliseconds.'],
    ['tcpi_pmtu', u32, 'MTU of the path, bytes.'],
    ['tcpi_rcv_ssthresh', u32, 'Bound of the window that is advertised, bytes.'],
    ['tcpi_rtt', u32, 'Smoothed round-trip time, microseconds.'],
    ['tcpi_rttvar', u32, 'Mean deviation of the round-trip time, microseconds.'],
    ['tcpi_snd_ssthresh', u32, 'Slow start threshold, segments; 0x7fffffff when there is none yet.'],
    ['tcpi_snd_cwnd', u32, 'Congestion window, segments.'],
    ['tcpi_advmss', u32, 'Largest segment that was advertised, bytes.'],
    ['tcpi_reordering', u32, 'Segments out of order that are not yet held to be lost.'],
    ['tcpi_rcv_rtt', u32, "Round-trip time as the receiver estimates it, microseconds; 0 when it doesn't."],
    ['tcpi_rcv_space', u32, 'Bytes that the application read in the last round trip, for sizing the buffer.'],
    ['tcpi_total_retrans', u32, 'Segments retransmitted since the connection exists.'],
    ['tcpi_pacing_rate', quantityOrUnlimited, 'Rate of pacing, bytes per second.'],
    ['tcpi_max_pacing_rate', quantityOrUnlimited, 'SO_MAX_PACING_RATE, bytes per second.'],
    [
      'tcpi_bytes_acked',
      counter,
      'Bytes acknowledged by the peer (SYN and FIN count as one each), RFC 4898 tcpEStatsAppHCThruOctetsAcked.'
    ],
    [
      'tcpi_bytes_received',
      counter,
      'Bytes received in order (a FIN counts as one), RFC 4898 tcpEStatsAppHCThruOctetsReceived.'
    ],
    ['tcpi_segs_out', u32, 'Segments sent, retransmitted ones and pure ACKs too.'],
    ['tcpi_segs_in', u32, 'Segments received.'],
    ['tcpi_notsent_bytes', u32, 'Bytes in the send queue that were never sent.'],
    [
      'tcpi_min_rtt',
      u32,
      'Least round-trip time of the last minutes, microseconds; 0xffffffff when none was measured.'
    ],
    ['tcpi_data_segs_in', u32, 'Segments with data received.'],
    ['tcpi_data_segs_out', u32, 'Segments with data sent.'],
    ['tcpi_delivery_rate', counter, 'Rate at which data was last delivered, bytes per second.'],
    ['tcpi_busy_time', counter, 'Time with data to send, microseconds.'],
    ['tcpi_rwnd_limited', counter, "Of it, time held up by the peer's window, microseconds."],
    ['tcpi_sndbuf_limited', counter, 'Of it, time held up by the send buffer, microseconds.'],
    ['tcpi_delivered', u32, 'Segments delivered, retransmitted ones too.'],
    ['tcpi_delivered_ce', u32, 'Of them, those that were marked by ECN.'],
    [
      'tcpi_bytes_sent',
      counter,
      'Bytes of data sent, retransmitted ones too, RFC 4898 tcpEStatsPerfHCDataOctetsOut.'
    ],
    ['tcpi_bytes_retrans', counter, 'Bytes of data retransmitted, RFC 4898 tcpEStatsPerfOctetsRetrans.'],
    ['tcpi_dsack_dups', u32, 'Duplicates that the peer told of by D-SACK, RFC 4898 tcpEStatsStackDSACKDups.'],
    ['tcpi_reord_seen', u32, 'Reorderings seen.'],
    ['tcpi_rcv_ooopack', u32, 'Packets received out of order.'],
    ['tcpi_snd_wnd', u32, "The peer's window, scaled, bytes."],
    ['tcpi_rcv_wnd', u32, 'Own window, scaled, bytes.'],
    ['tcpi_rehash', u32, 'How often another path was tried, by another hash, after timeouts.'],
    ['tcpi_total_rto', u16, 'Retransmission timeouts since the connection exists.'],
    ['tcpi_total_rto_recoveries', u16, 'Recoveries from timeouts, the one under way included.'],
    ['tcpi_total_rto_time', u32, 'Time spent in such recoveries, milliseconds.'],
    ['tcpi_received_ce', u32, 'Packets received with a CE mark.'],
    ['tcpi_delivered_e1_bytes', u32, 'AccECN: bytes delivered with ECT(1), as the peer tells; wraps around.'],
    ['tcpi_delivered_e0_bytes', u32, 'AccECN: bytes delivered with ECT(0); wraps around.'],
    ['tcpi_delivered_ce_bytes', u32, 'AccECN: bytes delivered with CE; wraps around.'],
    ['tcpi_received_e1_bytes', u32, 'AccECN: bytes received with ECT(1); wraps around.'],
    ['tcpi_received_e0_bytes', u32, 'AccECN: bytes received with ECT(0); wraps around.'],
    ['tcpi_received_ce_bytes', u32, 'AccECN: bytes received with CE; wraps around.'],
    [
      bits(
        u32,
        [
          ['tcpi_ecn_mode', 2, 'ECN: 0 off, 1 RFC 3168, 2 AccECN, 3 pending.'],
          [
            'tcpi_accecn_opt_seen',
            2,
            "The peer's AccECN option: 0 not seen, 1 empty, 2 with counters, 3 fallen back."
          ],
          ['tcpi_accecn_fail_mode', 4, 'What of AccECN failed, a mask.'],
          ['tcpi_options2', 24, 'Further options.']
        ],
        'tcpi_'
      )
    ]
  ],
  { doc: 'The state of a TCP connection, TCP_INFO.', minimum: 104 }
)

export const tcpvegasInfo = struct(
  'tcpvegas_info',
  'tcpv_',
  [
    ['tcpv_enabled', u32, '1: in use.'],
    ['tcpv_rttcnt', u32, 'Measurements of the last round trip.'],
    ['tcpv_rtt', u32, 'Least round-trip time of the last round trip, microseconds.'],
    ['tcpv_minrtt', u32, 'Least round-trip time since the connection exists, microseconds.']
  ],
  { doc: 'State of TCP Vegas; also told by Veno, Westwood, Illinois and NV.' }
)

export const tcpDctcpInfo = struct(
  'tcp_dctcp_info',
  'dctcp_',
  [
    ['dctcp_enabled', u16, '1: in use; 0: fell back to Reno, the peer has no ECN.'],
    ['dctcp_ce_state', u16, '1: the last packet was marked.'],
    ['dctcp_alpha', u32, 'Share of marked bytes, estimated: 1024 is all.'],
    ['dctcp_ab_ecn', u32, 'Bytes acknowledged with marks in this window.'],
    ['dctcp_ab_tot', u32, 'Bytes acknowledged in this window.']
  ],
  { doc: 'State of DCTCP.' }
)

export const tcpBbrInfo = struct(
  'tcp_bbr_info',
  'bbr_',
  [
    ['bbr_bw_lo', u32, 'Bandwidth estimated, bytes per second: the lower 32 bits.'],
    ['bbr_bw_hi', u32, 'And the upper.'],
    ['bbr_min_rtt', u32, 'Least round-trip time, microseconds.'],
    ['bbr_pacing_gain', u32, 'Gain of the pacing rate: 256 is 1.'],
    ['bbr_cwnd_gain', u32, 'Gain of the congestion window: 256 is 1.']
  ],
  { doc: 'State of BBR.' }
)

export const tcpDiagMd5sig = struct(
  'tcp_diag_md5sig',
  'tcpm_',
  [
    ['tcpm_family', family, "Family of the peer's address."],
    ['tcpm_prefixlen', u8, 'Length of the prefix that the key is for, bits.'],
    ['tcpm_keylen', u16, 'Bytes of the key that count.'],
    ['tcpm_addr', paddedIp('family'), "The peer's address or prefix."],
    ['tcpm_key', binary(80), 'The key.']
  ],
  { doc: 'A key of TCP MD5 signatures (RFC 2385). Told only with CAP_NET_ADMIN.' }
)

/** The keys of a socket. */
export const md5Keys = array(tcpDiagMd5sig)

/** MPTCP connections: struct mptcp_info of linux/mptcp.h in the messages of linux/inet_diag.h. */
import { attributes, flagged, flags, id, counter, message, struct, u32, u8 } from '@nlkit/core/schema'
import { inetAttributeRows, inetDiagMsg } from '../inet/schema.ts'

export const mptcpInfoFlags = flags('MPTCP_INFO_FLAG', [
  ['MPTCP_INFO_FLAG_FALLBACK', 1, 'Fell back to TCP.'],
  ['MPTCP_INFO_FLAG_REMOTE_KEY_RECEIVED', 2, "The peer's key came."]
])

export const mptcpInfo = struct(
  'mptcp_info',
  'mptcpi_',
  [
    ['mptcpi_subflows', u8, 'Subflows besides the first.'],
    ['mptcpi_add_addr_signal', u8, 'Addresses announced.'],
    ['mptcpi_add_addr_accepted', u8, "The peer's addresses accepted."],
    ['mptcpi_subflows_max', u8, 'Most subflows.'],
    ['mptcpi_add_addr_signal_max', u8, 'Most addresses announced.'],
    ['mptcpi_add_addr_accepted_max', u8, 'Most addresses accepted.'],
    ['mptcpi_flags', flagged(u32, mptcpInfoFlags), 'State, MPTCP_INFO_FLAG_*.'],
    ['mptcpi_token', u32, 'Own token.'],
    ['mptcpi_write_seq', id, 'Data sequence number of the next byte to send.'],
    ['mptcpi_snd_una', id, 'Of the first byte that is not acknowledged.'],
    ['mptcpi_rcv_nxt', id, 'Of the next byte to receive.'],
    ['mptcpi_local_addr_used', u8, 'Own addresses in use.'],
    ['mptcpi_local_addr_max', u8, 'Most own addresses.'],
    ['mptcpi_csum_enabled', u8, '1: data has checksums.'],
    ['mptcpi_retransmits', u32, 'Segments retransmitted by MPTCP.'],
    ['mptcpi_bytes_retrans', counter, 'Bytes retransmitted.'],
    ['mptcpi_bytes_sent', counter, 'Bytes sent.'],
    ['mptcpi_bytes_received', counter, 'Bytes received.'],
    ['mptcpi_bytes_acked', counter, 'Bytes acknowledged.'],
    ['mptcpi_subflows_total', u8, 'Subflows, the first included.'],
    ['mptcpi_endp_laminar_max', u8, 'Endpoints with the flag laminar.'],
    ['mptcpi_endp_fullmesh_max', u8, 'Endpoints with the flag fullmesh.'],
    ['reserved', u8, 'Not used.'],
    ['mptcpi_last_data_sent', u32, 'Time since data was sent, milliseconds.'],
    ['mptcpi_last_data_recv', u32, 'Time since data came, milliseconds.'],
    ['mptcpi_last_ack_recv', u32, 'Time since an acknowledgement came, milliseconds.']
  ],
  { doc: 'The state of an MPTCP connection, MPTCP_INFO.', minimum: 40 }
)

export const mptcpAttributes = attributes(
  'MptcpAttributes',
  'INET_DIAG',
  'What an MPTCP socket tells.',
  inetAttributeRows(['INET_DIAG_INFO', 2, mptcpInfo, 'State of the connection.'], '../inet/addresses.ts')
)

export const mptcpSocket = message({
  name: 'mptcpSocket',
  doc: 'An MPTCP socket; its subflows are TCP sockets.',
  header: inetDiagMsg,
  attributes: mptcpAttributes,
  messages: { SOCK_DIAG_BY_FAMILY: 20 },
  identity: ['cookie']
})

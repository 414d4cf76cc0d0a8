/** Protocols on top of a TCP socket, TCP_ULP: kernel TLS, and the subflow of an MPTCP connection. */
import {
  attributes,
  enumerated,
  enumeration,
  flag,
  flagged,
  flags,
  id,
  nest,
  pad,
  string,
  u16,
  u32,
  u8
} from '@nlkit/core/schema'

/** linux/tls.h */
export const tlsVersions = enumeration('TlsVersion', 'TLS', [
  ['TLS_1_2_VERSION', 0x0303, 'TLS 1.2.', '1.2'],
  ['TLS_1_3_VERSION', 0x0304, 'TLS 1.3.', '1.3']
])

export const tlsCiphers = enumeration('TlsCipher', 'TLS_CIPHER', [
  ['TLS_CIPHER_AES_GCM_128', 51],
  ['TLS_CIPHER_AES_GCM_256', 52],
  ['TLS_CIPHER_AES_CCM_128', 53],
  ['TLS_CIPHER_CHACHA20_POLY1305', 54],
  ['TLS_CIPHER_SM4_GCM', 55],
  ['TLS_CIPHER_SM4_CCM', 56],
  ['TLS_CIPHER_ARIA_GCM_128', 57],
  ['TLS_CIPHER_ARIA_GCM_256', 58]
])

export const tlsConfigurations = enumeration('TlsConfiguration', 'TLS_CONF', [
  ['TLS_CONF_BASE', 1, 'Not set up.'],
  ['TLS_CONF_SW', 2, 'In software.'],
  ['TLS_CONF_HW', 3, 'By the network card.'],
  ['TLS_CONF_HW_RECORD', 4, 'By the network card, records and TCP too.']
])

export const tlsInfo = attributes('TlsInfo', 'TLS_INFO', 'Kernel TLS of a socket.', [
  ['TLS_INFO_VERSION', 1, enumerated(u16, tlsVersions), 'Version.'],
  ['TLS_INFO_CIPHER', 2, enumerated(u16, tlsCiphers), 'Cipher.'],
  ['TLS_INFO_TXCONF', 3, enumerated(u16, tlsConfigurations), 'Who encrypts.'],
  ['TLS_INFO_RXCONF', 4, enumerated(u16, tlsConfigurations), 'Who decrypts.'],
  ['TLS_INFO_ZC_RO_TX', 5, flag, 'sendfile() without a copy: TLS_TX_ZEROCOPY_RO.'],
  ['TLS_INFO_RX_NO_PAD', 6, flag, 'The peer is expected not to pad: TLS_RX_EXPECT_NO_PAD.'],
  ['TLS_INFO_TX_MAX_PAYLOAD_LEN', 7, u16, 'Longest record that is sent, bytes of payload.']
])

/** linux/mptcp.h */
export const mptcpSubflowFlags = flags('MPTCP_SUBFLOW_FLAG', [
  ['MPTCP_SUBFLOW_FLAG_MCAP_REM', 1, 'The peer asked for MPTCP (M).'],
  ['MPTCP_SUBFLOW_FLAG_MCAP_LOC', 2, 'This side asked for MPTCP (m).'],
  ['MPTCP_SUBFLOW_FLAG_JOIN_REM', 4, 'The peer asked to join (J).'],
  ['MPTCP_SUBFLOW_FLAG_JOIN_LOC', 8, 'This side asked to join (j).'],
  ['MPTCP_SUBFLOW_FLAG_BKUP_REM', 16, 'A backup, says the peer (B).'],
  ['MPTCP_SUBFLOW_FLAG_BKUP_LOC', 32, 'A backup, says this side (b).'],
  ['MPTCP_SUBFLOW_FLAG_FULLY_ESTABLISHED', 64, 'Established (e).'],
  ['MPTCP_SUBFLOW_FLAG_CONNECTED', 128, 'Connected (c).'],
  ['MPTCP_SUBFLOW_FLAG_MAPVALID', 256, 'The mapping is valid (v).']
])

export const mptcpSubflow = attributes(
  'MptcpSubflow',
  'MPTCP_SUBFLOW_ATTR',
  'The subflow of an MPTCP connection.',
  [
    ['MPTCP_SUBFLOW_ATTR_TOKEN_REM', 1, u32, "The peer's token."],
    ['MPTCP_SUBFLOW_ATTR_TOKEN_LOC', 2, u32, 'Own token, by which `mptcp.get()` finds the connection.'],
    [
      'MPTCP_SUBFLOW_ATTR_RELWRITE_SEQ',
      3,
      u32,
      "Sequence number of the next byte to send, from the subflow's start."
    ],
    ['MPTCP_SUBFLOW_ATTR_MAP_SEQ', 4, id, 'Data sequence number of the current mapping.'],
    ['MPTCP_SUBFLOW_ATTR_MAP_SFSEQ', 5, u32, 'Subflow sequence number of the current mapping.'],
    ['MPTCP_SUBFLOW_ATTR_SSN_OFFSET', 6, u32, "The subflow's initial sequence number."],
    ['MPTCP_SUBFLOW_ATTR_MAP_DATALEN', 7, u16, 'Length of the current mapping, bytes.'],
    ['MPTCP_SUBFLOW_ATTR_FLAGS', 8, flagged(u32, mptcpSubflowFlags), 'State, MPTCP_SUBFLOW_FLAG_*.'],
    ['MPTCP_SUBFLOW_ATTR_ID_REM', 9, u8, "Identifier of the peer's address."],
    ['MPTCP_SUBFLOW_ATTR_ID_LOC', 10, u8, 'Identifier of the own address.'],
    ['MPTCP_SUBFLOW_ATTR_PAD', 11, pad, 'Alignment.']
  ]
)

export const ulpInfo = attributes('UlpInfo', 'INET_ULP_INFO', 'The protocol on top of a socket.', [
  ['INET_ULP_INFO_NAME', 1, string(), 'Its name: `tls`, `mptcp`, `espintcp`, `smc`.'],
  ['INET_ULP_INFO_TLS', 2, nest(tlsInfo), 'Kernel TLS.'],
  ['INET_ULP_INFO_MPTCP', 3, nest(mptcpSubflow), 'MPTCP subflow.']
])

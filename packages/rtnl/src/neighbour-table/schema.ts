/** Tables of neighbours and their parameters: linux/neighbour.h; net/core/neighbour.c. */
import {
  attributes,
  counter,
  message,
  nest,
  pad,
  padding,
  quantity,
  string,
  struct,
  u16,
  u32
} from '@nlkit/core/schema'
import { family } from '../family/schema.ts'

export const ndtmsg = struct('ndtmsg', 'ndtm_', [
  ['ndtm_family', family, 'Address family of the table.'],
  [padding(3)]
])

export const ndtConfig = struct(
  'ndt_config',
  'ndtc_',
  [
    ['ndtc_key_len', u16, 'Bytes of an address.'],
    ['ndtc_entry_size', u16, 'Bytes of an entry.'],
    ['ndtc_entries', u32, 'How many entries there are.'],
    ['ndtc_last_flush', u32, 'Since the last flush, milliseconds.'],
    ['ndtc_last_rand', u32, 'Since reachable times were last drawn, milliseconds.'],
    ['ndtc_hash_rnd', u32, 'Seed of its hash.'],
    ['ndtc_hash_mask', u32, 'Mask of its hash.'],
    ['ndtc_hash_chain_gc', u32, 'Not used any more.'],
    ['ndtc_proxy_qlen', u32, 'How many requests wait for an answer by proxy.']
  ],
  { doc: 'What a table of neighbours is like.' }
)

export const ndtStats = struct(
  'ndt_stats',
  'ndts_',
  [
    ['ndts_allocs', counter, 'Entries made.'],
    ['ndts_destroys', counter, 'Entries gone.'],
    ['ndts_hash_grows', counter, 'Times that its hash has grown.'],
    ['ndts_res_failed', counter, 'Neighbours that did not answer.'],
    ['ndts_lookups', counter, 'Lookups.'],
    ['ndts_hits', counter, 'Lookups that found one.'],
    ['ndts_rcv_probes_mcast', counter, 'IPv6: multicast solicitations received.'],
    ['ndts_rcv_probes_ucast', counter, 'IPv6: unicast solicitations received.'],
    ['ndts_periodic_gc_runs', counter, 'Regular collections of old entries.'],
    ['ndts_forced_gc_runs', counter, 'Collections because the table was full.'],
    ['ndts_table_fulls', counter, 'Entries refused because the table was full.']
  ],
  // A kernel before 4.3 has no table_fulls.
  { minimum: 80, doc: 'Statistics of a table of neighbours.' }
)

const ms = 'milliseconds'

export const neighbourParameters = attributes(
  'NeighbourParameters',
  'NDTPA',
  "Parameters of a table's neighbours on one interface, or the default of new interfaces.",
  [
    ['NDTPA_IFINDEX', 1, u32, 'Index of the interface; without it the default.'],
    ['NDTPA_REFCNT', 2, u32, 'How many use them.'],
    [
      'NDTPA_REACHABLE_TIME',
      3,
      quantity,
      `How long a neighbour is believed without a word, ${ms}; drawn from half to one and a half of the base.`
    ],
    ['NDTPA_BASE_REACHABLE_TIME', 4, quantity, `The base of that, ${ms}.`],
    ['NDTPA_RETRANS_TIME', 5, quantity, `Between two questions, ${ms}.`],
    ['NDTPA_GC_STALETIME', 6, quantity, `How long an unused entry is kept, ${ms}.`],
    [
      'NDTPA_DELAY_PROBE_TIME',
      7,
      quantity,
      `How long is waited before a stale neighbour is asked again, ${ms}.`
    ],
    [
      'NDTPA_QUEUE_LEN',
      8,
      u32,
      'Packets that may wait for an answer; the same limit as queueLenbytes, in packets.'
    ],
    ['NDTPA_APP_PROBES', 9, u32, 'Questions through a daemon.'],
    ['NDTPA_UCAST_PROBES', 10, u32, 'Unicast questions.'],
    ['NDTPA_MCAST_PROBES', 11, u32, 'Multicast and broadcast questions.'],
    ['NDTPA_ANYCAST_DELAY', 12, quantity, `Longest delay of an answer for an anycast address, ${ms}.`],
    ['NDTPA_PROXY_DELAY', 13, quantity, `Longest delay of an answer by proxy, ${ms}.`],
    ['NDTPA_PROXY_QLEN', 14, u32, 'Questions that may wait for an answer by proxy.'],
    ['NDTPA_LOCKTIME', 15, quantity, `How long an address is not replaced, ${ms}.`],
    ['NDTPA_QUEUE_LENBYTES', 16, u32, 'Bytes of packets that may wait for an answer.'],
    ['NDTPA_MCAST_REPROBES', 17, u32, 'Multicast questions after the unicast ones.'],
    ['NDTPA_PAD', 18, pad, 'Aligns.'],
    ['NDTPA_INTERVAL_PROBE_TIME_MS', 19, quantity, `How often a managed neighbour is asked, ${ms}.`]
  ]
)

export const neighbourTableAttributes = attributes(
  'NeighbourTableAttributes',
  'NDTA',
  'Attributes of a table of neighbours.',
  [
    ['NDTA_NAME', 1, string(), 'Name of the table: `arp_cache`, `ndisc_cache`.'],
    ['NDTA_THRESH1', 2, u32, 'With fewer entries nothing is collected.'],
    ['NDTA_THRESH2', 3, u32, 'With more entries those older than 5 seconds are collected.'],
    ['NDTA_THRESH3', 4, u32, 'More entries than this there never are.'],
    ['NDTA_CONFIG', 5, ndtConfig, 'What it is like.'],
    ['NDTA_PARMS', 6, nest(neighbourParameters), 'Parameters of its neighbours.'],
    ['NDTA_STATS', 7, ndtStats, 'Statistics.'],
    ['NDTA_GC_INTERVAL', 8, quantity, 'Between two collections, milliseconds.'],
    ['NDTA_PAD', 9, pad, 'Aligns.']
  ]
)

export const neighbourTable = message({
  name: 'neighbourTable',
  doc: 'A table of neighbours, or its parameters on one interface.',
  header: ndtmsg,
  attributes: neighbourTableAttributes,
  messages: { RTM_NEWNEIGHTBL: 64, RTM_GETNEIGHTBL: 66, RTM_SETNEIGHTBL: 67 },
  identity: { module: './identity.ts', name: 'neighbourTableIdentity' }
})

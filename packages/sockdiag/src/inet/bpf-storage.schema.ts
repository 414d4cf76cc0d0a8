/** BPF local storage of sockets, BPF_MAP_TYPE_SK_STORAGE. */
import { attributes, binary, multi, nest, pad, u32 } from '@nlkit/core/schema'

export const bpfStorageRequest = attributes(
  'BpfStorageRequest',
  'SK_DIAG_BPF_STORAGE_REQ',
  'Which BPF storage to tell.',
  [
    [
      'SK_DIAG_BPF_STORAGE_REQ_MAP_FD',
      1,
      multi(u32),
      'Descriptors of the maps, of the process that asks. None: all maps, which needs CAP_SYS_ADMIN.'
    ]
  ]
)

export const bpfStorage = attributes('BpfStorage', 'SK_DIAG_BPF_STORAGE', "A socket's value in one map.", [
  ['SK_DIAG_BPF_STORAGE_PAD', 1, pad, 'Alignment.'],
  ['SK_DIAG_BPF_STORAGE_MAP_ID', 2, u32, "The map's identifier."],
  ['SK_DIAG_BPF_STORAGE_MAP_VALUE', 3, binary(), 'The value.']
])

export const bpfStorages = attributes('BpfStorages', 'SK_DIAG_BPF', "A socket's values in BPF maps.", [
  ['SK_DIAG_BPF_STORAGE', 1, multi(nest(bpfStorage)), 'One value a map.']
])

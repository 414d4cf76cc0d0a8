/** Identifier-locator addressing: linux/ila.h. */
import { attributes, enumerated, enumeration, id, network, pad, u32, u8 } from '@nlkit/core/schema'

export const ilaChecksumModes = enumeration('IlaChecksumMode', 'ILA_CSUM', [
  ['ILA_CSUM_ADJUST_TRANSPORT', 0, 'Adjusts the transport checksum.'],
  ['ILA_CSUM_NEUTRAL_MAP', 1, 'Keeps it by a bit of the identifier.'],
  ['ILA_CSUM_NO_ACTION', 2],
  ['ILA_CSUM_NEUTRAL_MAP_AUTO', 3]
])

export const ilaIdentifierTypes = enumeration('IlaIdentifierType', 'ILA_ATYPE', [
  ['ILA_ATYPE_IID', 0],
  ['ILA_ATYPE_LUID', 1],
  ['ILA_ATYPE_VIRT_V4', 2],
  ['ILA_ATYPE_VIRT_UNI_V6', 3],
  ['ILA_ATYPE_VIRT_MULTI_V6', 4],
  ['ILA_ATYPE_NONLOCAL_ADDR', 5],
  ['ILA_ATYPE_USE_FORMAT', 32, "By the identifier's own type field."]
])

export const ilaHooks = enumeration('IlaHook', 'ILA_HOOK', [
  ['ILA_HOOK_ROUTE_OUTPUT', 0],
  ['ILA_HOOK_ROUTE_INPUT', 1]
])

export const ilaEncap = attributes('IlaEncap', 'ILA_ATTR', "A destination's upper half is replaced.", [
  ['ILA_ATTR_LOCATOR', 1, network(id), 'Locator: the new upper 64 bits.'],
  ['ILA_ATTR_IDENTIFIER', 2, network(id), 'Identifier.'],
  ['ILA_ATTR_LOCATOR_MATCH', 3, network(id), 'Locator to match.'],
  ['ILA_ATTR_IFINDEX', 4, u32, 'Index of an interface.'],
  ['ILA_ATTR_DIR', 5, u32, 'Direction, 1 in, 2 out.'],
  ['ILA_ATTR_PAD', 6, pad, 'Aligns.'],
  ['ILA_ATTR_CSUM_MODE', 7, enumerated(u8, ilaChecksumModes), 'What happens to checksums.'],
  ['ILA_ATTR_IDENT_TYPE', 8, enumerated(u8, ilaIdentifierTypes), 'Type of the identifier.'],
  ['ILA_ATTR_HOOK_TYPE', 9, enumerated(u8, ilaHooks), 'Where it happens.']
])

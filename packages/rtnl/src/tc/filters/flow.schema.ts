/** flow, computes a class out of keys: net/sched/cls_flow.c. */
import { attributes, constants, converted, enumerated, enumeration, nest, u32 } from '@nlkit/core/schema'
import { actionList } from '../actions/schema.ts'
import { ematches } from '../ematches/tree.schema.ts'
import { policeOptions } from '../police.schema.ts'

export const flowModes = enumeration('FlowMode', 'FLOW_MODE', [
  ['FLOW_MODE_MAP', 0, 'The key, computed with, is the class.'],
  ['FLOW_MODE_HASH', 1, 'The hash of all keys is the class.']
])

/** Bit numbers of the keys. */
export const flowKeys = constants([
  ['FLOW_KEY_SRC', 0, 'Source address.'],
  ['FLOW_KEY_DST', 1, 'Destination address.'],
  ['FLOW_KEY_PROTO', 2, 'Transport protocol.'],
  ['FLOW_KEY_PROTO_SRC', 3, 'Source port.'],
  ['FLOW_KEY_PROTO_DST', 4, 'Destination port.'],
  ['FLOW_KEY_IIF', 5, 'Interface that it came in by.'],
  ['FLOW_KEY_PRIORITY', 6, 'Priority.'],
  ['FLOW_KEY_MARK', 7, 'Firewall mark.'],
  ['FLOW_KEY_NFCT', 8, 'Connection.'],
  ['FLOW_KEY_NFCT_SRC', 9, 'Source address of the connection.'],
  ['FLOW_KEY_NFCT_DST', 10, 'Destination address of the connection.'],
  ['FLOW_KEY_NFCT_PROTO_SRC', 11, 'Source port of the connection.'],
  ['FLOW_KEY_NFCT_PROTO_DST', 12, 'Destination port of the connection.'],
  ['FLOW_KEY_RTCLASSID', 13, 'Realm of the route.'],
  ['FLOW_KEY_SKUID', 14, 'User of the socket.'],
  ['FLOW_KEY_SKGID', 15, 'Group of the socket.'],
  ['FLOW_KEY_VLAN_TAG', 16, 'VLAN id.'],
  ['FLOW_KEY_RXHASH', 17, 'Hash of the packet.']
])

export const flowOptions = attributes('FlowOptions', 'TCA_FLOW', 'Computes a class out of keys.', [
  ['TCA_FLOW_KEYS', 1, u32, 'The keys, bits 1 << FLOW_KEY_*; one with `map`.'],
  ['TCA_FLOW_MODE', 2, enumerated(u32, flowModes), 'How they make a class.'],
  [
    'TCA_FLOW_BASECLASS',
    3,
    converted(u32, { module: '../handle.ts', name: 'handle', out: 'string', in: 'HandleInput' }),
    'Class that is added to.'
  ],
  ['TCA_FLOW_RSHIFT', 4, u32, '`map`: by how many bits the key is shifted down, 0-31.'],
  ['TCA_FLOW_ADDEND', 5, u32, '`map`: added to it then.'],
  ['TCA_FLOW_MASK', 6, u32, '`map`: bits of it that count ..'],
  ['TCA_FLOW_XOR', 7, u32, '`map`: .. and bits that are turned around.'],
  ['TCA_FLOW_DIVISOR', 8, u32, 'Number of classes; 0: any.'],
  ['TCA_FLOW_ACT', 9, actionList, 'Actions.'],
  ['TCA_FLOW_POLICE', 10, nest(policeOptions), 'A policer, in the old form.'],
  ['TCA_FLOW_EMATCHES', 11, nest(ematches), 'What must match.'],
  ['TCA_FLOW_PERTURB', 12, u32, '`hash`: seconds between two changes of the hash; 0: never.']
])

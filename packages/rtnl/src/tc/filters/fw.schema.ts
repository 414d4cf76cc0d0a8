/** fw, by firewall mark: net/sched/cls_fw.c. The handle of a filter is the mark it matches. */
import { attributes, converted, nest, string, u32 } from '@nlkit/core/schema'
import { actionList } from '../actions/schema.ts'
import { policeOptions } from '../police.schema.ts'

export const fwOptions = attributes('FwOptions', 'TCA_FW', "By firewall mark: the filter's handle.", [
  [
    'TCA_FW_CLASSID',
    1,
    converted(u32, { module: '../handle.ts', name: 'handle', out: 'string', in: 'HandleInput' }),
    'Class of what matches.'
  ],
  ['TCA_FW_POLICE', 2, nest(policeOptions), 'A policer, in the old form.'],
  ['TCA_FW_INDEV', 3, string(15), 'Interface that packets must have come in by.'],
  ['TCA_FW_ACT', 4, actionList, 'Actions.'],
  ['TCA_FW_MASK', 5, u32, 'Bits of the mark that count. The same for all filters of a priority.']
])

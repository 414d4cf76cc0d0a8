/** cgroup, the class that the sender's control group names: net/sched/cls_cgroup.c. */
import { attributes, nest } from '@nlkit/core/schema'
import { actionList } from '../actions/schema.ts'
import { ematches } from '../ematches/tree.schema.ts'
import { policeOptions } from '../police.schema.ts'

export const cgroupOptions = attributes(
  'CgroupOptions',
  'TCA_CGROUP',
  "The class that the sender's control group names.",
  [
    ['TCA_CGROUP_ACT', 1, actionList, 'Actions.'],
    ['TCA_CGROUP_POLICE', 2, nest(policeOptions), 'A policer, in the old form.'],
    ['TCA_CGROUP_EMATCHES', 3, nest(ematches), 'What must match.']
  ]
)

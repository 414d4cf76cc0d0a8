import { eventReader, type ObjectEvent } from '../events.ts'
import { ruleCodec, type Rule } from './codec.ts'
import { RTM_DELRULE, RTM_NEWRULE } from './constants.ts'

/** A routing policy rule was added or deleted. */
export type RuleEvent = ObjectEvent<'newrule' | 'delrule', 'rule', Rule>

export const ruleEvents = eventReader('rule', ruleCodec, {
  [RTM_NEWRULE]: 'newrule',
  [RTM_DELRULE]: 'delrule'
})

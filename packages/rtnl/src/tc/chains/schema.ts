/** Chains of filters: net/sched/cls_api.c. */
import { attributes, choice, message, string, u32 } from '@nlkit/core/schema'
import { filterKinds } from '../filters/kinds.ts'
import { filterTcmsg } from '../filters/schema.ts'

export const chainAttributes = attributes('ChainAttributes', 'TCA', 'A chain of filters.', [
  ['TCA_KIND', 1, string(15), 'Kind of the template, where there is one.'],
  [
    'TCA_OPTIONS',
    2,
    choice('kind', filterKinds),
    'The template: all filters of the chain match by the same keys.'
  ],
  ['TCA_CHAIN', 11, u32, 'Its number, up to 0x0fffffff. Left out: 0; in dumps, all.'],
  ['TCA_EXT_WARN_MSG', 16, string(), 'A warning of the kernel. Read only.']
])

export const chain = message({
  name: 'chain',
  doc: 'A chain of filters, which is there even without any.',
  header: filterTcmsg,
  attributes: chainAttributes,
  messages: { RTM_NEWCHAIN: 100, RTM_DELCHAIN: 101, RTM_GETCHAIN: 102 },
  identity: ['ifindex', 'parent', 'chain']
})

import { expect, it } from 'vitest'
import { controlMessageName, messageFlagNames } from './flag-names.ts'

it('names flags by the verb of the message type', () => {
  expect(messageFlagNames('RTM_GETLINK', 0x305)).toEqual(['REQUEST', 'ACK', 'DUMP'])
  expect(messageFlagNames('SOCK_DIAG_BY_FAMILY', 0x301)).toEqual(['REQUEST', 'DUMP'])
  expect(messageFlagNames('RTM_GETLINK', 0x401)).toEqual(['REQUEST', 'ATOMIC'])
  expect(messageFlagNames('RTM_NEWROUTE', 0xf00)).toEqual(['REPLACE', 'EXCL', 'CREATE', 'APPEND'])
  expect(messageFlagNames('RTM_DELLINK', 0x300)).toEqual(['NONREC', 'BULK'])
  expect(messageFlagNames('NLMSG_ERROR', 0x302)).toEqual(['MULTI', 'CAPPED', 'ACK_TLVS'])
})

it('keeps the bits that have no name', () => {
  expect(messageFlagNames('type', 0x8301)).toEqual(['REQUEST', '0x8300'])
  expect(messageFlagNames('RTM_DELLINK', 0)).toEqual([])
})

it('names the types that every protocol has', () => {
  expect([1, 2, 3, 4, 16].map(controlMessageName)).toEqual([
    'NLMSG_NOOP',
    'NLMSG_ERROR',
    'NLMSG_DONE',
    'NLMSG_OVERRUN',
    undefined
  ])
})

import { expect, it } from 'vitest'
import { readAcknowledgement } from './acknowledgement.ts'
import { readMessages, type RawMessage } from './frames.ts'

/** As netlink_ack() makes it for a socket with NETLINK_CAP_ACK and NETLINK_EXT_ACK: to an RTM_GETLINK, with a message. */
const refused =
  '34000000 0200 0003 07000000 e8030000 edffffff 20000000 1200 0500 07000000 00000000 10000100 6e6f2073756368206f6e6500'

const messageOf = (hex: string): RawMessage => {
  const [message] = readMessages(Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex')))
  if (message === undefined) throw new Error('no message')
  return message
}

it('reads a refusal: errno, the header of what it refuses, the words', () => {
  expect(readAcknowledgement(messageOf(refused))).toEqual({
    errno: -19,
    request: { type: 18, flags: 5, sequence: 7, portId: 0 },
    extack: { message: 'no such one' }
  })
})

it('reads the end of a dump', () => {
  expect(readAcknowledgement(messageOf('14000000 0300 0200 07000000 e8030000 00000000'))).toEqual({
    errno: 0
  })
})

it('takes what is too short for nothing', () => {
  const message = messageOf(refused)
  expect(readAcknowledgement({ ...message, payload: message.payload.subarray(0, 3) })).toBeUndefined()
  expect(readAcknowledgement({ ...message, payload: message.payload.subarray(0, 19) })).toEqual({
    errno: -19
  })
})

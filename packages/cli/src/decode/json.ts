import { messageFlagNames, protocolName } from '@nlkit/core'
import { escaped } from '../shared/safe-text.ts'
import type { DecodedMessage } from './decoded.ts'
import { hex, plain, plainAttributes } from './plain.ts'
import { timeText } from './time.ts'

/** A message as JSON, on one line, without a character that a terminal would obey. */
export function messageJson(message: DecodedMessage): string {
  return escaped(JSON.stringify(messageObject(message)))
}

function messageObject(message: DecodedMessage): object {
  const { datagram, header, length, name, object, numbered, data, problem } = message
  const { protocol, direction, time } = datagram
  return {
    time: timeText(time) ?? null,
    direction,
    protocol: protocolName(protocol),
    type: name,
    ...(header && {
      messageType: header.type,
      flags: messageFlagNames(name, header.flags),
      sequence: header.sequence,
      portId: header.portId
    }),
    length,
    ...(object !== undefined && { object: plain(object) }),
    ...acknowledgementObject(message),
    ...(numbered && { header: hex(numbered.header), attributes: plainAttributes(numbered.attributes) }),
    ...(data && { data: hex(data) }),
    ...(problem && { problem: problem.reason, problemOffset: problem.offset })
  }
}

function acknowledgementObject({ acknowledgement }: DecodedMessage): object {
  if (acknowledgement === undefined) return {}
  const { request, requestType, ...rest } = acknowledgement
  const answers = request && {
    type: requestType,
    messageType: request.type,
    flags: messageFlagNames(requestType ?? '', request.flags),
    sequence: request.sequence,
    portId: request.portId
  }
  return { acknowledgement: plain({ ...rest, request: answers }) }
}

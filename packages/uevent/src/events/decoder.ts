import type { Message } from '@nlkit/core'
import { matches, type ReadFilter } from '../filter/filter.ts'
import { parseKernelUevent } from '../message/kernel-message.ts'
import { parseUdevMessage } from '../message/udev-message.ts'
import { deviceEvent, type DeviceEvent, type UeventMeta } from './event.ts'
import type { Rejections } from './rejections.ts'
import type { EventSource, Judge } from './trust.ts'

export interface DecoderOptions {
  readonly source: EventSource
  readonly judge: Judge
  readonly filter: ReadFilter
  readonly rejections: Rejections
  /** Told of each sequence number, also of events that the filter leaves out. */
  readonly onSeqnum: (seqnum: number) => void
}

/** Turns datagrams into events; what is none is counted. It never throws. */
export function decoder(options: DecoderOptions): (message: Message) => DeviceEvent | undefined {
  const { source, judge, filter, rejections, onSeqnum } = options
  const parse = source === 'kernel' ? parseKernelUevent : parseUdevMessage
  return (message) => {
    const { group, senderPortId, credentials } = message
    const refused = judge({ group, senderPortId, credentials })
    if (refused !== undefined) {
      rejections.count(refused)
      return undefined
    }
    const fields = parse(message.bytes.u8.subarray(message.offset, message.end))
    if ('rejected' in fields) {
      rejections.count(fields)
      return undefined
    }
    onSeqnum(fields.seqnum)
    if (!matches(filter, fields)) return undefined
    const meta: UeventMeta = {
      source,
      group,
      senderPortId,
      ...(credentials === undefined ? {} : { credentials })
    }
    return deviceEvent(fields, meta)
  }
}

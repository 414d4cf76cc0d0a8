import type { MessageMeta, OverrunEvent } from '@nlkit/core'
import type { DeviceAction, UeventFields } from '../message/fields.ts'
import type { EventSource } from './trust.ts'

/** Where an event came from. */
export interface UeventMeta extends Pick<MessageMeta, 'group' | 'senderPortId' | 'credentials'> {
  readonly source: EventSource
}

/** Something happened to a device. Plain data; it survives JSON. */
export interface DeviceEvent extends UeventFields {
  /** What happened; `'unknown'` for a word that this library has not heard of, see `action`. */
  readonly type: DeviceAction | 'unknown'
  readonly meta: UeventMeta
}

/** What a subscription gives: events, and `'overrun'` where the kernel had to drop some. */
export type UeventEvent = DeviceEvent | OverrunEvent

const ACTIONS: readonly string[] = [
  'add',
  'remove',
  'change',
  'move',
  'online',
  'offline',
  'bind',
  'unbind'
] satisfies DeviceAction[]

function isAction(word: string): word is DeviceAction {
  return ACTIONS.includes(word)
}

export function deviceEvent(fields: UeventFields, meta: UeventMeta): DeviceEvent {
  return { type: isAction(fields.action) ? fields.action : 'unknown', ...fields, meta }
}

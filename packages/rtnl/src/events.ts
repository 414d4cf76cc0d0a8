import type { Message, MessageMeta } from '@nlkit/core'
import type { Codec } from '@nlkit/core/codec'

/** An event of some object: `{ type: 'newroute', route: { .. }, meta: { .. } }`. */
export type ObjectEvent<Type extends string, Key extends string, Value> = {
  readonly type: Type
  /** Where the message came from and how; a route's add, append and replace differ by `meta.flags` alone. */
  readonly meta: MessageMeta
} & { readonly [K in Key]: Value }

/** Reads the events of one object. */
export interface EventReader<Event> {
  /** Message types that it reads. */
  readonly types: readonly number[]
  read(message: Message): Event
}

/**
 * A reader of what a codec reads: message type -> name of the event, under a key of the object's own.
 * `eventReader('route', routeCodec, { [RTM_NEWROUTE]: 'newroute', [RTM_DELROUTE]: 'delroute' })`
 */
export function eventReader<Key extends string, Value, Type extends string>(
  key: Key,
  codec: Pick<Codec<Value>, 'decode'>,
  names: Readonly<Record<number, Type>>
): EventReader<ObjectEvent<Type, Key, Value>> {
  return {
    types: Object.keys(names).map(Number),
    read(message) {
      const type = names[message.type] as Type
      const value = codec.decode(message.bytes, message.offset, message.end)
      return { type, [key]: value, meta: message.meta() } as ObjectEvent<Type, Key, Value>
    }
  }
}

/** A message whose type nobody here reads: newer than this package, or of a group without objects. */
export interface UnknownEvent {
  readonly type: 'unknown'
  /** nlmsg_type, RTM_*. */
  readonly messageType: number
  /** Everything behind the message's header, a copy. */
  readonly data: Uint8Array
  readonly meta: MessageMeta
}

/** One decoder for the events of many readers. */
export function decoderOf<Event>(
  readers: readonly EventReader<Event>[]
): (message: Message) => Event | UnknownEvent {
  const byType = new Map<number, EventReader<Event>>()
  for (const reader of readers) for (const type of reader.types) byType.set(type, reader)
  return (message) => {
    const reader = byType.get(message.type)
    if (reader !== undefined) return reader.read(message)
    const data = message.bytes.u8.slice(message.offset, message.end)
    return { type: 'unknown', messageType: message.type, data, meta: message.meta() }
  }
}

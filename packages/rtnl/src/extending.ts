import type { Connection, DumpSpec } from '@nlkit/core'
import { extend, type Codec, type Extensions } from '@nlkit/core/codec'

/** What a request is made of, as far as codecs are concerned. */
interface Coded {
  readonly body: object
  readonly reply?: object
}

/**
 * The same connection, whose requests and dumps know more payloads. A view of it, not a registry: what others do with the
 * connection stays as it is.
 */
export function extending(connection: Connection, extensions: Extensions): Connection {
  const extended = new WeakMap<object, object>()
  /** Bodies that only ask for something have no decode, and no such payloads. */
  const widen = <T extends object>(codec: T): T => {
    if (!('decode' in codec) || !('encode' in codec)) return codec
    let wide = extended.get(codec)
    if (wide === undefined) {
      wide = extend(codec as unknown as Codec<object>, extensions)
      extended.set(codec, wide)
    }
    return wide as T
  }
  const spec = <T extends Coded>(one: T): T => ({
    ...one,
    body: widen(one.body),
    ...(one.reply === undefined ? {} : { reply: widen(one.reply) })
  })
  const changed: Partial<Connection> = {
    request: (one, options) => connection.request(spec(one), options),
    one: (one, options) => connection.one(spec(one), options),
    acknowledge: (one, options) => connection.acknowledge(spec(one), options),
    dump: <In, Out>(one: DumpSpec<In, Out> | (() => Promise<DumpSpec<In, Out>>), options?: object) =>
      connection.dump(typeof one === 'function' ? async () => spec(await one()) : spec(one), options),
    batch: (all, options) => connection.batch(each(all, spec), options),
    buildBatch: (options) => {
      const builder = connection.buildBatch(options)
      const add = builder.add.bind(builder)
      builder.add = (one) => add(spec(one))
      return builder
    }
  }
  return new Proxy(connection, {
    get(target, key) {
      const own: unknown = Reflect.get(changed, key)
      if (own !== undefined) return own
      const value: unknown = Reflect.get(target, key, target)
      return typeof value === 'function' ? value.bind(target) : value
    }
  })
}

/** One by one, as they are asked for: a batch may be longer than memory has room for. */
function* each<Of>(all: Iterable<Of>, change: (one: Of) => Of): Generator<Of> {
  for (const one of all) yield change(one)
}

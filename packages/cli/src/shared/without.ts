import type { Json, JsonObject } from '@nlkit/rtnl'

/** An object of iproute2's without some of its keys: what the tool does not print where the words have said it. */
export const without = (json: JsonObject, keys: ReadonlySet<string>): JsonObject =>
  keys.size === 0 ? json : filtered(json, (key) => !keys.has(key))

/** No more of it than these. */
export const only = (json: JsonObject, keys: ReadonlySet<string>): JsonObject =>
  filtered(json, (key) => keys.has(key))

const filtered = (json: JsonObject, passes: (key: string) => boolean): JsonObject =>
  Object.fromEntries(Object.entries(json).filter((entry): entry is [string, Json] => passes(entry[0])))

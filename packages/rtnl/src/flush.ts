import {
  NetlinkError,
  type BatchResult,
  type Connection,
  type RequestSpec,
  type WaitOptions
} from '@nlkit/core'
import { checkFilter } from './filters.ts'
import { resolveWrite, type Write } from './write.ts'

/** What the kernel answers for an object that is not there (any more). */
const GONE: ReadonlySet<string> = new Set(['ENOENT', 'ESRCH', 'ENODEV', 'EADDRNOTAVAIL'])

/**
 * How many of a flush's deletions took place. What is gone by then was not removed by us.
 * @throws the first error that says anything else
 */
function removedBy(results: readonly BatchResult[], gone: ReadonlySet<string>): number {
  let removed = 0
  for (const result of results) {
    if (result.status === 'done') removed++
    else if (result.status === 'not-sent') continue
    else if (!(NetlinkError.is(result.error) && gone.has(result.error.code))) throw result.error
  }
  return removed
}

/**
 * A flush takes nothing for everything: its filter has to name something, by keys that there are.
 * @param what the objects, for the error
 */
export function checkFlush(
  filter: object | undefined,
  what: string,
  keys: Parameters<typeof checkFilter>[1]
): void {
  if (filter !== undefined) checkFilter(filter, keys)
  if (!Object.values(filter ?? {}).some((value) => value !== undefined && value !== false))
    throw new TypeError(`filter: say which ${what} are to be deleted`)
  checkNarrows(filter ?? {})
}

/**
 * Refuses keys that turned out undefined: elsewhere they were not passed, here what was to be some would be all.
 * @throws TypeError that names the key
 */
export function checkNarrows(filter: object): void {
  for (const [key, value] of Object.entries(filter))
    if (value === undefined)
      throw new TypeError(`filter.${key}: is undefined, which would delete any; leave it out`)
}

/**
 * Deletes what was listed, in as few system calls as it takes, and says how many of those there still were.
 * @param gone what the kernel answers for those that are not there any more, where it is another code
 * @throws NetlinkError for the first that the kernel does not delete, once all were tried
 */
export async function deleteAll(
  connection: Connection,
  deletions: readonly Write[],
  options?: WaitOptions,
  gone: ReadonlySet<string> = GONE
): Promise<number> {
  const requests: RequestSpec<never>[] = []
  for (const one of deletions) requests.push(await resolveWrite(connection, one, options))
  return removedBy(await connection.batch(requests, options), gone)
}

import { NetlinkError, type BatchResult } from '@nlkit/core'

/** What the kernel answers for an object that is not there (any more). */
const GONE: ReadonlySet<string> = new Set(['ENOENT', 'ESRCH', 'ENODEV'])

/**
 * How many of a flush's deletions took place. What is gone by then was not removed by us.
 * @throws the first error that says anything else
 */
export function removedBy(results: readonly BatchResult[]): number {
  let removed = 0
  for (const result of results) {
    if (result.status === 'done') removed++
    else if (result.status === 'not-sent') continue
    else if (!(NetlinkError.is(result.error) && GONE.has(result.error.code))) throw result.error
  }
  return removed
}

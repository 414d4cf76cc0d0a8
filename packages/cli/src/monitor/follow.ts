import { NetlinkError, type MalformedEvent, type OverrunEvent, type Subscription } from '@nlkit/core'
import { Rtnl, type RtnlEvent } from '@nlkit/rtnl'
import { line, write } from '../shared/print.ts'
import { groupChoices, objectOf, OBJECT_NAMES, type ObjectName } from './objects.ts'
import { lineOf, LinkNames } from './text.ts'

export interface FollowOptions {
  readonly netns: string | undefined
  /** All where none is named. */
  readonly objects: readonly ObjectName[]
  readonly isJson: boolean
  readonly hasTime: boolean
  /** Ends after so many. */
  readonly count: number | undefined
  readonly signal: AbortSignal
}

/** Prints events as they come, each a line. What the kernel dropped is told on standard error. */
export async function followEvents(options: FollowOptions): Promise<void> {
  const { netns, objects, isJson, hasTime, count = Number.POSITIVE_INFINITY, signal } = options
  using rtnl = Rtnl.open({ netns })
  const events = joined(rtnl, objects)
  const stop = (): void => events.close()
  signal.addEventListener('abort', stop)
  try {
    const names = new LinkNames()
    // After joining, so that no link falls between the two.
    names.fill(await rtnl.links.list())
    const wanted = new Set<string | undefined>(objects)
    let left = count
    for await (const event of events) {
      if (event.type === 'overrun' || event.type === 'malformed') {
        await tellTrouble(event, isJson, hasTime)
        continue
      }
      names.see(event)
      if (wanted.size > 0 && !wanted.has(objectOf(event))) continue
      await write(isJson ? jsonLine(event, hasTime) : `${stamp(hasTime)}${lineOf(event, names.interfaces)}\n`)
      if (--left <= 0) return
    }
  } finally {
    signal.removeEventListener('abort', stop)
    events.close()
  }
}

function joined(rtnl: Rtnl, objects: readonly ObjectName[]): Subscription<RtnlEvent> {
  const isAll = objects.length === 0
  const choices = groupChoices(isAll ? OBJECT_NAMES : objects, isAll)
  for (const [i, groups] of choices.entries()) {
    try {
      return rtnl.subscribe(groups)
    } catch (error) {
      if (!(NetlinkError.is(error) && error.code === 'EINVAL') || i === choices.length - 1) throw error
    }
  }
  throw new Error('no groups to join')
}

/** Tells what is no event: on standard error, and in its place among the events where they are JSON. */
export async function tellTrouble(
  event: OverrunEvent | MalformedEvent,
  isJson: boolean,
  hasTime: boolean
): Promise<void> {
  if (event.type === 'overrun') {
    process.stderr.write(`nlkit: the kernel dropped ${event.dropped} events\n`)
    if (isJson) await write(jsonLine(event, hasTime))
  } else {
    process.stderr.write(`nlkit: an event could not be read: ${event.error.message}\n`)
    if (isJson) await write(jsonLine({ type: event.type, error: event.error.message }, hasTime))
  }
}

const stamp = (hasTime: boolean): string => (hasTime ? `${new Date().toISOString()} ` : '')

function jsonLine(event: object, hasTime: boolean): string {
  return line(hasTime ? { time: new Date().toISOString(), ...event } : event)
}

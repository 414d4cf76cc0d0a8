import { Uevent, type EventFilter, type EventSource } from '@nlkit/uevent'
import { line, write } from '../shared/print.ts'
import { eventLine, propertyLines } from './text.ts'

interface UeventFollowOptions {
  readonly netns: string | undefined
  readonly source: EventSource
  readonly filter: EventFilter
  readonly isJson: boolean
  readonly hasTime: boolean
  readonly hasProperties: boolean
  readonly count: number | undefined
  readonly signal: AbortSignal
}

/** Prints device events as they come. What the kernel dropped is told on standard error. */
export async function followUevents(options: UeventFollowOptions): Promise<void> {
  const { netns, source, filter, isJson, hasTime, hasProperties, signal } = options
  using uevents = Uevent.open({ netns })
  using events = uevents.subscribe({ source, filter })
  const stop = (): void => events.close()
  signal.addEventListener('abort', stop)
  try {
    let left = options.count ?? Number.POSITIVE_INFINITY
    for await (const event of events) {
      const time = hasTime ? new Date().toISOString() : undefined
      if (event.type === 'overrun') {
        process.stderr.write(`nlkit: the kernel dropped ${event.dropped} events\n`)
        if (isJson) await write(jsonLine(event, time))
        continue
      }
      if (isJson) {
        await write(jsonLine(event, time))
      } else {
        const lines = [`${time === undefined ? '' : `${time} `}${eventLine(event)}`]
        if (hasProperties) lines.push(...propertyLines(event), '')
        await write(`${lines.join('\n')}\n`)
      }
      if (--left <= 0) return
    }
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

const jsonLine = (event: object, time: string | undefined): string =>
  line(time === undefined ? event : { time, ...event })

import type { Rtnl, RtnlEvent } from '@nlkit/rtnl'
import type { OverrunEvent, MalformedEvent } from '@nlkit/core'
import type { Uevent, UeventEvent } from '@nlkit/uevent'
import { lineOf, type LinkNames } from '../monitor/text.ts'
import { visible } from '../shared/safe-text.ts'

/** Changes as lines of text, until `signal` is aborted. It listens from the moment this returns. */
export function follow(
  rtnl: Rtnl,
  uevents: Uevent,
  names: LinkNames,
  signal: AbortSignal
): AsyncIterableIterator<string> {
  const network = rtnl.subscribe(['link', 'ipv4-ifaddr', 'ipv6-ifaddr', 'ipv4-route', 'ipv6-route'])
  const devices = uevents.subscribe()
  signal.addEventListener('abort', () => {
    network.close()
    devices.close()
  })
  return merge([mapped(network, (event) => networkLine(event, names)), mapped(devices, deviceLine)])
}

async function* mapped<T>(
  events: AsyncIterable<T>,
  line: (event: T) => string
): AsyncGenerator<string, undefined> {
  for await (const event of events) yield `${new Date().toISOString().slice(11, 23)}  ${line(event)}`
  return undefined
}

type Lines = AsyncGenerator<string, undefined>

/** What comes first of several, each in its own order. */
async function* merge(sources: readonly Lines[]): Lines {
  const waiting = new Map(sources.map((source) => [source, step(source)]))
  while (waiting.size > 0) {
    const { source, result } = await Promise.race(waiting.values())
    if (result.done === true) {
      waiting.delete(source)
    } else {
      yield result.value
      waiting.set(source, step(source))
    }
  }
  return undefined
}

async function step(source: Lines): Promise<{ source: Lines; result: IteratorResult<string, undefined> }> {
  return { source, result: await source.next() }
}

function networkLine(event: RtnlEvent | OverrunEvent | MalformedEvent, names: LinkNames): string {
  if (event.type === 'overrun') return `the kernel dropped ${event.dropped} messages`
  if (event.type === 'malformed') return `a message that could not be read: ${event.error.message}`
  names.see(event)
  return lineOf(event, names.interfaces)
}

function deviceLine(event: UeventEvent): string {
  if (event.type === 'overrun') return `the kernel dropped ${event.dropped} device events`
  return `* device ${event.action} ${visible(event.devpath)}`
}

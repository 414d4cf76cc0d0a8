import type { Rtnl, RtnlEvent } from '@nlkit/rtnl'
import type { OverrunEvent, MalformedEvent } from '@nlkit/core'
import type { Uevent, UeventEvent } from '@nlkit/uevent'
import { visible } from '../shared/safe-text.ts'
import { addressRow, linkRow, routeRow } from './lines.ts'

/** Changes as lines of text, until `signal` is aborted. It listens from the moment this returns. */
export function follow(
  rtnl: Rtnl,
  uevents: Uevent,
  names: Map<number, string>,
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

function networkLine(event: RtnlEvent | OverrunEvent | MalformedEvent, names: Map<number, string>): string {
  switch (event.type) {
    case 'newlink':
    case 'dellink':
      if (event.link.ifname !== undefined) names.set(event.link.index, event.link.ifname)
      return line(event.type, 'link', linkRow(event.link, names))
    case 'newbridgeport':
    case 'delbridgeport':
      return line(event.type.startsWith('new') ? 'new' : 'del', 'bridge port', linkRow(event.link, names))
    case 'newaddr':
    case 'deladdr':
      return line(event.type, 'address', addressRow(event.address, names))
    case 'newroute':
    case 'delroute':
      return line(event.type, 'route', routeRow(event.route, names))
    case 'overrun':
      return `the kernel dropped ${event.dropped} messages`
    case 'malformed':
      return `a message that could not be read: ${event.error.message}`
    default:
      return event.type
  }
}

function line(type: string, object: string, row: readonly string[]): string {
  return `${type.startsWith('del') ? '-' : '+'} ${object.padEnd(11)} ${row.filter((cell) => cell !== '').join('  ')}`
}

function deviceLine(event: UeventEvent): string {
  if (event.type === 'overrun') return `the kernel dropped ${event.dropped} device events`
  return `* device      ${event.action}  ${visible(event.devpath)}`
}

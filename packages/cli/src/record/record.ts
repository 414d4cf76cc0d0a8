import { Connection, type Transport } from '@nlkit/core'
import { record as recordDatagrams } from '@nlkit/core/capture'
import { Command } from 'commander'
import { protocolOf } from '../decode/protocol-option.ts'
import { UsageError } from '../shared/errors.ts'
import { optionsOf } from '../shared/options.ts'
import { visible } from '../shared/safe-text.ts'
import { CaptureFile } from './capture-file.ts'
import { objectNames, sourcesOf, type Source } from './sources.ts'

interface RecordOptions {
  readonly protocol?: number
  readonly group: readonly number[]
  readonly count?: number | undefined
  readonly seconds?: number | undefined
}

/** `nlkit record FILE [objects…]`: what the kernel tells, into a capture. */
export function recordCommand(): Command {
  return new Command('record')
    .description('write what the kernel tells of changes into a capture (.pcap, or .jsonl for lines of JSON)')
    .argument('<file>', 'the capture, which is made anew')
    .argument('[objects...]', `${objectNames()}; without any, the network and the kernel's device events`)
    .option('--protocol <protocol>', 'a netlink protocol instead, by number or name', protocolOf)
    .option('--group <number>', 'a multicast group of that protocol; may come more than once', groupOf, [])
    .option('--count <number>', 'end after so many datagrams', wholeOf('--count'))
    .option('--seconds <number>', 'end after so many seconds', secondsOf)
    .action(async (file: string, objects: string[], options: RecordOptions, self: Command) => {
      const sources = sourcesFor(objects, options)
      const { count, seconds } = options
      await record(file, sources, { count, seconds, netns: optionsOf(self).netns })
    })
}

/** Where and how long. */
interface Recording extends Pick<RecordOptions, 'count' | 'seconds'> {
  readonly netns?: string | undefined
  /** Where sockets come from, in tests. */
  readonly transport?: Transport
}

/** Records until it is told to end, and says what became of it. It listens when this returns. */
export async function record(
  file: string,
  sources: readonly Source[],
  { netns, transport, count = Infinity, seconds }: Recording = {}
): Promise<void> {
  const stop = new AbortController()
  // In a turn of its own: what was dropped before is told first.
  const end = (): void => void setImmediate(() => stop.abort())
  const ignoreSignals = onSignals(end)
  const connections = sources.map(({ protocol }) => Connection.open({ protocol, netns, transport }))
  let taken = 0
  let timer: NodeJS.Timeout | undefined
  try {
    using capture = CaptureFile.open(file, end)
    using _ = recordDatagrams((datagram) => {
      if (taken >= count) return
      taken += 1
      capture.add(datagram)
      if (taken >= count) end()
    })
    const losses = connections.map((connection, i) =>
      lostBy(connection, sources[i]?.groups ?? [], stop.signal)
    )
    if (seconds !== undefined) timer = setTimeout(end, seconds * 1000)
    process.stderr.write(`Recording to ${visible(file)}. Ctrl-C ends.\n`)
    const lost = (await Promise.all(losses)).reduce((sum, one) => sum + one, 0)
    capture.close()
    const told = lost === 0 ? 'none was lost' : `the kernel dropped ${lost} more`
    process.stderr.write(`${taken} datagrams in ${visible(file)}, ${told}\n`)
  } finally {
    ignoreSignals()
    clearTimeout(timer)
    for (const connection of connections) connection.close()
  }
}

/** Listens until the signal, and counts what was dropped. It has joined the groups when it returns. */
async function lostBy(
  connection: Connection,
  groups: readonly number[],
  signal: AbortSignal
): Promise<number> {
  using subscription = connection.subscribe<never>({
    groups,
    framing: 'datagram',
    senders: 'any',
    decode: () => undefined
  })
  const close = (): void => subscription.close()
  if (signal.aborted) close()
  signal.addEventListener('abort', close)
  let lost = 0
  for await (const event of subscription) {
    if (event.type === 'overrun') lost += event.dropped
  }
  return lost
}

/** @returns what makes the signals end the process again, as they do without this */
function onSignals(end: () => void): () => void {
  const names = ['SIGINT', 'SIGTERM'] as const
  for (const name of names) process.once(name, end)
  return () => {
    for (const name of names) process.removeListener(name, end)
  }
}

function sourcesFor(objects: readonly string[], { protocol, group }: RecordOptions): Source[] {
  if (protocol === undefined && group.length === 0) return sourcesOf(objects)
  if (objects.length > 0) throw new UsageError('objects, or --protocol and --group: not both')
  if (protocol === undefined) throw new UsageError('--group: of which --protocol?')
  if (group.length === 0) throw new UsageError('--protocol: expected a --group to listen to, too')
  return [{ protocol, groups: [...new Set(group)] }]
}

const wholeOf =
  (what: string) =>
  (word: string): number => {
    const value = Number(word)
    if (/^\d+$/.test(word) && value > 0 && value <= 0x7fffffff) return value
    throw new UsageError(`${what}: expected a whole number, 1 or more, got '${word}'`)
  }

const groupOf = (word: string, before: readonly number[]): number[] => [...before, wholeOf('--group')(word)]

/** setTimeout() takes 2^31 - 1 milliseconds. */
const MOST_SECONDS = 2_147_483

function secondsOf(word: string): number {
  const value = Number(word)
  if (/^\d+(\.\d+)?$/.test(word) && value > 0 && value <= MOST_SECONDS) return value
  throw new UsageError(`--seconds: expected more than 0 and at most ${MOST_SECONDS}, got '${word}'`)
}

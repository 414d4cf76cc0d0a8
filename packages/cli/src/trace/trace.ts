import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { TracedDatagram } from '@nlkit/core'
import { Command } from 'commander'
import { Decoder } from '../decode/decoder.ts'
import { messageText } from '../decode/text.ts'
import { CaptureFile } from '../record/capture-file.ts'
import { ToldError, UsageError } from '../shared/errors.ts'

/** Runs a command line of nlkit and gives its exit status. */
type Run = (args: readonly string[]) => Promise<number>

/** A trace within a trace would tell everything twice. */
let isTracing = false

/**
 * `nlkit trace COMMAND…`: runs it, and shows what it sends and receives.
 * @param run runs the words as `nlkit` would
 */
export function traceCommand(run: Run): Command {
  return new Command('trace')
    .description('run another nlkit command and show on standard error what it sends and receives')
    .usage('[--write <file>] [--] <command...>')
    .argument('<command...>', 'its words, such as: link list; behind -- all of them are its own')
    .option('--write <file>', 'also into a capture: .pcap, or .jsonl for lines of JSON')
    .allowUnknownOption()
    .action(async (words: string[], { write }: { write?: string }, self: Command) => {
      if (isTracing) throw new UsageError('trace: already traces')
      isTracing = true
      try {
        await trace(() => run([...optionsBefore(self), ...words]), write)
      } finally {
        isTracing = false
      }
    })
}

/** @throws ToldError where the command does not end with 0; it has said why */
async function trace(run: () => Promise<number>, file: string | undefined): Promise<void> {
  const decoder = new Decoder()
  using capture = file === undefined ? undefined : CaptureFile.open(file)
  const listen = (direction: 'sent' | 'received'): (() => void) => {
    const listener = (message: unknown): void => {
      const { protocol, portId, data } = message as TracedDatagram
      const datagram = { protocol, direction, time: performance.timeOrigin + performance.now(), data }
      capture?.add(datagram)
      for (const decoded of decoder.decode(datagram, portId)) {
        process.stderr.write(`${messageText(decoded, process.stderr)}\n`)
      }
    }
    subscribe(`nlkit:${direction}`, listener)
    return () => unsubscribe(`nlkit:${direction}`, listener)
  }
  const ends = [listen('sent'), listen('received')]
  // Commands that end the process at once, as for a reader that goes away.
  const onExit = (): void => capture?.close()
  process.on('exit', onExit)
  try {
    const status = await run()
    capture?.close()
    if (status !== 0) throw new ToldError(status)
  } finally {
    for (const end of ends) end()
    process.removeListener('exit', onExit)
  }
}

/** The program's own options: commander takes them wherever they stand, and the traced command has a program of its own. */
function optionsBefore({ parent }: Command): string[] {
  return (parent?.options ?? []).flatMap((option) => {
    const name = option.attributeName()
    if (parent?.getOptionValueSource(name) !== 'cli' || option.long === undefined) return []
    const value: unknown = parent.getOptionValue(name)
    return [value === true ? option.long : `${option.long}=${String(value)}`]
  })
}

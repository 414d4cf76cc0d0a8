import { once } from 'node:events'
import type { Json } from '@nlkit/rtnl'
import type { Format } from './options.ts'
import { Progress } from './progress.ts'
import { escaped } from './safe-text.ts'
import type { Column } from './table.ts'

/** How a kind of object is shown. */
export interface View<T> {
  /** What is counted while they come: `routes`. */
  readonly noun: string
  readonly columns: readonly Column[]
  /** Its cells, of text that is safe on a terminal: names go through visible(). */
  row(item: T): readonly string[]
  /** What iproute2 prints of it. Without it, `--json` prints the object itself. */
  json?(item: T): Json
  /** The text of that, where there is a faster way to it than by JSON.stringify(). */
  readonly jsonText?: (item: T) => string
}

/** Results in parts, as they come: a dump's batches(), or one array. */
export type Batches<T> = AsyncIterable<readonly T[]> | Iterable<readonly T[]>

/** Those of them that pass; all, where nothing decides. */
export async function* kept<T>(
  batches: AsyncIterable<T[]>,
  keep: ((item: T) => boolean) | undefined
): AsyncGenerator<T[], void, undefined> {
  for await (const batch of batches) yield keep === undefined ? batch : batch.filter(keep)
}

/** Prints results as they come, in the format that was asked for. Holds no more of them than a part. */
export async function printList<T>(batches: Batches<T>, view: View<T>, format: Format): Promise<void> {
  const progress = new Progress(view.noun)
  try {
    if (format === 'table') await printTable(batches, view, progress)
    else await printJson(batches, view, format, progress)
  } finally {
    progress.end()
  }
}

/** Writes to standard output and waits where its reader is behind. */
export async function write(text: string | Uint8Array): Promise<void> {
  if (text.length > 0 && !process.stdout.write(text)) await once(process.stdout, 'drain')
}

/** One value as JSON, on a line of its own. */
export const line = (value: unknown): string => `${forTerminal(JSON.stringify(value))}\n`

/** JSON that goes to a terminal must not steer it. */
const forTerminal = (json: string): string => (process.stdout.isTTY ? escaped(json) : json)

/** What a flush says. */
export const removed = (count: number, noun: string): Promise<void> => write(`${count} ${noun} removed\n`)

async function printTable<T>(batches: Batches<T>, view: View<T>, progress: Progress): Promise<void> {
  // Loaded when it is needed: JSON, and what changes something, does without.
  const { TableText } = await import('./table.ts')
  const table = new TableText(view.columns)
  for await (const batch of batches) {
    progress.add(batch.length)
    if (batch.length > 0) await write(table.part(batch.map((item) => view.row(item))))
  }
}

/** Bytes that are written at a time. */
const CHUNK = 256 * 1024

/**
 * Lines in bytes. Each is written where it belongs as it comes: to join them first and convert all at once takes four times
 * as long (1 us a line), since what is made of pieces is copied piece by piece then.
 */
function* inChunks<T>(items: readonly T[], text: (item: T) => string): Generator<Uint8Array, undefined> {
  let buffer = Buffer.allocUnsafe(CHUNK)
  let at = 0
  for (const item of items) {
    const line = forTerminal(text(item))
    // A UTF-16 unit is at most three bytes.
    const most = line.length * 3 + 1
    if (at + most > buffer.length) {
      if (at > 0) yield buffer.subarray(0, at)
      buffer = Buffer.allocUnsafe(Math.max(CHUNK, most))
      at = 0
    }
    at += buffer.write(line, at)
    buffer[at++] = NEWLINE
  }
  if (at > 0) yield buffer.subarray(0, at)
  return undefined
}

const NEWLINE = 10

function textOf<T>(view: View<T>, isRaw: boolean): (item: T) => string {
  if (isRaw) return (item) => JSON.stringify(item)
  return view.jsonText ?? ((item) => JSON.stringify(view.json === undefined ? item : view.json(item)))
}

async function printJson<T>(
  batches: Batches<T>,
  view: View<T>,
  format: Format,
  progress: Progress
): Promise<void> {
  const text = textOf(view, format.startsWith('raw'))
  if (format.endsWith('ndjson')) {
    for await (const batch of batches) {
      progress.add(batch.length)
      for (const chunk of inChunks(batch, text)) await write(chunk)
    }
    return
  }
  let before = '['
  for await (const batch of batches) {
    progress.add(batch.length)
    if (batch.length === 0) continue
    await write(forTerminal(`${before}${batch.map(text).join(',')}`))
    before = ','
  }
  await write(before === '[' ? '[]\n' : ']\n')
}

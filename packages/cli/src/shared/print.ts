import { once } from 'node:events'
import type { Json } from '@nlkit/rtnl'
import type { Format } from './options.ts'
import { Progress } from './progress.ts'
import { escaped } from './safe-text.ts'
import { TableText, type Column } from './table.ts'

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

/** Writes text to standard output and waits where its reader is behind. */
export async function write(text: string): Promise<void> {
  if (text !== '' && !process.stdout.write(text)) await once(process.stdout, 'drain')
}

/** One value as JSON, on a line of its own. */
export const line = (value: unknown): string => `${forTerminal(JSON.stringify(value))}\n`

/** JSON that goes to a terminal must not steer it. */
const forTerminal = (json: string): string => (process.stdout.isTTY ? escaped(json) : json)

/** What a flush says. */
export const removed = (count: number, noun: string): Promise<void> => write(`${count} ${noun} removed\n`)

async function printTable<T>(batches: Batches<T>, view: View<T>, progress: Progress): Promise<void> {
  const table = new TableText(view.columns)
  for await (const batch of batches) {
    progress.add(batch.length)
    if (batch.length > 0) await write(table.part(batch.map((item) => view.row(item))))
  }
}

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
      let lines = ''
      for (const item of batch) lines += `${text(item)}\n`
      await write(forTerminal(lines))
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

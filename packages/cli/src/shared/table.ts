import Table from 'cli-table3'
import stringWidth from 'string-width'
import { styled, type Meaning } from './style.ts'

const NO_LINES = Object.fromEntries(
  [
    'top',
    'top-mid',
    'top-left',
    'top-right',
    'bottom',
    'bottom-mid',
    'bottom-left',
    'bottom-right',
    'left',
    'left-mid',
    'mid',
    'mid-mid',
    'right',
    'right-mid',
    'middle'
  ].map((place) => [place, place === 'middle' ? '  ' : ''])
)
const GAP = 2
/** A column is not made narrower than this for the terminal's sake. */
const NARROWEST = 8

/** A column: its heading, and what its cells stand for. */
export interface Column {
  readonly head: string
  readonly meaning?: Meaning | ((cell: string) => Meaning | undefined)
}

/**
 * Rows in columns without lines. A table wider than the terminal has its widest columns cut, with `…`; where nobody looks,
 * nothing is cut. Rows may come in parts: a part makes columns wider than those before it where it has to.
 */
export class TableText {
  readonly #columns: readonly Column[]
  readonly #room: number
  #widths: number[] | undefined

  /** @param room the terminal's width in columns; without it there is room enough */
  constructor(columns: readonly Column[], room: number | undefined = process.stdout.columns) {
    // A terminal that does not know how wide it is says 0.
    this.#columns = columns
    this.#room = room === undefined || room === 0 ? Number.POSITIVE_INFINITY : room
  }

  /** Text that ends in a newline; the heading before the first part. */
  part(rows: readonly (readonly string[])[]): string {
    const before = this.#widths
    this.#widths = fitted(
      this.#columns.map(({ head }, at) =>
        Math.max(before?.[at] ?? stringWidth(head), ...rows.map((row) => stringWidth(row[at] ?? '')))
      ),
      this.#room
    )
    const text = new Table({
      chars: NO_LINES,
      style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
      colWidths: this.#widths
    })
    if (before === undefined) text.push(this.#columns.map(({ head }) => styled('head', head)))
    for (const row of rows) text.push(row.map((cell, at) => this.#styled(cell, at)))
    const lines = text.toString().split('\n')
    return `${lines.map((line) => line.trimEnd()).join('\n')}\n`
  }

  #styled(cell: string, at: number): string {
    const meaning = this.#columns[at]?.meaning
    const of = typeof meaning === 'function' ? meaning(cell) : meaning
    return of === undefined ? cell : styled(of, cell)
  }
}

/** Widths that fit: the widest column gives way first. */
function fitted(natural: readonly number[], room: number): number[] {
  const widths = [...natural]
  let over = widths.reduce((sum, width) => sum + width + GAP, -GAP) - room
  while (over > 0) {
    const widest = Math.max(...widths)
    if (widest <= NARROWEST) break
    widths[widths.indexOf(widest)] = widest - 1
    over--
  }
  return widths
}

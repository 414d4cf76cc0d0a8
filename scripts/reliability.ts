/**
 * docs/reliability.md, section by section: what a run has measured takes the place of what was there, and the rest stays,
 * with the day, the commit and the machine that it had.
 */
import { TITLES, type Figures, type Title } from '../test/hardening/figures.ts'

type Cells = readonly string[]

/** A section of the document as it stands there. */
export interface Section {
  readonly text: string
  readonly columns: Cells
  readonly rows: readonly Cells[]
  /** When, at which commit and on what its rows were measured; where it is absent, the rows say so. */
  readonly measured?: string
}

/** The document with these sections in place of those of the same title. Those of titles that are no more are left out. */
export function renewed(document: string, head: string, measured: readonly Figures[]): string {
  const parts = TITLES.flatMap((title) => {
    const figures = measured.find((one) => one.title === title)
    if (figures !== undefined) return [sectionText(title, withEarlier(figures, sectionOf(document, title)))]
    return sectionBytes(document, title) ?? []
  })
  return [head, ...parts].join('\n')
}

/** A section by its title, undefined where the document has none. */
export function sectionOf(document: string, title: Title): Section | undefined {
  const [, , prose = '', , columns = '', , ...rows] = sectionBytes(document, title)?.split('\n') ?? []
  if (columns === '') return undefined
  const [, text = prose, measured] = /^(.*) Measured on (.*)\.$/.exec(prose) ?? []
  const lines = rows.filter((row) => row.startsWith('|')).map(cells)
  return { text, columns: cells(columns), rows: lines, ...(measured === undefined ? {} : { measured }) }
}

/** Runs that add up (of a fuzzer, with a seed each) do so as long as nothing has changed in between. */
function withEarlier({ addsUp, ...figures }: Figures, earlier: Section | undefined): Section {
  const rows = figures.rows.map((row) => row.map(String))
  const isSame = addsUp === true && earlier !== undefined && earlier.measured === figures.measured
  return { ...figures, rows: isSame ? [...earlier.rows, ...rows] : rows }
}

/** From its heading to the one that comes next, or the end. */
function sectionBytes(document: string, title: Title): string | undefined {
  const start = `\n${document}`.indexOf(`\n## ${title}\n`)
  if (start === -1) return undefined
  const end = document.indexOf('\n## ', start)
  return end === -1 ? document.slice(start) : document.slice(start, end)
}

function sectionText(title: Title, { text, columns, rows, measured }: Section): string {
  return [
    `## ${title}`,
    '',
    measured === undefined ? text : `${text} Measured on ${measured}.`,
    '',
    line(columns),
    line(columns.map(() => '---')),
    ...rows.map(line),
    ''
  ].join('\n')
}

function line(row: Cells): string {
  return `| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
}

function cells(text: string): Cells {
  return text
    .slice(2, -2)
    .split(' | ')
    .map((cell) => cell.replaceAll('\\|', '|'))
}

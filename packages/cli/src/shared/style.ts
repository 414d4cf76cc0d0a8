import { styleText } from 'node:util'

/** What a text stands for; each has its colour on a terminal, and none where NO_COLOR says so or nobody looks. */
export type Meaning = 'good' | 'bad' | 'name' | 'address' | 'faint' | 'head'

const COLOURS = {
  good: 'green',
  bad: 'red',
  name: 'cyan',
  address: 'yellow',
  faint: 'dim',
  head: 'bold'
} as const

/** The text in its colour, or as it is. */
export function styled(
  meaning: Meaning,
  text: string,
  stream: NodeJS.WritableStream = process.stdout
): string {
  // It looks at the stream, NO_COLOR, NODE_DISABLE_COLORS and FORCE_COLOR.
  return text === '' ? '' : styleText(COLOURS[meaning], text, { stream })
}

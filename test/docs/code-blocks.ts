import { readFileSync } from 'node:fs'

/** A code block of a document that is to be run. */
export interface CodeBlock {
  /** Line of the document that it begins at. */
  readonly line: number
  readonly code: string
}

/**
 * The blocks of a language: those marked `ts`, or `sh`. Those marked otherwise (`ts fragment`) are no programs. A comment
 * `<!-- ts: code -->` on the line in front of a block is what its program begins with: the imports and the connection that
 * a reader has seen.
 */
export function codeBlocks(path: string, language: 'ts' | 'sh'): CodeBlock[] {
  const blocks: CodeBlock[] = []
  let code: string[] | undefined
  let start = 0
  let before = ''
  for (const [i, line] of readFileSync(path, 'utf8').split('\n').entries()) {
    if (code === undefined) {
      if (line.trimEnd() !== `\`\`\`${language}`) {
        before = /^<!-- ts: (.*) -->$/.exec(line)?.[1] ?? ''
        continue
      }
      code = before === '' ? [] : [before]
      start = i + 2
    } else if (line.startsWith('```')) {
      blocks.push({ line: start, code: code.join('\n') })
      code = undefined
    } else {
      code.push(line)
    }
  }
  return blocks
}

/** What a guide shows of an example is what the example has. */
import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const root = new URL('../../', import.meta.url).pathname

/** Blocks marked `ts fragment`. */
const fragments = (document: string): string[] =>
  [...readFileSync(root + document, 'utf8').matchAll(/^```ts fragment\n([\s\S]*?)^```$/gm)].map(
    ([, code = '']) => code
  )

const sources = (folder: string): string[] =>
  readdirSync(root + folder)
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(`${root}${folder}/${name}`, 'utf8'))

it.each(fragments('docs/guides/bring-your-own-protocol.md').map((code) => [code.split('\n')[0], code]))(
  'examples/jobs has "%s"',
  (_, code) => {
    expect(sources('examples/jobs').some((text) => text.includes(code ?? '?'))).toBe(true)
  }
)

/** Runs the program of README.md that needs root of the host; all others are run with those of the other documents. */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { hostRoot, requires, startNode, writable } from '../../../test/support/kernel.ts'

const text = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const [program = ''] = [...text.matchAll(/```ts fragment\n([^]*?)```/g)].map((match) => match[1] ?? '')

it(
  'triggers events',
  requires([hostRoot, writable('/sys/devices/virtual/mem/null/uevent')], async () => {
    await using child = startNode('--input-type=module-typescript', ['--eval', program])
    expect([await child.ended, child.stderr]).toEqual([0, ''])
    expect(child.lines[0]).toMatch(/^[0-9a-f-]{36} \{ WHY: 'test' \}$/)
    expect(child.lines).toContainEqual(expect.stringMatching(/^\/devices\/virtual\/mem\/null \d+$/))
  })
)

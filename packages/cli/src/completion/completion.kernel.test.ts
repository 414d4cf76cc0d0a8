import { expect, it, vi } from 'vitest'
import { run } from '../../../../test/support/kernel.ts'
import { outcomeOf } from '../shared/command.fixture.ts'

/** What the library prints by console.log. */
async function printed(...args: readonly string[]): Promise<string> {
  const lines: string[] = []
  const spy = vi.spyOn(console, 'log').mockImplementation((line) => void lines.push(String(line)))
  try {
    expect(await outcomeOf(...args)).toMatchObject({ status: 0 })
  } finally {
    spy.mockRestore()
  }
  return lines.join('\n')
}

it('completes verbs, options, words and interfaces', async () => {
  expect(await printed('complete', '--', 'ro')).toMatch(/^route\t/m)
  expect(await printed('complete', '--', 'route', 'ap')).toMatch(/^append\t/m)
  expect(await printed('complete', '--', 'route', '--nd')).toMatch(/^--ndjson\t/m)
  const words = await printed('complete', '--', 'route', 'list', '')
  expect(words).toMatch(/^table\b/m)
  expect(words).toMatch(/^lo\tinterface$/m)
})

it('prints a script that the shell takes', async () => {
  const script = await printed('completion', 'bash')
  expect(script).toContain('nlkit')
  await run(['bash', '-n', '-c', script])
  expect(await outcomeOf('completion', 'tcsh')).toMatchObject({ status: 2 })
})

it('stands in the help', async () => {
  expect((await outcomeOf('--help')).stdout).toMatch(/completion <shell>/)
})

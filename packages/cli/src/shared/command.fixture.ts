import { vi } from 'vitest'
import { runProgram } from '../program.ts'

export interface Outcome {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

/** A command line as main.ts runs it, in this process: a process of its own for each takes half a second. */
export async function outcomeOf(...args: readonly string[]): Promise<Outcome> {
  const texts = { stdout: '', stderr: '' }
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockImplementation((text) => {
      texts[name] += typeof text === 'string' ? text : Buffer.from(text).toString()
      return true
    })
  )
  try {
    return { status: await runProgram(args), ...texts }
  } finally {
    for (const spy of spies) spy.mockRestore()
  }
}

/** What `nlkit …` prints where it ends well. */
export async function nlkit(...args: readonly string[]): Promise<string> {
  const { status, stdout, stderr } = await outcomeOf(...args)
  if (status !== 0) throw new Error(`nlkit ${args.join(' ')}: ${status}: ${stderr}`)
  return stdout
}

/** The same as JSON. */
export const nlkitJson = async (...args: readonly string[]): Promise<Record<string, unknown>[]> =>
  JSON.parse(await nlkit('--json', ...args)) as Record<string, unknown>[]

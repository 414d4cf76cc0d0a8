import { visible } from './safe-text.ts'

/** A command line that cannot be meant: told with its command, exit status 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** What went wrong was told where it happened: only the exit status is left to be said. */
export class ToldError extends Error {
  override readonly name = 'ToldError'
  readonly status: number

  constructor(status: number) {
    super(`ends with status ${status}`)
    this.status = status
  }
}

/**
 * 0 for help, 2 for a command line that cannot be meant, 1 for what the kernel refuses and all else that goes wrong; its
 * text is shown.
 */
export function statusOf(error: unknown): number {
  if (error instanceof Error && 'exitCode' in error && typeof error.exitCode === 'number') {
    return error.exitCode === 0 ? 0 : 2 // commander has shown its text
  }
  if (error instanceof ToldError) return error.status
  // What the kernel says, and what stood on the command line, may be anything.
  const lines = (error instanceof Error ? error.message : String(error)).split('\n').map(visible)
  process.stderr.write(`nlkit: ${lines.join('\n')}\n`)
  return isUsage(error) ? 2 : 1
}

/** What is wrong with the words before anything was sent: the library says so by TypeError and RangeError. */
function isUsage(error: unknown): boolean {
  return error instanceof UsageError || error instanceof TypeError || error instanceof RangeError
}

import { InvalidArgumentError, Option, type Command } from 'commander'

/** When a command that follows something ends by itself. */
export interface Until {
  readonly count?: number
  readonly seconds?: number
}

/** Adds `--count` and `--seconds`. */
export function addUntil(command: Command): Command {
  return command
    .addOption(new Option('--count <n>', 'end after so many events').argParser(whole))
    .addOption(new Option('--seconds <n>', 'end after so many seconds').argParser(positive))
}

/** Runs what follows something, until it ends, the time is over, or Ctrl-C. */
export async function untilEnd(
  { seconds }: Until,
  follow: (signal: AbortSignal) => Promise<void>
): Promise<void> {
  const ending = new AbortController()
  const end = (): void => ending.abort()
  const timer = seconds === undefined ? undefined : setTimeout(end, seconds * 1000)
  process.once('SIGINT', end).once('SIGTERM', end)
  try {
    await follow(ending.signal)
  } finally {
    clearTimeout(timer)
    process.off('SIGINT', end).off('SIGTERM', end)
  }
}

/** The most that a timer takes, in seconds. */
const MOST_SECONDS = 2_147_483

function whole(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('expected a whole number from 1')
  return value
}

function positive(text: string): number {
  const value = Number(text)
  if (!(value > 0 && value <= MOST_SECONDS))
    throw new InvalidArgumentError(`expected seconds, up to ${MOST_SECONDS}`)
  return value
}

import { Command } from 'commander'
import { UsageError } from '../shared/errors.ts'
import { optionsOf } from '../shared/options.ts'
import { followEvents } from './follow.ts'
import { ALIASES, OBJECT_NAMES, type ObjectName } from './objects.ts'
import { addUntil, untilEnd, type Until } from './until.ts'

/** `nlkit monitor`: what changes, as the kernel tells it. */
export function monitorCommand(): Command {
  const command = addUntil(
    new Command('monitor')
      .description('What changes, a line for each event, until Ctrl-C.')
      .argument('[objects...]', `what to follow, all of it by default: ${OBJECT_NAMES.join(', ')}, all`)
      .option('-t, --timestamp', 'with the time')
  ).addHelpText(
    'after',
    `
With any of the JSON options each line is an event of the library, as JSON. What the kernel dropped because this was too slow is told
on standard error, and as JSON {"type":"overrun","dropped":n}.`
  )
  return command.action(async (words: string[], own: Until & { timestamp?: boolean }) => {
    const { netns, format } = optionsOf(command)
    const objects = objectsOf(words)
    await untilEnd(own, (signal) =>
      followEvents({
        netns,
        objects,
        isJson: format !== 'table',
        hasTime: own.timestamp === true,
        count: own.count,
        signal
      })
    )
  })
}

/** None stands for all. */
function objectsOf(words: readonly string[]): ObjectName[] {
  if (words.includes('all')) return []
  return words.map((word) => {
    const name = ALIASES[word] ?? OBJECT_NAMES.find((one) => one === word)
    if (name === undefined)
      throw new UsageError(`monitor: '${word}' is none of ${OBJECT_NAMES.join(', ')}, all`)
    return name
  })
}

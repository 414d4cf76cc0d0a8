import { readdirSync } from 'node:fs'
import tab from '@bomb.sh/tab/commander'
import type { Command } from 'commander'

/** Adds `completion bash|zsh|fish|powershell`, which prints a script for the shell, and what the scripts call. */
export function addCompletion(program: Command): void {
  const completions = tab(program, { completionCommandName: 'completion' })
  for (const [path, command] of completions.commands) {
    // What the program takes, its commands take.
    for (const [name, option] of completions.options)
      if (!command.options.has(name)) command.options.set(name, option)
    const words = wordsOf(find(program, path.split(' ')))
    if (words === undefined) continue
    command.argument(
      'words',
      (complete) => {
        for (const word of words) complete(word, '')
        for (const name of interfaces()) complete(name, 'interface')
      },
      true
    )
  }
}

const find = (program: Command, path: readonly string[]): Command | undefined =>
  path.reduce<Command | undefined>(
    (command, name) => command?.commands.find((sub) => sub.name() === name),
    program
  )

/** The words that stand in a verb's usage in lower case are those that iproute2 has. */
function wordsOf(command: Command | undefined): string[] | undefined {
  const takesWords = command?.registeredArguments.some((argument) => argument.name() === 'words') ?? false
  if (!takesWords) return undefined
  const usage = command?.usage().replace('[options]', '') ?? ''
  return [...new Set(usage.match(/\b[a-z][a-z0-9_-]+\b/g))]
}

/** Of the namespace that the shell is in; where there is no such file, none. */
function interfaces(): string[] {
  try {
    return readdirSync('/sys/class/net')
  } catch {
    return []
  }
}

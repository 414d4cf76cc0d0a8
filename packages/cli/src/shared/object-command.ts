import { Command } from 'commander'
import type { Rtnl } from '@nlkit/rtnl'
import { UsageError } from './errors.ts'
import { withRtnl, type Context } from './netns.ts'
import { objectOf } from './object-option.ts'
import { optionsOf, type Options } from './options.ts'
import { Words } from './words.ts'

/** What a verb is told beside its words. */
export interface VerbOptions extends Omit<Options, 'netns'> {
  /** What stands in `--object`, instead of words. Its keys are the library's to check. */
  readonly object: Record<string, unknown> | undefined
}

/** A verb of an object: what it does with the words behind it. */
export interface Verb {
  /** First its name, then what iproute2 lets it be called, too. */
  readonly names: readonly [string, ...(readonly string[])]
  /** The words it takes, for the help. */
  readonly words?: string
  readonly description: string
  /** Whether it takes one of the library's objects by `--object`, too. */
  readonly object?: boolean
  run(context: Context, words: Words, options: VerbOptions): Promise<void>
}

/** How an object is written, whatever the verb. */
export interface Writing<Name extends string, T> {
  readonly words: string
  readonly read: (words: Words, context: Context, options: VerbOptions) => T | Promise<T>
  readonly write: (rtnl: Rtnl, verb: Name, object: T) => Promise<unknown>
}

/** Verbs that write what their words say, or `--object`. */
export function writeVerbs<Name extends string, T>({ words: usage, read, write }: Writing<Name, T>) {
  return (names: readonly [Name, ...(readonly string[])], description: string): Verb => ({
    names,
    words: usage,
    object: true,
    description,
    async run(context, words, options) {
      // Its keys are the library's to check.
      const object = options.object as T | undefined
      await write(context.rtnl, names[0], object ?? (await read(words, context, options)))
    }
  })
}

/** `nlkit OBJECT [VERB [words…]]`: list is what it does without a verb. */
export function objectCommand(name: string, description: string, verbs: readonly Verb[]): Command {
  const command = new Command(name).description(description)
  for (const verb of verbs) command.addCommand(verbCommand(verb), { isDefault: verb.names[0] === 'list' })
  return command
}

function verbCommand(verb: Verb): Command {
  const [name, ...aliases] = verb.names
  const command = new Command(name)
    .aliases(aliases)
    .description(verb.description)
    .usage(verb.words === undefined ? '[options]' : `[options] ${verb.words}`)
    .argument('[words...]', 'as iproute2 has them')
  if (verb.object === true)
    command.option('--object <json>', "instead of words, one of the library's objects; - reads it from stdin")
  return command.action(async (words: string[], own: { object?: string }) => {
    // The default verb takes no words: whoever misspells a verb means another.
    const typed = command.parent?.args[0]
    if (typed !== undefined && words.length > 0 && !verb.names.includes(typed)) {
      const known = command.parent?.commands.map((one) => one.name()) ?? []
      throw new UsageError(`${command.parent?.name()}: '${typed}' is none of ${known.join(', ')}`)
    }
    if (own.object !== undefined && words.length > 0)
      throw new UsageError(`--object says it all: '${words.join(' ')}' is too much`)
    const object = own.object === undefined ? undefined : objectOf(own.object)
    const { netns, ...shared } = optionsOf(command)
    await withRtnl(netns, (context) => verb.run(context, new Words(words), { ...shared, object }))
  })
}

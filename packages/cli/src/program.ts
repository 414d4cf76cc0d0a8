import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { statusOf, UsageError } from './shared/errors.ts'
import { addOptions, optionsOf } from './shared/options.ts'
import { visible } from './shared/safe-text.ts'

/** A command, loaded when it is named: to load all of them takes longer than what most of them do. */
interface Loaded {
  /** What else it is called, as iproute2 has it. */
  readonly aliases?: readonly string[]
  load(): Promise<Command>
}

/** Every command of `nlkit`, in the order of the help. */
const COMMANDS: Readonly<Record<string, Loaded>> = {
  link: { aliases: ['l'], load: async () => (await import('./link/link.ts')).linkCommand() },
  addr: { aliases: ['address', 'a'], load: async () => (await import('./addr/addr.ts')).addrCommand() },
  route: { aliases: ['r'], load: async () => (await import('./route/route.ts')).routeCommand() },
  rule: { aliases: ['ru'], load: async () => (await import('./rule/rule.ts')).ruleCommand() },
  neigh: { aliases: ['neighbour', 'n'], load: async () => (await import('./neigh/neigh.ts')).neighCommand() },
  nexthop: { aliases: ['nh'], load: async () => (await import('./nexthop/nexthop.ts')).nexthopCommand() },
  netns: { load: async () => (await import('./netns/netns.ts')).netnsCommand() },
  tc: { load: async () => (await import('./tc/tc.ts')).tcCommand() },
  fdb: { load: async () => (await import('./fdb/fdb.ts')).fdbCommand() },
  mdb: { load: async () => (await import('./mdb/mdb.ts')).mdbCommand() },
  vlan: { load: async () => (await import('./vlan/vlan.ts')).vlanCommand() },
  ss: { load: async () => (await import('./ss/command.ts')).ssCommand() },
  monitor: { load: async () => (await import('./monitor/command.ts')).monitorCommand() },
  uevent: { load: async () => (await import('./uevent/command.ts')).ueventCommand() },
  topology: { load: async () => (await import('./topology/command.ts')).topologyCommand() },
  decode: { load: async () => (await import('./decode/decode.ts')).decodeCommand() },
  record: { load: async () => (await import('./record/record.ts')).recordCommand() },
  trace: { load: async () => (await import('./trace/trace.ts')).traceCommand(runProgram) }
}

/**
 * Runs a command line; what is wrong is told on standard error.
 * @param args the words behind `nlkit`
 * @returns the exit status
 */
export async function runProgram(args: readonly string[]): Promise<number> {
  try {
    const [first, about] = args
    // commander would print the help of all.
    if (first === 'help' && about !== undefined && !isKnown(about)) throw unknownCommand(about)
    await (await program(args)).parseAsync(args, { from: 'user' })
    return 0
  } catch (error) {
    return statusOf(error)
  }
}

const unknownCommand = (word: string): UsageError =>
  new UsageError(`'${word}' is no command: --help lists them`)

const isKnown = (word: string): boolean =>
  word.startsWith('-') ||
  ['help', 'completion'].includes(word) ||
  Object.entries(COMMANDS).some(([name, { aliases = [] }]) => name === word || aliases.includes(word))

/** What stood on the command line may be anything. */
const writeErr = (text: string): void => void process.stderr.write(text.split('\n').map(visible).join('\n'))

async function program(args: readonly string[]): Promise<Command> {
  const root = new Command('nlkit')
    .description("What the kernel knows about this host's network, and changes of it.")
    .option('--once', 'stop after the snapshot; the default when the output is not a terminal', false)
    .allowExcessArguments()
    .action(async ({ once }: { once: boolean }, self: Command) => {
      if (self.args[0] !== undefined) throw unknownCommand(self.args[0])
      const { overview } = await import('./overview/overview.ts')
      await overview({ follow: !once && process.stdout.isTTY, netns: optionsOf(self).netns })
    })
  addOptions(root).version(version(), '-V, --version', 'print the version')
  root.helpCommand(true)
  root.configureOutput({
    writeErr,
    // In a line, as all other errors.
    outputError: (text) => writeErr(`nlkit: ${text.trim().replace(/^error: /, '')} (--help tells more)\n`)
  })
  root.exitOverride().configureHelp({ showGlobalOptions: true })
  for (const command of await Promise.all(wanted(args).map(loaded))) root.addCommand(adopted(command, root))
  if (COMPLETION.includes(args[0] ?? '')) (await import('./completion/completion.ts')).addCompletion(root)
  else
    root
      .command('completion <shell>')
      .description('print a completion script for bash, zsh, fish or powershell')
  return root
}

/** As package.json has it, which stands above the sources and above what they are built to. */
function version(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}

/** The commands whose names are among the words, whatever these mean there; all of them where they are to be listed. */
function wanted(args: readonly string[]): [string, Loaded][] {
  const all = Object.entries(COMMANDS)
  if (LISTING.includes(args[0] ?? '')) return all
  const named = all.filter(([name, { aliases = [] }]) => [name, ...aliases].some((one) => args.includes(one)))
  return named.length === 0 && args.some((arg) => LISTING.includes(arg)) ? all : named
}

/** The words that ask for completions: a person's, and the scripts'. */
const COMPLETION: readonly string[] = ['completion', 'complete']

/** Words that list all commands where they are the first, or name none. */
const LISTING: readonly string[] = ['help', '--help', '-h', ...COMPLETION]

const loaded = async ([, command]: [string, Loaded]): Promise<Command> =>
  (await command.load()).aliases(command.aliases ?? [])

/** Commands that were made apart take over how the program ends and helps. */
function adopted(command: Command, parent: Command): Command {
  command.copyInheritedSettings(parent).allowExcessArguments(false)
  for (const sub of command.commands) adopted(sub, command)
  return command
}

import { Command } from 'commander'
import { FilterSyntaxError, SockDiag, type SocketOwners } from '@nlkit/sockdiag'
import { UsageError } from '../shared/errors.ts'
import { optionsOf } from '../shared/options.ts'
import { line, write } from '../shared/print.ts'
import {
  DEFAULT_FAMILIES,
  isOverIp,
  readFilterText,
  STATES,
  type FamilyName,
  type Question
} from './families.ts'
import { killSockets } from './kill.ts'
import { hostNames, NUMBERS_ONLY } from './services.ts'
import { showSockets, type Showing } from './show.ts'
import { summaryText } from './summary.ts'

type FamilyOption = Exclude<FamilyName, 'udplite'>

type Choices = Partial<Record<FamilyOption, boolean>> & {
  readonly all?: boolean
  readonly listening?: boolean
  readonly numeric?: boolean
  readonly resolve?: boolean
  readonly processes?: boolean
  readonly info?: boolean
  readonly extended?: boolean
  readonly memory?: boolean
  readonly options?: boolean
  readonly summary?: boolean
  readonly header: boolean
  readonly kill?: boolean
  readonly dryRun?: boolean
}

const FAMILY_OPTIONS = [
  ['-t, --tcp', 'TCP', 'tcp'],
  ['-u, --udp', 'UDP', 'udp'],
  ['-w, --raw', 'raw sockets', 'raw'],
  ['-x, --unix', 'unix domain sockets', 'unix'],
  ['-0, --packet', 'packet sockets', 'packet'],
  ['-M, --mptcp', 'MPTCP', 'mptcp'],
  ['-d, --dccp', 'DCCP', 'dccp'],
  ['-S, --sctp', 'SCTP', 'sctp'],
  ['--netlink', 'netlink sockets', 'netlink'],
  ['--vsock', 'vsock', 'vsock'],
  ['--tipc', 'TIPC', 'tipc'],
  ['--smc', 'SMC, of which ss knows nothing', 'smc'],
  ['--xdp', 'XDP', 'xdp']
] as const satisfies readonly (readonly [string, string, FamilyOption])[]

/** `nlkit ss`: the sockets of the host. */
export function ssCommand(): Command {
  const command = new Command('ss')
    .description('Sockets, as ss shows them; with --kill, closes those that a filter names.')
    .argument('[filter...]', "in the syntax of ss: state established '( dport = :443 or dst 10.0.0.0/8 )'")
  for (const [flags, description] of FAMILY_OPTIONS) command.option(flags, description)
  command
    .option('-a, --all', 'in every state; without it connected ones')
    .option('-l, --listening', 'those that listen or have no connection')
    .option('-n, --numeric', 'numbers in the place of service names')
    .option(
      '-r, --resolve',
      'host names in the place of addresses, as far as they are known within five seconds'
    )
    .option('-p, --processes', 'who holds them')
    .option('-i, --info', 'what TCP knows of its connections')
    .option('-e, --extended', 'user, inode, cookie')
    .option('-m, --memory', 'memory in use')
    .option('-o, --options', 'timers')
    .option('-s, --summary', 'counts only')
    .option('-H, --no-header', 'no heading')
    .option('-K, --kill', 'close them; needs a filter')
    .option('--dry-run', 'with --kill: say what would be closed')
    .addHelpText(
      'after',
      `
--json and --ndjson print the library's objects with the family as 'netid', --raw-json the objects alone.
Where no family is named: all of ${DEFAULT_FAMILIES.join(', ')}; with a condition, those over IP.`
    )
  return command.action(async (words: string[], choices: Choices) => {
    const { netns, format, family: ipFamily, stats } = optionsOf(command)
    using diag = SockDiag.open({ netns })
    // -s alone is taken by the option that all commands have.
    if (choices.summary === true || stats) {
      const summary = await diag.summary()
      await write(format === 'table' ? summaryText(summary) : line(summary))
      return
    }
    if (choices.dryRun === true && choices.kill !== true) throw new UsageError('--dry-run belongs to --kill')
    const hasOwners = choices.processes === true
    const owners = hasOwners ? await diag.owners() : undefined
    const question = questionOf(words, choices, ipFamily, owners, format !== 'table')
    const showing: Showing = {
      format,
      netns,
      ports: choices.numeric === true ? NUMBERS_ONLY : hostNames(),
      hasOwners,
      hasHosts: choices.resolve === true,
      hasHeader: choices.header,
      wanted: {
        timers: choices.options === true,
        extended: choices.extended === true,
        memory: choices.memory === true,
        info: choices.info === true
      }
    }
    if (choices.kill === true) {
      await killSockets(diag, question, showing, choices.dryRun === true)
    } else {
      await showSockets(diag, question, showing)
    }
    if (owners !== undefined) tellUnreadable(owners)
  })
}

const chosenFamilies = (choices: Choices): FamilyName[] =>
  FAMILY_OPTIONS.filter(([, , name]) => choices[name] === true).map(([, , name]) => name)

function questionOf(
  words: readonly string[],
  choices: Choices,
  ipFamily: 'inet' | 'inet6' | undefined,
  owners: SocketOwners | undefined,
  isJson: boolean
): Question {
  const filter = words.length === 0 ? undefined : words.join(' ')
  const said = filter === undefined ? undefined : filterOf(filter)
  const chosen = chosenFamilies(choices)
  const some =
    said?.hasCondition === true || ipFamily !== undefined
      ? DEFAULT_FAMILIES.filter(isOverIp)
      : DEFAULT_FAMILIES
  const isListening = choices.listening === true
  const onlyStateless =
    chosen.length > 0 && chosen.every((name) => ['packet', 'netlink', 'xdp'].includes(name))
  const states =
    said?.states ??
    (choices.all === true || onlyStateless ? STATES.all : isListening ? STATES.listening : STATES.connected)
  const { info, memory, extended, options } = choices
  return {
    families: chosen.length > 0 ? chosen : some,
    areChosen: chosen.length > 0,
    states,
    filter,
    ipFamily,
    owners,
    isDetailed: isJson || info === true || memory === true || extended === true || options === true
  }
}

/** @throws UsageError that shows where the text cannot be read */
function filterOf(text: string): ReturnType<typeof readFilterText> {
  try {
    return readFilterText(text)
  } catch (error) {
    throw FilterSyntaxError.is(error) ? new UsageError(error.message) : error
  }
}

function tellUnreadable({ unreadable, isHidden }: SocketOwners): void {
  const [first] = unreadable
  if (first !== undefined)
    process.stderr.write(
      `nlkit: ${unreadable.length} processes could not be looked into (${first.code}): their sockets have no owners here\n`
    )
  else if (isHidden) process.stderr.write('nlkit: /proc hides processes: their sockets have no owners here\n')
}

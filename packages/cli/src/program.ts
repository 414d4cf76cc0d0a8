import { Command } from 'commander'
import { addrCommand } from './addr/addr.ts'
import { addCompletion } from './completion/completion.ts'
import { decodeCommand } from './decode/decode.ts'
import { fdbCommand } from './fdb/fdb.ts'
import { linkCommand } from './link/link.ts'
import { mdbCommand } from './mdb/mdb.ts'
import { monitorCommand } from './monitor/command.ts'
import { neighCommand } from './neigh/neigh.ts'
import { netnsCommand } from './netns/netns.ts'
import { nexthopCommand } from './nexthop/nexthop.ts'
import { overview } from './overview/overview.ts'
import { recordCommand } from './record/record.ts'
import { routeCommand } from './route/route.ts'
import { ruleCommand } from './rule/rule.ts'
import { statusOf } from './shared/errors.ts'
import { addOptions, optionsOf } from './shared/options.ts'
import { ssCommand } from './ss/command.ts'
import { tcCommand } from './tc/tc.ts'
import { topologyCommand } from './topology/command.ts'
import { traceCommand } from './trace/trace.ts'
import { ueventCommand } from './uevent/command.ts'
import { vlanCommand } from './vlan/vlan.ts'

/** Every command of `nlkit`. */
const COMMANDS: readonly (() => Command)[] = [
  linkCommand,
  addrCommand,
  routeCommand,
  ruleCommand,
  neighCommand,
  nexthopCommand,
  netnsCommand,
  tcCommand,
  fdbCommand,
  mdbCommand,
  vlanCommand,
  ssCommand,
  monitorCommand,
  ueventCommand,
  topologyCommand,
  decodeCommand,
  recordCommand,
  () => traceCommand(runProgram)
]

/**
 * Runs a command line; what is wrong is told on standard error.
 * @param args the words behind `nlkit`
 * @returns the exit status
 */
export async function runProgram(args: readonly string[]): Promise<number> {
  try {
    await program(args).parseAsync(args, { from: 'user' })
    return 0
  } catch (error) {
    return statusOf(error)
  }
}

function program(args: readonly string[]): Command {
  const root = new Command('nlkit')
    .description("What the kernel knows about this host's network, and changes of it.")
    .option('--once', 'stop after the snapshot; the default when the output is not a terminal', false)
    .action(async ({ once }: { once: boolean }, self: Command) => {
      await overview({ follow: !once && process.stdout.isTTY, netns: optionsOf(self).netns })
    })
  addOptions(root)
  root.exitOverride().configureHelp({ showGlobalOptions: true }).showHelpAfterError('(--help tells more)')
  for (const command of COMMANDS) root.addCommand(adopted(command(), root))
  addCompletion(root, args)
  return root
}

/** Commands that were made apart take over how the program ends and helps. */
function adopted(command: Command, parent: Command): Command {
  command.copyInheritedSettings(parent)
  for (const sub of command.commands) adopted(sub, command)
  return command
}

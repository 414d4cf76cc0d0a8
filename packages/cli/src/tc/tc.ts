import { Command } from 'commander'
import { chainCommand } from './chain.ts'
import { actionCommand } from './action.ts'
import { classCommand } from './class.ts'
import { filterCommand } from './filter.ts'
import { qdiscCommand } from './qdisc.ts'

/** `nlkit tc`: as tc(8). */
export function tcCommand(): Command {
  const command = new Command('tc').description('traffic control: qdiscs, classes, filters, chains, actions')
  for (const sub of [qdiscCommand, classCommand, filterCommand, chainCommand, actionCommand])
    command.addCommand(sub())
  return command
}

import { Command } from 'commander'
import { vi } from 'vitest'
import { statusOf } from '../shared/errors.ts'
import { addOptions } from '../shared/options.ts'

/** A command by itself with the options that all have, in this process: what it wrote, and its exit status. */
export async function outcomeAlone(
  command: Command,
  ...args: readonly string[]
): Promise<{ status: number; stdout: string; stderr: string }> {
  const texts = { stdout: '', stderr: '' }
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockImplementation((text) => {
      texts[name] += String(text)
      return true
    })
  )
  try {
    const root = addOptions(new Command('nlkit')).exitOverride()
    root.addCommand(adopted(command, root))
    const status = await root.parseAsync([command.name(), ...args], { from: 'user' }).then(() => 0, statusOf)
    return { status, ...texts }
  } finally {
    for (const spy of spies) spy.mockRestore()
  }
}

function adopted(command: Command, parent: Command): Command {
  command.copyInheritedSettings(parent)
  for (const sub of command.commands) adopted(sub, command)
  return command
}

/** What it prints where it ends well. */
export async function outputAlone(command: Command, ...args: readonly string[]): Promise<string> {
  const { status, stdout, stderr } = await outcomeAlone(command, ...args)
  if (status !== 0) throw new Error(`${command.name()} ${args.join(' ')}: ${status}: ${stderr}`)
  return stdout
}

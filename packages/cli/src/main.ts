#!/usr/bin/env node
import { Command } from 'commander'
import { overview } from './overview/overview.ts'

// A reader that goes away (`nlkit | head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

const program = new Command('nlkit')
  .description(
    "What the kernel knows about this host's network: links, addresses, routes, sockets, and what changes."
  )
  .option('--once', 'stop after the snapshot; the default when the output is not a terminal', false)
  .option('--netns <name>', 'the network namespace to look at: a name under /run/netns, or a path')
  .exitOverride()
  .action(async ({ once, netns }: { once: boolean; netns?: string }) => {
    await overview({ follow: !once && process.stdout.isTTY, netns })
  })

try {
  await program.parseAsync()
} catch (error) {
  process.exitCode = statusOf(error)
}

/** 0 for help, 2 for a command line that cannot be meant, 1 for what the kernel refuses, whose text is shown. */
function statusOf(error: unknown): number {
  if (error instanceof Error && 'exitCode' in error && typeof error.exitCode === 'number') {
    return error.exitCode === 0 ? 0 : 2 // commander has shown its text
  }
  process.stderr.write(`nlkit: ${error instanceof Error ? error.message : String(error)}\n`)
  return 1
}

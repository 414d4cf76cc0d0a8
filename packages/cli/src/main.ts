#!/usr/bin/env node
import { runProgram } from './program.ts'

// A reader that goes away (`nlkit | head`) is no error, a full disk is one.
process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
  if (code === 'EPIPE') process.exit(0)
  process.stderr.write(`nlkit: ${message}\n`)
  process.exit(1)
})

process.exitCode = await runProgram(process.argv.slice(2))

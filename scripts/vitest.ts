/** `pnpm vitest ...`: vitest inside the namespaces that kernel tests need; `npm test` runs the same. */
import { spawnSync } from 'node:child_process'
import { findSandbox } from './sandbox.ts'
import { compileCache } from './workspace.ts'

// Debian keeps some of the network tools out of a user's PATH.
process.env['PATH'] += ':/usr/sbin:/sbin'
// Hundreds of tests run a Node of their own, which loads the packages' sources: half of its time is their compilation.
// Coverage wants functions as they are compiled afresh.
if (!process.argv.includes('--coverage')) process.env['NODE_COMPILE_CACHE'] ??= compileCache
const { prefix, unavailable } = findSandbox()
if (unavailable !== undefined) process.env['NLKIT_NO_KERNEL'] = unavailable
const [file = '', ...args] = [
  ...prefix,
  process.execPath,
  'node_modules/vitest/vitest.mjs',
  ...process.argv.slice(2)
]
const { status } = spawnSync(file, args, { stdio: 'inherit' })
process.exit(status ?? 1)

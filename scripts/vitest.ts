/** `pnpm vitest ...`: vitest inside the namespaces that kernel tests need; `npm test` runs the same. */
import { spawnSync } from 'node:child_process'
import { findSandbox } from './sandbox.ts'

// Debian keeps some of the network tools out of a user's PATH.
process.env['PATH'] += ':/usr/sbin:/sbin'
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

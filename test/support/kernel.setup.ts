/** Runs in each worker of a kernel test file, before the file: gives it a network namespace of its own. */
import { createRequire } from 'node:module'
import { getSystemErrorName } from 'node:util'
import { addonFile } from './addon.ts'
import { declareUnavailable } from './availability.ts'

interface Addon {
  enter(): number
}

function enterNamespace(): void {
  const refused = process.env['NLKIT_NO_KERNEL']
  if (refused !== undefined) return declareUnavailable(refused)
  if (process.platform !== 'linux') return declareUnavailable(`${process.platform} has no netlink`)
  const addon = createRequire(import.meta.url)(addonFile()) as Addon
  const result = addon.enter()
  if (result === 0) return
  const name = getSystemErrorName(result)
  declareUnavailable(
    `no network namespace of its own (${name}): run it by \`pnpm vitest run\` or \`npm test\``
  )
}

enterNamespace()

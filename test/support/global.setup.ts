/** Runs once before the kernel tests: builds the test-only addon, and removes namespaces that a killed run left behind. */
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { buildAddon } from './addon.ts'
import { namespaceOwner } from './namespaces.ts'
import { forgetRunning } from './running.ts'

export function setup(): void {
  if (process.platform !== 'linux') return
  buildAddon()
  forgetRunning()
  removeStaleNamespaces()
}

export function teardown(): void {
  removeStaleNamespaces()
}

function removeStaleNamespaces(): void {
  if (!existsSync('/run/netns')) return
  for (const name of readdirSync('/run/netns')) {
    const owner = namespaceOwner(name)
    if (owner === undefined || existsSync(`/proc/${owner}`)) continue
    try {
      execFileSync('ip', ['netns', 'delete', name], { stdio: 'ignore', timeout: 20_000 })
    } catch {
      // Another user's, or already gone: not this run's to mend.
    }
  }
}

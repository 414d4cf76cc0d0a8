/** Where the test-only addon is, and how it is made: one call of the compiler, under a name that holds its source's hash. */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs'
import { dirname, join } from 'node:path'

const source = join(import.meta.dirname, 'namespace.cc')
const folder = join(import.meta.dirname, '../../.nlkit/support')

/** The file of the addon for the source as it is now; it need not exist yet. */
export function addonFile(): string {
  const hash = createHash('sha256').update(readFileSync(source)).update(process.arch).digest('hex')
  return join(folder, `namespace-${hash.slice(0, 12)}.node`)
}

/** Compiles the addon unless it is there. Throws with the compiler's words. */
export function buildAddon(): void {
  const file = addonFile()
  if (existsSync(file)) return
  mkdirSync(folder, { recursive: true })
  const include = join(dirname(dirname(process.execPath)), 'include/node')
  const made = `${file}.${process.pid}`
  execFileSync(
    process.env['CXX'] ?? 'c++',
    ['-std=c++17', '-O1', '-Wall', '-Wextra', '-shared', '-fPIC', `-I${include}`, '-o', made, source],
    { stdio: ['ignore', 'ignore', 'pipe'], timeout: 120_000 }
  )
  // Two runs may build at once: the name appears whole or not at all.
  renameSync(made, file)
}

// First version: installs, builds, and runs. Grows below.
import { spawnSync } from 'node:child_process'
const run = (...argv) => {
  const { status } = spawnSync(argv[0], argv.slice(1), { stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}
run('npx', '--yes', 'pnpm@12.21.0', 'install', '--frozen-lockfile')
run('npx', '--yes', 'pnpm@12.21.0', 'run', 'build')

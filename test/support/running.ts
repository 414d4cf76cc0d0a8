/**
 * Which test each worker is in, in a file a worker: what it sent last is still in its own queue when its event loop
 * stands still, or when it sits in the kernel.
 */
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const folder = join(import.meta.dirname, '../../.nlkit/running')

export function forgetRunning(): void {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
}

export function noteRunning(test: string): void {
  writeFileSync(join(folder, `${process.pid}`), test)
}

/** The tests of the workers that are still there. */
export function runningTests(): string[] {
  if (!existsSync(folder)) return []
  const pids = readdirSync(folder).filter((pid) => existsSync(`/proc/${pid}`))
  return pids.map((pid) => `${readFileSync(join(folder, pid), 'utf8')} (process ${pid})`)
}

/** The C program that everything is compared with: built when it is older than its source. */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, statSync } from 'node:fs'

const source = new URL('floor/floor.c', import.meta.url).pathname
const folder = new URL('../.nlkit/', import.meta.url).pathname
export const floorProgram = `${folder}floor`

/** @throws Error with what the compiler says */
export function buildFloor(): void {
  if (existsSync(floorProgram) && statSync(floorProgram).mtimeMs > statSync(source).mtimeMs) return
  mkdirSync(folder, { recursive: true })
  execFileSync('cc', ['-O2', '-Wall', '-Wextra', '-Werror', '-o', floorProgram, source], { stdio: 'inherit' })
}

const READING = new Set(['dump', 'tcp', 'requests'])
const used = { processor: 0, time: 0 }

/**
 * The part of its time that the floor had a processor for, in workloads that read. It waits there for nothing but other
 * processes (a processor, or the RTNL lock that all namespaces share), so what is missing to 1 went to them. Contestants
 * that use two processors lose more by that than C does: their ratios are too high then. Adding routes waits
 * in the kernel for more than that.
 */
export const floorShare = (): number | undefined => (used.time > 0 ? used.processor / used.time : undefined)

/** Runs a workload and gives what it prints. */
export function floor(...args: readonly (string | number)[]): Readonly<Record<string, number>> {
  const { status, stdout, stderr } = spawnSync(floorProgram, args.map(String), { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  const figures = JSON.parse(stdout) as Record<string, number>
  if (!READING.has(String(args[0]))) return figures
  used.processor += figures['cpuNanoseconds'] ?? 0
  used.time += figures['nanoseconds'] ?? 0
  return figures
}

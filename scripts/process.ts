/** Runs a command that may hang, and comes back whatever it does. */
import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'

export interface Options {
  /** Milliseconds; then it is killed with everything it has started. */
  limit: number
  /** Show its output while it runs; it is returned in any case. */
  echo?: boolean
  cwd?: string
  env?: Record<string, string>
}

export interface Outcome {
  status: number | null
  signal: NodeJS.Signals | null
  timedOut: boolean
  /** Standard output and error as they came. */
  output: string
  seconds: number
}

// Everything that a run starts carries this in its environment, so that it is found even when it has left its process
// group and its parents are gone.
const mark = 'NLKIT_RUN'
const own = `${process.pid}-${Date.now()}`
let marks = 0

/**
 * Runs a command without a shell, in a process group of its own, input closed. It never holds our own output: a process
 * that sits in the kernel and cannot be killed is left behind, and we end all the same.
 */
export async function run(argv: readonly string[], options: Options): Promise<Outcome> {
  const [file = '', ...args] = argv
  const started = Date.now()
  const id = `${own}-${++marks}`
  const child = spawn(file, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    cwd: options.cwd,
    env: { ...process.env, ...options.env, [mark]: `${process.env[mark] ?? ''} ${id}` }
  })
  running.set(child, id)
  let output = ''
  const collect = (target: NodeJS.WriteStream) => (chunk: Buffer) => {
    output += chunk.toString()
    if (options.echo === true) target.write(chunk)
  }
  child.stdout.on('data', collect(process.stdout))
  child.stderr.on('data', collect(process.stderr))
  const closed = new Promise<void>((resolve) => child.on('close', () => resolve()))
  const ended = new Promise<void>((resolve) => {
    child.on('exit', () => resolve())
    child.on('error', (error) => {
      output += `${error.message}\n`
      resolve()
    })
  })

  const stop = new AbortController()
  const timedOut = await Promise.race([
    ended.then(() => false),
    delay(options.limit, true, { signal: stop.signal }).catch(() => false)
  ])
  stop.abort()
  if (timedOut) {
    signalGroup(child, 'SIGTERM')
    await Promise.race([ended, delay(1_500)])
  }
  // Whoever it left behind: on time or not, a run ends with all that it started.
  signalGroup(child, 'SIGKILL')
  killMarked(id)
  await Promise.race([closed, delay(1_000)])
  running.delete(child)
  child.stdout.destroy()
  child.stderr.destroy()
  child.unref()
  const seconds = (Date.now() - started) / 1000
  return { status: child.exitCode, signal: child.signalCode, timedOut, output, seconds }
}

const running = new Map<ChildProcess, string>()

/** Kills what still runs; for the way out. */
export function killAll(): void {
  for (const [child, id] of running) {
    signalGroup(child, 'SIGKILL')
    killMarked(id)
  }
}

/** From now on a signal that ends this process ends what it runs, too, whichever groups and sessions that has made. */
export function killAllWhenSignalled(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      killAll()
      process.exit(130)
    })
  }
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, signal)
  } catch {
    // Nobody is left in it.
  }
}

function killMarked(id: string): void {
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) continue
    try {
      const variables = readFileSync(`/proc/${name}/environ`, 'latin1').split('\0')
      const marks = variables.find((variable) => variable.startsWith(`${mark}=`))
      if (
        marks !== undefined &&
        marks
          .slice(mark.length + 1)
          .split(' ')
          .includes(id)
      ) {
        process.kill(Number(name), 'SIGKILL')
      }
    } catch {
      // Gone, or not ours to read.
    }
  }
}

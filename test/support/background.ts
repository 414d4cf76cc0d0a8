/** Helper processes beside a test: tools that follow, programs that are killed. Each ends by its pid, with the test's worker at the latest. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { patience } from './patience.ts'

const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

export interface BackgroundOptions {
  env?: Record<string, string>
}

export class Background {
  readonly child: ChildProcess
  /** Lines of standard output so far. */
  readonly lines: string[] = []
  /** Standard error so far. */
  stderr = ''
  /** Exit status, or the signal's name, once the process has ended and its output is read. */
  readonly ended: Promise<number | string>
  #seen = 0
  #wake: () => void = () => {}

  constructor(argv: readonly string[], options: BackgroundOptions = {}) {
    const [file = '', ...args] = argv
    const child = spawn(file, args, { stdio: 'pipe', env: { ...process.env, LC_ALL: 'C', ...options.env } })
    this.child = child
    running.add(child)
    createInterface({ input: child.stdout }).on('line', (line) => {
      this.lines.push(line)
      this.#wake()
    })
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (this.stderr += chunk))
    child.stdin.on('error', () => {})
    this.ended = new Promise((resolve) => {
      const end = (result: number | string): void => {
        running.delete(child)
        resolve(result)
        this.#wake()
      }
      child.on('error', (error) => end(error.message))
      child.on('close', (status, signal) => end(status ?? signal ?? 'unknown'))
    })
  }

  get pid(): number {
    if (this.child.pid === undefined) throw new Error(`not started: ${this.child.spawnargs.join(' ')}`)
    return this.child.pid
  }

  /** The next line that was not asked for yet and matches; rejects after `timeout` ms (20,000) or when the process ends. */
  async line(pattern: RegExp | string = '', timeout = 20_000): Promise<string> {
    const until = Date.now() + timeout * patience
    for (;;) {
      while (this.#seen < this.lines.length) {
        const line = this.lines[this.#seen++] ?? ''
        if (typeof pattern === 'string' ? line.includes(pattern) : pattern.test(line)) return line
      }
      const left = until - Date.now()
      if (left <= 0 || !running.has(this.child)) {
        throw new Error(
          `no line like ${pattern} from ${this.child.spawnargs.join(' ')}: ${this.stderr.trim()}`
        )
      }
      const timer = new AbortController()
      const woken = new Promise<void>((resolve) => (this.#wake = resolve))
      await Promise.race([woken, delay(left, undefined, { signal: timer.signal }).catch(() => {})])
      timer.abort()
    }
  }

  write(text: string): void {
    this.child.stdin?.write(text)
  }

  /** Sends the signal and waits at most two seconds for the end; then SIGKILL, and no more waiting than another second. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (!running.has(this.child)) return
    this.child.kill(signal)
    await Promise.race([this.ended, delay(2_000)])
    if (!running.has(this.child)) return
    this.child.kill('SIGKILL')
    await Promise.race([this.ended, delay(1_000)])
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }
}

/** Starts a command in the test's namespace: `await using monitor = background('ip', 'monitor')`. */
export function background(...argv: string[]): Background {
  return new Background(argv)
}

/** Starts a TypeScript program with this Node; workspace packages resolve to their sources. */
export function startNode(
  file: string,
  args: readonly string[] = [],
  options: BackgroundOptions = {}
): Background {
  return new Background([process.execPath, '--conditions=nlkit-source', file, ...args], options)
}

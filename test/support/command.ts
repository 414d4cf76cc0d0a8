/** Runs the tools of the host (ip, tc, ss, ...) in the namespace of the test. */
import { spawn } from 'node:child_process'
import { patience } from './patience.ts'

export interface CommandOptions {
  /** What the command reads from its standard input. */
  input?: string | Uint8Array
  /** Milliseconds after which it is killed and the promise is rejected; 20,000 unless told. Longer where the machine is emulated. */
  timeout?: number
  env?: Record<string, string>
}

/** A command that ended with a status other than 0, was killed, or could not be started. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
  readonly status: number | null
  readonly stderr: string

  constructor(argv: readonly string[], status: number | null, stderr: string, why?: string) {
    super(`${argv.join(' ')}: ${why ?? `exit status ${status}`}${stderr === '' ? '' : `: ${stderr.trim()}`}`)
    this.status = status
    this.stderr = stderr
  }
}

/**
 * Runs a command without a shell; its standard output. Never waits for a process that cannot die: past the timeout the
 * promise is rejected, whatever becomes of the process.
 */
export function run(argv: readonly string[], options: CommandOptions = {}): Promise<string> {
  const [file = '', ...args] = argv
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { stdio: 'pipe', env: { ...process.env, LC_ALL: 'C', ...options.env } })
    const stdout: Buffer[] = []
    let stderr = ''
    const limit = (options.timeout ?? 20_000) * patience
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      child.unref()
      reject(new CommandError(argv, null, stderr, `no end after ${limit} ms`))
    }, limit)
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk))
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk))
    child.on('error', (error) => {
      clearTimeout(timer)
      reject(new CommandError(argv, null, stderr, error.message))
    })
    child.on('close', (status, signal) => {
      clearTimeout(timer)
      if (status === 0) resolve(Buffer.concat(stdout).toString())
      else reject(new CommandError(argv, status, stderr, signal === null ? undefined : `killed by ${signal}`))
    })
    // A command that does not read its input to the end is no error of ours.
    child.stdin.on('error', () => {})
    child.stdin.end(options.input)
  })
}

/** An object of a tool's JSON. */
export type Json = Record<string, unknown>

async function runJson<T>(argv: readonly string[]): Promise<T> {
  const text = await run(argv)
  return JSON.parse(text.trim() === '' ? '[]' : text) as T
}

export const ip = (...args: string[]): Promise<string> => run(['ip', ...args])
export const tc = (...args: string[]): Promise<string> => run(['tc', ...args])
export const bridge = (...args: string[]): Promise<string> => run(['bridge', ...args])
export const ss = (...args: string[]): Promise<string> => run(['ss', ...args])

/** `ip -j`: `ipJson('-d', 'link', 'show')`. No output is an empty array. */
export const ipJson = <T = Json[]>(...args: string[]): Promise<T> => runJson<T>(['ip', '-j', ...args])
export const tcJson = <T = Json[]>(...args: string[]): Promise<T> => runJson<T>(['tc', '-j', ...args])
export const bridgeJson = <T = Json[]>(...args: string[]): Promise<T> => runJson<T>(['bridge', '-j', ...args])

/** `ip -batch -`: many commands in one process, one a line, without the word `ip`. */
export const ipBatch = (lines: readonly string[], timeout = 60_000): Promise<string> =>
  run(['ip', '-batch', '-'], { input: `${lines.join('\n')}\n`, timeout })

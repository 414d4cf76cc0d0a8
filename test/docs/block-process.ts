import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { pathToFileURL } from 'node:url'

const fixture = new URL('./blocks.fixture.ts', import.meta.url)

/** How a program ended. */
interface Told {
  readonly error?: string
}

/** The blocks of a document run in one process: to load the packages takes longer than what most of them do. */
export class BlockProcess {
  readonly #child: ChildProcess
  readonly #ended: Promise<unknown>
  #output = ''
  #runs = 0

  constructor() {
    // Node 24 has `using`; its type stripping runs programs as they stand.
    const child = fork(fixture, {
      execArgv: ['--conditions=nlkit-source'],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc']
    })
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => (this.#output += text))
    this.#child = child
    this.#ended = once(child, 'exit').then(([status, signal]: (number | string | null)[]) => status ?? signal)
  }

  /** Runs a program to its end. @throws Error with what it said, when it fails or the process ends */
  async run(path: string): Promise<void> {
    // A program that is run again is another module.
    const url = `${pathToFileURL(path).href}?${this.#runs++}`
    const told = once(this.#child, 'message').then(([message]: Told[]) => message)
    this.#child.send(url)
    const ended = this.#ended.then((status) => ({ error: `the process ended: ${String(status)}` }))
    const error = (await Promise.race([told, ended]))?.error
    if (error !== undefined) throw new Error(`${error}\n${this.#output}`)
  }

  /** The exit status, once nothing that a program has left behind keeps the process alive. */
  async end(): Promise<unknown> {
    this.#child.disconnect()
    return await this.#ended
  }

  stop(): void {
    this.#child.kill('SIGKILL')
  }
}

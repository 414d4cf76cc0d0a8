/**
 * A contestant in a process of its own that lives for a whole workload and never forks: after a fork a process pays for
 * its first touch of each page, which would be measured instead of its work.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import * as modules from 'node:module'
import { basename } from 'node:path'

interface Answer {
  readonly value?: unknown
  readonly error?: string
}

const folder = new URL('../.nlkit/bench/', import.meta.url)

// Newer than the declarations, which are those of the oldest Node that users have.
const { stripTypeScriptTypes } = modules as unknown as { stripTypeScriptTypes: (code: string) => string }

/**
 * The module as JavaScript: what removes the types is a WebAssembly program of 40 MB in the process that is measured. In
 * the tests, which run everything from its source, that does not matter.
 */
function withoutTypes(module: URL): URL {
  if (process.execArgv.includes('--conditions=nlkit-source')) return module
  mkdirSync(folder, { recursive: true })
  const target = new URL(basename(module.pathname).replace('.ts', '.mjs'), folder)
  writeFileSync(target, stripTypeScriptTypes(readFileSync(module, 'utf8')))
  return target
}

const children = new Set<ChildProcess>()

export class Child implements Disposable {
  readonly #process: ChildProcess

  /** @param module exports the functions that can be asked for */
  constructor(module: URL) {
    const worker = withoutTypes(new URL('worker.ts', import.meta.url))
    this.#process = fork(worker, [withoutTypes(module).href], {
      stdio: ['ignore', 2, 2, 'ipc']
    })
    children.add(this.#process)
    this.#process.once('exit', () => children.delete(this.#process))
  }

  get pid(): number {
    return this.#process.pid ?? 0
  }

  /** Calls an exported function there. */
  ask<Value = number>(name: string, ...args: readonly unknown[]): Promise<Value> {
    return new Promise((resolve, reject) => {
      const end = (): void => reject(new Error(`${name}: the process has ended`))
      this.#process.once('exit', end)
      this.#process.once('message', ({ value, error }: Answer) => {
        this.#process.off('exit', end)
        if (error === undefined) resolve(value as Value)
        else reject(new Error(`${name}: ${error}`))
      })
      this.#process.send([name, ...args])
    })
  }

  [Symbol.dispose](): void {
    this.#process.kill('SIGKILL')
  }
}

/** Ends all that still run. */
export function endChildren(): void {
  for (const child of children) child.kill('SIGKILL')
}

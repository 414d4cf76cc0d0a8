/** Named network namespaces that end with the test. */
import { closeSync, openSync } from 'node:fs'
import { type CommandOptions, type Json, ip, ipJson, run } from './command.ts'

let made = 0

/** The process that made a namespace of this name for a test, if a test did. */
export function namespaceOwner(name: string): number | undefined {
  const match = /^nlkit-(\d+)-\d+$/.exec(name)
  return match === null ? undefined : Number(match[1])
}

export class TestNamespace {
  readonly name: string

  constructor(name: string) {
    this.name = name
  }

  get path(): string {
    return `/run/netns/${this.name}`
  }

  /** Runs a command in it. /sys shows the namespace's devices. */
  exec(argv: readonly string[], options?: CommandOptions): Promise<string> {
    return run(['ip', 'netns', 'exec', this.name, ...argv], options)
  }

  ip(...args: string[]): Promise<string> {
    return ip('-n', this.name, ...args)
  }

  ipJson<T = Json[]>(...args: string[]): Promise<T> {
    return ipJson<T>('-n', this.name, ...args)
  }

  /** A descriptor of the namespace; the caller closes it, or `using` does. */
  open(): { fd: number; [Symbol.dispose](): void } {
    const fd = openSync(this.path, 'r')
    return { fd, [Symbol.dispose]: () => closeSync(fd) }
  }

  async delete(): Promise<void> {
    await ip('netns', 'delete', this.name)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.delete().catch(() => {})
  }
}

/** Makes a namespace under /run/netns, lo up: `await using ns = await namespace()`. */
export async function namespace(): Promise<TestNamespace> {
  const name = `nlkit-${process.pid}-${++made}`
  await ip('netns', 'add', name)
  const created = new TestNamespace(name)
  await created.ip('link', 'set', 'lo', 'up')
  return created
}

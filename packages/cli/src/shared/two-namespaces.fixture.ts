import { namespace, run, type Json, type TestNamespace } from '../../../../test/support/kernel.ts'
import { outcomeOf } from './command.fixture.ts'

/** Two namespaces with the same links: in one the tool does what it is told, in the other this command. */
export interface TwoNamespaces extends AsyncDisposable {
  readonly theirs: TestNamespace
  readonly ours: TestNamespace
  /** Tells `bridge` and `nlkit` the same; each line begins with the object. */
  tell(lines: readonly string[]): Promise<void>
  /** What `bridge -j` prints of both. */
  shown(...args: readonly string[]): Promise<{ theirs: Json[]; ours: Json[] }>
}

/** @param lines of `ip -batch` */
export async function twoNamespaces(lines: readonly string[]): Promise<TwoNamespaces> {
  const [theirs, ours] = [await namespace(), await namespace()]
  for (const { name } of [theirs, ours]) await run(['ip', '-n', name, '-batch', '-'], { input: text(lines) })
  return {
    theirs,
    ours,
    async tell(told) {
      await run(['bridge', '-n', theirs.name, '-batch', '-'], { input: text(told) })
      for (const line of told) {
        const { status, stderr } = await outcomeOf('--netns', ours.name, ...line.split(' '))
        if (status !== 0) throw new Error(`nlkit ${line}: ${stderr}`)
      }
    },
    shown: async (...args) => ({ theirs: await shown(theirs, args), ours: await shown(ours, args) }),
    async [Symbol.asyncDispose]() {
      await theirs[Symbol.asyncDispose]()
      await ours[Symbol.asyncDispose]()
    }
  }
}

async function shown({ name }: TestNamespace, args: readonly string[]): Promise<Json[]> {
  return JSON.parse((await run(['bridge', '-n', name, '-j', ...args])) || '[]') as Json[]
}

const text = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('')

import type { Write } from '../write.ts'
import type { BatchWrites } from './batch-writes.ts'

/** The verbs of one object, as they add to a batch. */
export type Recorded<Verbs> = {
  readonly [Verb in keyof Verbs]: Verbs[Verb] extends (...args: infer Args) => Write
    ? (...args: Args) => void
    : never
}

type Verbs = Readonly<Record<string, (...args: never[]) => Write>>

/** A class with those verbs for methods, as an object of it costs next to nothing: a batch may be of two writes only. */
export function recorder<Of extends Verbs>(verbs: Of): new (into: BatchWrites) => Recorded<Of> {
  class Recorder {
    readonly into: BatchWrites

    constructor(into: BatchWrites) {
      this.into = into
    }
  }
  for (const [verb, make] of Object.entries(verbs)) {
    const value = function record(this: Recorder, ...args: never[]): void {
      this.into.add(make, args)
    }
    Object.defineProperty(Recorder.prototype, verb, { value })
  }
  return Recorder as unknown as new (into: BatchWrites) => Recorded<Of>
}

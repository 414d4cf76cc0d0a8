import { readJsonLines } from '@nlkit/core/capture'
import type { Item, Reader } from './item.ts'
import { Lines } from './lines.ts'

/** Lines of JSON, as core's captures have them. A line that is none is told, and those behind it are read. */
export class JsonLinesReader implements Reader {
  readonly #lines = new Lines()
  #number = 0

  push(chunk: Uint8Array): Iterable<Item> {
    return this.#items(this.#lines.push(chunk))
  }

  end(): Iterable<Item> {
    return this.#items(this.#lines.end())
  }

  *#items(lines: readonly string[] | undefined): Generator<Item, undefined> {
    if (lines === undefined) {
      yield { problem: `line ${this.#number + 1}: too long to be a datagram`, isEnd: true }
      return undefined
    }
    for (const line of lines) {
      this.#number += 1
      const number = this.#number
      try {
        for (const datagram of readJsonLines(line)) {
          yield { datagram, place: (at) => `line ${number}, byte ${at} of its data` }
        }
      } catch (error) {
        // It was given one line, and counts from there.
        const [, what = String(error)] = /^line 1: (.*)$/s.exec((error as Error).message) ?? []
        yield { problem: `line ${number}: ${what}` }
      }
    }
    return undefined
  }
}

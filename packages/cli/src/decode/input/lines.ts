import { MOST_BYTES } from './item.ts'

/** A line has at most one datagram, two digits for each byte, and something around it. */
const MOST_CHARACTERS = 2 * MOST_BYTES + 4096

/** Lines of a text that comes in parts. */
export class Lines {
  readonly #decoder = new TextDecoder()
  #parts: string[] = []
  #length = 0

  /** Lines that are complete now, without their ends; `undefined` for one that is too long to be meant. */
  push(chunk: Uint8Array): string[] | undefined {
    return this.#take(this.#decoder.decode(chunk, { stream: true }))
  }

  /** What is behind the last line's end. */
  end(): string[] | undefined {
    const lines = this.#take(`${this.#decoder.decode()}\n`)
    return lines?.at(-1) === '' ? lines.slice(0, -1) : lines
  }

  #take(text: string): string[] | undefined {
    const [first = '', ...rest] = text.split('\n')
    this.#parts.push(first)
    this.#length += first.length
    if (this.#length > MOST_CHARACTERS) return undefined
    const last = rest.pop()
    if (last === undefined) return []
    const lines = [this.#parts.join(''), ...rest]
    this.#parts = [last]
    this.#length = last.length
    return lines.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line))
  }
}

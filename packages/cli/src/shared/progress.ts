/** Milliseconds before a long dump says how far it is, and between two such lines. */
const PATIENCE = 500
const PERIOD = 200

/** A line on the terminal that counts what has come, for dumps that take long while their output goes elsewhere. */
export class Progress {
  readonly #noun: string
  readonly #shown = process.stderr.isTTY && !process.stdout.isTTY
  #next = Date.now() + PATIENCE
  #count = 0
  #isLineThere = false

  constructor(noun: string) {
    this.#noun = noun
  }

  add(count: number): void {
    this.#count += count
    if (!this.#shown || Date.now() < this.#next) return
    this.#next = Date.now() + PERIOD
    this.#isLineThere = true
    process.stderr.write(`\r${this.#count.toLocaleString('en')} ${this.#noun}`)
  }

  end(): void {
    if (this.#isLineThere) process.stderr.write('\r\u001b[K')
  }
}

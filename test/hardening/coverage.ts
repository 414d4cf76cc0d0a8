/** Which blocks of the project's own code have run, by V8's precise coverage: what tells a fuzzer that an input is new. */
import { type Profiler, Session } from 'node:inspector'

interface Range {
  readonly start: number
  readonly end: number
}

export class Coverage {
  readonly #session = new Session()
  /** What has not run yet of each function that has. */
  readonly #left = new Map<string, readonly Range[]>()
  readonly #news = new Map<string, readonly Range[]>()
  /** How often a function ran for the first time, or a part of it. */
  found = 0

  constructor() {
    this.#session.connect()
    this.#session.post('Profiler.enable')
    this.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })
  }

  /** Whether anything ran for the first time since the last call, measured by what was kept. Counts are reset. */
  isNew(): boolean {
    this.#news.clear()
    this.#session.post('Profiler.takePreciseCoverage', (_, { result }) => {
      for (const { url, scriptId, functions } of result) {
        if (!url.includes('/packages/')) continue
        for (const one of functions) this.#look(scriptId, one)
      }
    })
    return this.#news.size > 0
  }

  /** What was new is so no more. */
  keep(): void {
    for (const [key, left] of this.#news) this.#left.set(key, left)
    this.found += this.#news.size
  }

  stop(): void {
    this.#session.post('Profiler.stopPreciseCoverage')
    this.#session.disconnect()
  }

  #look(scriptId: string, { ranges }: Profiler.FunctionCoverage): void {
    const [whole] = ranges
    if (whole === undefined || whole.count === 0) return
    const key = `${scriptId}:${whole.startOffset}:${whole.endOffset}`
    const idle = ranges
      .filter(({ count }) => count === 0)
      .map(({ startOffset, endOffset }): Range => ({ start: startOffset, end: endOffset }))
    const left = this.#left.get(key)
    if (left === undefined) {
      this.#news.set(key, idle)
      return
    }
    const isIdle = (range: Range): boolean =>
      idle.some(({ start, end }) => start <= range.start && end >= range.end)
    if (left.every(isIdle)) return
    const within = (range: Range): Range[] =>
      idle.filter(({ start, end }) => start >= range.start && end <= range.end)
    this.#news.set(
      key,
      left.flatMap((range) => (isIdle(range) ? [range] : within(range)))
    )
  }
}

const BRAND = Symbol.for('nlkit.FilterSyntaxError')

/** A filter's text that cannot be read. `position` counts UTF-16 units from the start of the text. */
export class FilterSyntaxError extends SyntaxError {
  override readonly name = 'FilterSyntaxError'
  /** What was wrong, without the place. */
  readonly reason: string
  /** Where in `filter` the word that was not understood starts; its length when the text ended too early. */
  readonly position: number
  /** The whole text. */
  readonly filter: string
  readonly [BRAND] = true

  constructor(reason: string, filter: string, position: number) {
    const start = Math.max(0, position - 40)
    const shown = filter.slice(start, position + 40).replaceAll(/\s/g, ' ')
    super(`filter: ${reason} at position ${position}\n  ${shown}\n  ${' '.repeat(position - start)}^`)
    this.reason = reason
    this.position = position
    this.filter = filter
  }

  /** True for this error of any copy of this package. */
  static is(error: unknown): error is FilterSyntaxError {
    return typeof error === 'object' && error !== null && BRAND in error
  }
}

import { textOf, type Difference } from './change.ts'

/** Objects that have a key each: links, addresses and most others. */
export class KeyedMirror<T extends object> {
  readonly #keyOf: (object: T) => string
  readonly #objects = new Map<string, T>()

  constructor(keyOf: (object: T) => string) {
    this.#keyOf = keyOf
  }

  /** Whether a condition holds for one of them. */
  some(condition: (object: T) => boolean): boolean {
    for (const object of this.#objects.values()) if (condition(object)) return true
    return false
  }

  set(object: T): Difference<T>[] {
    const key = this.#keyOf(object)
    const before = this.#objects.get(key)
    this.#objects.set(key, object)
    if (before === undefined) return [{ change: 'added', object }]
    return textOf(before) === textOf(object) ? [] : [{ change: 'changed', object, before }]
  }

  delete(object: T): Difference<T>[] {
    const key = this.#keyOf(object)
    const before = this.#objects.get(key)
    this.#objects.delete(key)
    return before === undefined ? [] : [{ change: 'removed', object: before }]
  }

  /** Becomes what was listed; the differences are removals first. */
  replaceAll(listed: readonly T[]): Difference<T>[] {
    const keys = new Set(listed.map(this.#keyOf))
    const gone = [...this.#objects.entries()].filter(([key]) => !keys.has(key))
    for (const [key] of gone) this.#objects.delete(key)
    return [
      ...gone.map(([, object]): Difference<T> => ({ change: 'removed', object })),
      ...listed.flatMap((object) => this.set(object))
    ]
  }
}

/** Whether this worker may use the kernel: the setup file says so, the runner reads it. */
const key = Symbol.for('nlkit.test.unavailable')
const store = globalThis as { [key]?: string }

/** All tests of the file will be skipped, for this reason. */
export function declareUnavailable(reason: string): void {
  store[key] = reason
}

export function unavailable(): string | undefined {
  return store[key]
}

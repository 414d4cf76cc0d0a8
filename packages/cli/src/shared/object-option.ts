import { readFileSync } from 'node:fs'
import { UsageError } from './errors.ts'

/**
 * An object of the library's, as `--object` has it: JSON text, or `-` for standard input. The library says what is wrong
 * with its keys.
 */
export function objectOf(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text === '-' ? readFileSync(0, 'utf8') : text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>
  } catch (error) {
    throw new UsageError(`--object: ${error instanceof Error ? error.message : String(error)}`)
  }
  throw new UsageError('--object: expected a JSON object')
}

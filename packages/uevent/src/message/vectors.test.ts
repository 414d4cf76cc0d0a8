/** Messages that the test suites of other libraries hold, read to what they assert. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseKernelUevent } from './kernel-message.ts'
import { parseUdevMessage } from './udev-message.ts'

interface Vector {
  readonly source: string
  readonly kind: 'kobject_uevent' | 'libudev_monitor'
  readonly hex: string
  readonly malformed: boolean
  readonly expected: {
    readonly action?: string
    readonly devpath?: string
    readonly subsystem?: string
    readonly seqnum?: number
    readonly env: Readonly<Record<string, string>>
  } | null
}

const file = join(import.meta.dirname, '../../../../../shared/vectors/uevent.json')
const isThere = existsSync(file)
const vectors = isThere ? (JSON.parse(readFileSync(file, 'utf8')) as Vector[]) : []

describe.runIf(isThere)('messages of other test suites', () => {
  it('are of both kinds', () => {
    expect(new Set(vectors.map(({ kind }) => kind))).toEqual(new Set(['kobject_uevent', 'libudev_monitor']))
  })

  for (const { source, kind, hex, malformed, expected } of vectors) {
    it(`of ${source}`, () => {
      const message = Uint8Array.from(Buffer.from(hex, 'hex'))
      const read = kind === 'kobject_uevent' ? parseKernelUevent(message) : parseUdevMessage(message)
      if (malformed || expected === null) {
        expect(read).toHaveProperty('rejected')
        return
      }
      const { env, ...fields } = expected
      expect(read).toMatchObject(fields)
      expect(read).toHaveProperty('properties', env)
    })
  }
})

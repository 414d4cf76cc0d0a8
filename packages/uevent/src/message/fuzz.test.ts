import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bytesOfHex, kernelFrames, udevFrames } from './frames.fixture.ts'
import type { UeventFields } from './fields.ts'
import { encodeKernelUevent, parseKernelUevent } from './kernel-message.ts'
import { propertyBytes, readProperties } from './properties.ts'
import type { Rejected } from './rejected.ts'
import { encodeUdevMessage, parseUdevMessage } from './udev-message.ts'

const frames = [...kernelFrames, ...udevFrames].map(({ hex }) => bytesOfHex(hex))

/** Whatever comes in, what comes out is one or the other, and an event that is good for JSON. */
function hold(parsed: UeventFields | Rejected): void {
  if ('rejected' in parsed) {
    expect(parsed.detail).toEqual(expect.any(String))
    return
  }
  expect(parsed.devpath.startsWith('/')).toBe(true)
  expect(Number.isFinite(parsed.seqnum) && parsed.seqnum > 0).toBe(true)
  expect(JSON.parse(JSON.stringify(parsed))).toEqual(parsed)
}

const both = (bytes: Uint8Array): void => {
  hold(parseKernelUevent(bytes))
  hold(parseUdevMessage(bytes))
}

/** A captured message of which some bytes are others, cut short or followed by something. */
const damaged = fc
  .tuple(
    fc.constantFrom(...frames),
    fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 7 })), { minLength: 1, maxLength: 8 }),
    fc.option(fc.nat(), { nil: undefined }),
    fc.uint8Array({ maxLength: 16 })
  )
  .map(([frame, flips, cut, tail]) => {
    const bytes = frame.slice()
    for (const [at, bit] of flips) {
      const i = at % bytes.length
      bytes[i] = (bytes[i] ?? 0) ^ (1 << bit)
    }
    return cut === undefined ? Uint8Array.from([...bytes, ...tail]) : bytes.slice(0, cut % bytes.length)
  })

/** Text of any bytes but NUL. */
const anyBytes = fc.uint8Array({ max: 255, maxLength: 24 }).map((bytes) => bytes.filter((byte) => byte !== 0))
const anyValue = anyBytes.map((bytes) => {
  const read = readProperties(Uint8Array.from([0x4b, 0x3d, ...bytes]))
  return typeof read === 'string' ? '' : (read['K'] ?? '')
})
// Keys like '12' would be put in front of an object's others.
const anyKey = anyValue.filter((key) => key !== '' && !key.includes('=') && !/^\d+$/.test(key))
const anyProperties = fc
  .tuple(
    fc.dictionary(anyKey, anyValue, { maxKeys: 12, noNullPrototype: true }),
    fc.constantFrom('add', 'remove', 'frobnicate'),
    fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER })
  )
  .map(([more, ACTION, seqnum]) => ({
    ACTION,
    DEVPATH: '/devices/x',
    SUBSYSTEM: 's',
    ...more,
    SEQNUM: String(seqnum)
  }))
  .filter(({ ACTION, DEVPATH, SUBSYSTEM }: Record<string, string>) =>
    Boolean(ACTION && DEVPATH?.startsWith('/') && SUBSYSTEM)
  )

describe('any bytes', () => {
  it('are an event or rejected', () => {
    const property = fc.property(fc.uint8Array({ maxLength: 300 }), both)
    expect(fc.check(property, { numRuns: 2_000 })).toMatchObject({ counterexample: null })
  })

  it('are an event or rejected when they are nearly one', () => {
    expect(fc.check(fc.property(damaged, both), { numRuns: 2_000 })).toMatchObject({ counterexample: null })
  })

  it('are an event or rejected behind a good header', () => {
    const header = bytesOfHex(udevFrames[0]?.hex.slice(0, 24) ?? '')
    const property = fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) =>
      both(Uint8Array.from([...header, ...bytes]))
    )
    expect(fc.check(property, { numRuns: 1_000 })).toMatchObject({ counterexample: null })
  })
})

describe('any properties', () => {
  it('come back as they were written', () => {
    fc.assert(
      fc.property(anyProperties, (properties) => {
        for (const parsed of [
          parseKernelUevent(encodeKernelUevent(properties)),
          parseUdevMessage(encodeUdevMessage(properties))
        ]) {
          if ('rejected' in parsed) throw new Error(parsed.detail)
          expect(Object.entries(parsed.properties)).toEqual(Object.entries(properties))
        }
      }),
      { numRuns: 500 }
    )
  })

  it('have values that are the same bytes again', () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        const read = readProperties(Uint8Array.from([0x4b, 0x3d, ...bytes, 0]))
        if (typeof read === 'string') throw new Error(read)
        expect([...propertyBytes(read['K'] ?? '')]).toEqual([...bytes])
      }),
      { numRuns: 1_000 }
    )
  })
})

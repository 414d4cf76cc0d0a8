import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeUdevMessage, parseUdevMessage } from '../message/udev-message.ts'
import { runProgram } from './bpf.fixture.ts'
import { matches, readFilter, type EventFilter } from './filter.ts'
import { compileUdevFilter } from './program.ts'

const message = (more: Record<string, string>): Uint8Array =>
  encodeUdevMessage({ ACTION: 'add', DEVPATH: '/devices/x', SUBSYSTEM: 'net', SEQNUM: '1', ...more })

const many = (count: number): string[] => Array.from({ length: count }, (_, i) => `s${i}/t${i}`)

function inKernel(filter: EventFilter, bytes: Uint8Array): boolean {
  const program = compileUdevFilter(readFilter(filter))
  if (program === undefined) throw new Error('it has no program')
  return runProgram(program, bytes) !== 0
}

describe('a filter in the kernel', () => {
  it('knows subsystems and devtypes', () => {
    const disk = message({ SUBSYSTEM: 'block', DEVTYPE: 'disk' })
    expect(inKernel({ subsystem: 'block' }, disk)).toBe(true)
    expect(inKernel({ subsystem: 'net' }, disk)).toBe(false)
    expect(inKernel({ subsystem: ['net', 'block'] }, disk)).toBe(true)
    expect(inKernel({ subsystem: 'block/disk' }, disk)).toBe(true)
    expect(inKernel({ subsystem: 'block/partition' }, disk)).toBe(false)
    expect(inKernel({ subsystem: ['block/partition', 'net', 'block/disk'] }, disk)).toBe(true)
    expect(inKernel({ subsystem: 'block/*' }, disk)).toBe(true)
  })

  it('knows tags, and both together', () => {
    const tagged = message({ TAGS: ':systemd:seat:' })
    expect(inKernel({ tag: 'seat' }, tagged)).toBe(true)
    expect(inKernel({ tag: 'uaccess' }, tagged)).toBe(false)
    expect(inKernel({ tag: ['uaccess', 'power-switch', 'seat'] }, tagged)).toBe(true)
    expect(inKernel({ tag: 'seat', subsystem: 'net' }, tagged)).toBe(true)
    expect(inKernel({ tag: 'seat', subsystem: 'block' }, tagged)).toBe(false)
    expect(inKernel({ tag: 'uaccess', subsystem: 'net' }, tagged)).toBe(false)
  })

  it('leaves the rest to JavaScript', () => {
    for (const filter of [
      {},
      { action: 'add' },
      { property: { A: 'b' } },
      { sysname: 'x' },
      { subsystem: 'n*' }
    ]) {
      expect(compileUdevFilter(readFilter(filter))).toBeUndefined()
    }
    expect(inKernel({ tag: 'seat', subsystem: 'b*' }, message({ TAGS: ':seat:' }))).toBe(true)
  })

  it('lets through what is no message of udev, for it to be counted', () => {
    const bad = message({})
    bad[8] = 0
    for (const bytes of [new Uint8Array(), new Uint8Array(39), bad, message({}).subarray(0, 20)]) {
      expect(inKernel({ subsystem: 'block', tag: 'seat' }, bytes)).toBe(true)
    }
  })

  it('may be as long as the kernel takes it, and is left out beyond', () => {
    const bytes = message({ SUBSYSTEM: 's800', DEVTYPE: 't800' })
    expect(inKernel({ subsystem: many(801) }, bytes)).toBe(true)
    expect(inKernel({ subsystem: many(800) }, bytes)).toBe(false)
    expect(
      inKernel({ tag: many(500), subsystem: 's800' }, message({ TAGS: ':s499/t499:', SUBSYSTEM: 's800' }))
    ).toBe(true)
    expect(compileUdevFilter(readFilter({ subsystem: many(900) }))).toBeUndefined()
  })
})

describe('a filter in the kernel and in JavaScript', () => {
  const name = fc.constantFrom('net', 'block', 'usb', 'input', 'drm')
  const devtype = fc.constantFrom('disk', 'partition', 'usb_device')
  const tag = fc.constantFrom('systemd', 'seat', 'uaccess', 'power-switch')
  const subsystem = fc.oneof(
    name,
    fc.tuple(name, devtype).map((both) => both.join('/'))
  )
  const filter = fc.record(
    {
      subsystem: fc.array(subsystem, { minLength: 1, maxLength: 4 }),
      tag: fc.array(tag, { minLength: 1, maxLength: 3 })
    },
    { requiredKeys: [] }
  )
  const event = fc.record(
    { SUBSYSTEM: name, DEVTYPE: devtype, TAGS: fc.uniqueArray(tag).map((tags) => `:${tags.join(':')}:`) },
    { requiredKeys: ['SUBSYSTEM'] }
  )

  it('say the same, but that tags may share bits', () => {
    fc.assert(
      fc.property(filter, event, (wanted, properties) => {
        const bytes = message(properties)
        const fields = parseUdevMessage(bytes)
        if ('rejected' in fields) throw new Error(fields.detail)
        const read = readFilter(wanted)
        const program = compileUdevFilter(read)
        const inKernel = program === undefined || runProgram(program, bytes) !== 0
        const inJavaScript = matches(read, fields)
        if (inJavaScript) expect(inKernel).toBe(true)
        // Those four tags share none in such a way that one looks like others together.
        else expect(inKernel).toBe(false)
      }),
      { numRuns: 3_000 }
    )
  })
})

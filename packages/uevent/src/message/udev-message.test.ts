import { describe, expect, it } from 'vitest'
import { bytesOfHex, bytesOfText, udevFrames, wrongMagic } from './frames.fixture.ts'
import { encodeUdevMessage, parseUdevMessage } from './udev-message.ts'

const properties = { ACTION: 'add', DEVPATH: '/devices/x', SUBSYSTEM: 's', SEQNUM: '7' }
const message = (): Uint8Array<ArrayBuffer> => new Uint8Array(encodeUdevMessage(properties))
const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer)
const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1

describe('a captured message of udev', () => {
  for (const { source, hex, properties } of udevFrames) {
    it(`is read, and written again with the same hashes and tag bits: ${source}`, () => {
      const parsed = parseUdevMessage(bytesOfHex(hex))
      if ('rejected' in parsed) throw new Error(parsed.detail)
      expect(Object.entries(parsed.properties)).toEqual(Object.entries(properties))
      expect(parsed).toMatchObject({
        seqnum: 19_371,
        tags: ['systemd', 'seat'],
        currentTags: ['systemd', 'seat']
      })
      expect(Buffer.from(encodeUdevMessage(properties)).toString('hex')).toBe(hex)
    })

    it(`is rejected, cut at any byte: ${source}`, () => {
      const bytes = bytesOfHex(hex)
      for (let end = 0; end < bytes.length; end++) {
        expect(parseUdevMessage(bytes.slice(0, end))).toHaveProperty('rejected')
      }
    })
  }
})

describe('a message of udev', () => {
  it('has fields for what udev adds', () => {
    const bytes = encodeUdevMessage({
      ...properties,
      DEVNAME: '/dev/x',
      DEVLINKS: '/dev/a /dev/b',
      TAGS: ':a:b:',
      CURRENT_TAGS: ':b:'
    })
    expect(parseUdevMessage(bytes)).toMatchObject({
      devnode: '/dev/x',
      devlinks: ['/dev/a', '/dev/b'],
      tags: ['a', 'b'],
      currentTags: ['b']
    })
  })

  it('is none with another magic number', () => {
    expect(parseUdevMessage(bytesOfHex(wrongMagic))).toEqual({
      rejected: 'magic',
      detail: 'magic 0xfeedcaff'
    })
  })

  it('may have a longer header than we know, and something behind its properties', () => {
    const old = message()
    const bytes = new Uint8Array(old.length + 16)
    bytes.set(old.subarray(0, 40))
    bytes.set(old.subarray(40), 48)
    view(bytes).setUint32(12, 48, isLittleEndian)
    view(bytes).setUint32(16, 48, isLittleEndian)
    expect(parseUdevMessage(bytes)).toEqual(parseUdevMessage(old))
  })

  it.each([
    ['nothing', new Uint8Array(), 'magic'],
    ['one of the kernel', bytesOfText('add@/x\0ACTION=add\0'), 'magic'],
    ['a prefix alone', bytesOfText('libudev\0'), 'version'],
    ['a name without its NUL', bytesOfText(`libudevX${'\0'.repeat(40)}`), 'magic']
  ] as const)('is none as %s', (_, bytes, rejected) => {
    expect(parseUdevMessage(bytes)).toMatchObject({ rejected })
  })

  it.each([
    ['a shorter header', 12, 36, 'version'],
    ['no header at all', 12, 0, 'version'],
    ['a header that is longer than all of it', 12, 100_000, 'malformed'],
    ['properties inside the header', 16, 8, 'malformed'],
    ['properties behind the end', 16, 100_000, 'malformed'],
    ['properties far behind the end', 16, 0xffffffff, 'malformed'],
    ['more properties than there are', 20, 100_000, 'malformed'],
    ['far more properties than there are', 20, 0xffffffff, 'malformed'],
    ['no properties', 20, 0, 'malformed']
  ])('is none with %s', (_, offset, value, rejected) => {
    const bytes = message()
    view(bytes).setUint32(offset, value, isLittleEndian)
    expect(parseUdevMessage(bytes)).toMatchObject({ rejected })
  })

  it('is at most 8192 bytes', () => {
    const room = 8192 - message().length - 'A=\0'.length
    const most = encodeUdevMessage({ ...properties, A: 'x'.repeat(room) })
    expect(most).toHaveLength(8192)
    expect(parseUdevMessage(most)).toHaveProperty('seqnum', 7)
    expect(parseUdevMessage(new Uint8Array([...most, 0]))).toMatchObject({ rejected: 'too-long' })
    expect(() => encodeUdevMessage({ ...properties, A: 'x'.repeat(room + 1) })).toThrow(RangeError)
  })
})

import { describe, expect, it } from 'vitest'
import { bytesOfHex, bytesOfText, headerOnly, kernelFrames } from './frames.fixture.ts'
import { encodeKernelUevent, parseKernelUevent } from './kernel-message.ts'
import { propertyBytes } from './properties.ts'

const line = (text: string): ReturnType<typeof parseKernelUevent> => parseKernelUevent(bytesOfText(text))
const having = (properties: string): ReturnType<typeof parseKernelUevent> =>
  line(`add@/devices/x\0ACTION=add\0DEVPATH=/devices/x\0SUBSYSTEM=s\0SEQNUM=7\0${properties}`)

const numbered = (seqnum: string): unknown =>
  line(`add@/x\0ACTION=add\0DEVPATH=/x\0SUBSYSTEM=s\0SEQNUM=${seqnum}\0`)

describe('a captured message of the kernel', () => {
  for (const { source, hex, properties } of kernelFrames) {
    it(`is read, and written again: ${source}`, () => {
      const parsed = parseKernelUevent(bytesOfHex(hex))
      expect(parsed).toMatchObject({
        action: properties['ACTION'],
        devpath: properties['DEVPATH'],
        subsystem: properties['SUBSYSTEM'],
        seqnum: Number(properties['SEQNUM'])
      })
      if ('rejected' in parsed) throw new Error(parsed.detail)
      expect(Object.entries(parsed.properties)).toEqual(Object.entries(properties))
      expect([hex, `${hex}00`]).toContain(Buffer.from(encodeKernelUevent(parsed.properties)).toString('hex'))
    })

    it(`is an event or rejected, cut at any byte: ${source}`, () => {
      const bytes = bytesOfHex(hex)
      for (let end = 0; end < bytes.length; end++) {
        const parsed = parseKernelUevent(bytes.subarray(0, end))
        expect('rejected' in parsed || parsed.devpath === properties['DEVPATH']).toBe(true)
      }
    })
  }
})

describe('a message of the kernel', () => {
  it('has fields for what it says', () => {
    expect(
      having(
        'DEVTYPE=disk\0DRIVER=virtio_blk\0MAJOR=254\0MINOR=0\0DEVNAME=vda\0IFINDEX=3\0DEVPATH_OLD=/devices/y\0' +
          'SYNTH_UUID=0\0SYNTH_ARG_A=b\0SYNTH_ARG_C=\0'
      )
    ).toEqual({
      action: 'add',
      devpath: '/devices/x',
      subsystem: 's',
      seqnum: 7,
      devtype: 'disk',
      driver: 'virtio_blk',
      devnode: '/dev/vda',
      major: 254,
      minor: 0,
      ifindex: 3,
      devpathOld: '/devices/y',
      synthUuid: '0',
      synthArgs: { A: 'b', C: '' },
      properties: {
        ACTION: 'add',
        DEVPATH: '/devices/x',
        SUBSYSTEM: 's',
        SEQNUM: '7',
        DEVTYPE: 'disk',
        DRIVER: 'virtio_blk',
        MAJOR: '254',
        MINOR: '0',
        DEVNAME: 'vda',
        IFINDEX: '3',
        DEVPATH_OLD: '/devices/y',
        SYNTH_UUID: '0',
        SYNTH_ARG_A: 'b',
        SYNTH_ARG_C: ''
      }
    })
  })

  it('keeps values as they are: equals signs, newlines, nothing, bytes that are not UTF-8', () => {
    const parsed = having(
      'A=b=c=\0B=1\n2\n\0C=\0D=\xff\xfe\xc3\xa4\0E=\xc3\xa4\xe2\x82\xac\0\xff=1\0__proto__=x\0'
    )
    if ('rejected' in parsed) throw new Error(parsed.detail)
    const { A, B, C, D, E } = parsed.properties
    expect([A, B, C, E]).toEqual(['b=c=', '1\n2\n', '', 'ä€'])
    expect(propertyBytes(D ?? '')).toEqual(Uint8Array.of(0xff, 0xfe, 0xc3, 0xa4))
    expect(Object.keys(parsed.properties).slice(-2)).toEqual(['\udcff', '__proto__'])
    expect(JSON.parse(JSON.stringify(parsed))).toEqual(parsed)
    expect(parseKernelUevent(encodeKernelUevent(parsed.properties))).toEqual(parsed)
  })

  it('may be longer than a page, and not than 64 KiB', () => {
    const long = 'v'.repeat(60_000)
    expect(having(`LONG=${long}\0LAST=1\0`)).toMatchObject({ properties: { LONG: long, LAST: '1' } })
    expect(having(`LONG=${'v'.repeat(70_000)}\0`)).toMatchObject({ rejected: 'too-long' })
  })

  it('has the last value of a key that comes twice, as for udev', () => {
    expect(having('A=1\0A=2\0')).toMatchObject({ properties: { A: '2' } })
  })

  it('has the nearest number for a sequence number beyond 2^53, and no event has one beyond 64 bits', () => {
    expect(numbered('9007199254740991')).toMatchObject({ seqnum: Number.MAX_SAFE_INTEGER })
    expect(numbered('18446744073709551615')).toMatchObject({
      seqnum: 2 ** 64,
      properties: { SEQNUM: '18446744073709551615' }
    })
    for (const bad of ['18446744073709551616', '0', '', '-1', '1 ', '0x10', '1e3']) {
      expect(numbered(bad)).toEqual({ rejected: 'malformed', detail: 'no SEQNUM' })
    }
  })

  it.each([
    ['', 'no NUL'],
    ['\0', 'no ACTION'],
    ['add@/x\0', 'no ACTION'],
    ['add@/x\0\0ACTION=add\0', "no '='"],
    ['add@/x\0ACTION\0', "no '='"],
    ['add@/x\0=add\0', 'no key'],
    ['add@/x\0ACTION=add\0DEVPATH=x\0SUBSYSTEM=s\0SEQNUM=1\0', 'no DEVPATH'],
    ['add@/x\0ACTION=add\0DEVPATH=/x\0SEQNUM=1\0', 'no SUBSYSTEM'],
    ['add@/x\0ACTION=add\0DEVPATH=/x\0SUBSYSTEM=s\0', 'no SEQNUM'],
    ['remove@/x\0ACTION=add\0DEVPATH=/x\0SUBSYSTEM=s\0SEQNUM=1\0', 'the first line differs'],
    ['add@/y\0ACTION=add\0DEVPATH=/x\0SUBSYSTEM=s\0SEQNUM=1\0', 'the first line differs'],
    ['libudev\0ACTION=add\0DEVPATH=/x\0SUBSYSTEM=s\0SEQNUM=1\0', 'the first line differs']
  ])('is none as %j', (text, detail) => {
    expect(line(text)).toEqual({ rejected: 'malformed', detail: expect.stringContaining(detail) as string })
  })
})

it('is none as a first line alone', () => {
  expect(parseKernelUevent(bytesOfHex(headerOnly))).toMatchObject({ rejected: 'malformed' })
})

describe('writing a message of the kernel', () => {
  it('refuses what cannot be one, and names the property', () => {
    const base = { ACTION: 'add', DEVPATH: '/x' }
    expect(() => encodeKernelUevent({ DEVPATH: '/x' })).toThrow(TypeError('properties.ACTION: is missing'))
    expect(() => encodeKernelUevent({ ACTION: 'add' })).toThrow(TypeError('properties.DEVPATH: is missing'))
    expect(() => encodeKernelUevent({ ...base, 'A=B': '' })).toThrow(
      TypeError("properties: 'A=B' is not a key")
    )
    expect(() => encodeKernelUevent({ ...base, '': '' })).toThrow(TypeError)
    expect(() => encodeKernelUevent({ ...base, A: 'x\0y' })).toThrow(/^properties\.A: /)
    expect(() => encodeKernelUevent({ ...base, A: 1 as unknown as string })).toThrow(
      TypeError('properties.A: expected a string')
    )
  })
})

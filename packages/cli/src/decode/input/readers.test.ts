import { jsonLine, pcapHeader, pcapPacket } from '@nlkit/core/capture'
import { describe, expect, it } from 'vitest'
import { CAPTURE, datagramsOf, FRAMES, itemsIn, pcapOf, problemsOf } from '../capture.fixture.ts'
import type { Item } from './item.ts'
import { readItems, UnknownFormatError } from './read-items.ts'

const lines = CAPTURE.map(jsonLine).join('')
const places = (items: Awaited<ReturnType<typeof itemsIn>>): string[] =>
  items.flatMap((item) => ('place' in item ? [item.place(2)] : []))

describe('pcap', () => {
  it.each([
    ['as it is written here', false],
    ['of the other byte order, with microseconds', true]
  ])('is read %s, in parts of any size', async (_, isLittle) => {
    const file = pcapOf(CAPTURE, isLittle)
    for (const size of [1, 7, 64, 65_536]) {
      const items = await itemsIn(file, { size })
      expect(datagramsOf(items)).toEqual(CAPTURE)
      expect(problemsOf(items)).toEqual([])
      expect(places(items).slice(0, 2)).toEqual(['byte 58', `byte ${58 + 52 + 32}`])
    }
  })

  it('is read as far as it goes, and told where it ends too early', async () => {
    const file = pcapOf(CAPTURE)
    for (let cut = 5; cut < file.length; cut++) {
      const items = await itemsIn(file.subarray(0, cut))
      const found = datagramsOf(items)
      expect(found).toEqual(CAPTURE.slice(0, found.length))
      const isBetween = pcapOf(CAPTURE.slice(0, found.length)).length === cut
      expect(problemsOf(items)).toEqual(
        isBetween ? [] : [expect.stringMatching(/cut off at byte|header ends/)]
      )
    }
  })

  it('tells what is no netlink, what cannot be, and what was left out when it was captured', async () => {
    const ethernet = pcapOf(CAPTURE)
    ethernet[23] = 1
    expect(problemsOf(await itemsIn(ethernet))).toEqual([expect.stringMatching(/^link type 1, not NETLINK/)])
    const huge = pcapOf(CAPTURE)
    huge.fill(0xff, 32, 36)
    expect(problemsOf(await itemsIn(huge))).toEqual(['a packet of 4294967295 bytes at byte 24'])
    const short = pcapOf(CAPTURE.slice(0, 1))
    short[39] = 200 // how long it was
    expect(problemsOf(await itemsIn(short))).toEqual([
      'the capture has 68 of the 200 bytes of the packet at byte 40'
    ])
    const headless = Buffer.concat([
      pcapHeader(),
      Buffer.from('00000000000000000000000300000003000000', 'hex')
    ])
    expect(problemsOf(await itemsIn(headless))).toEqual([
      'a packet of 3 bytes at byte 40, less than its header'
    ])
  })
})

describe('lines of JSON', () => {
  it('are read in parts of any size', async () => {
    for (const size of [1, 7, 65_536])
      expect(datagramsOf(await itemsIn(Buffer.from(lines), { size }))).toEqual(CAPTURE)
    expect(places(await itemsIn(lines)).slice(0, 2)).toEqual([
      'line 1, byte 2 of its data',
      'line 2, byte 2 of its data'
    ])
    expect(datagramsOf(await itemsIn(lines.trimEnd().replaceAll('\n', '\r\n\r\n')))).toEqual(CAPTURE)
  })

  it('that are none are told, and the others are read', async () => {
    const items = await itemsIn(
      `${lines}{"protocol":0,"data":"0g"}\n{\n{"protocol":99,"data":""}\n${lines}{"a`
    )
    expect(datagramsOf(items)).toEqual([...CAPTURE, ...CAPTURE])
    expect(problemsOf(items)).toEqual([
      'line 6: data: expected hexadecimal digits',
      'line 7: not JSON',
      'line 8: protocol: expected 0 to 31',
      'line 14: not JSON'
    ])
  })
})

/** A row's offset. */
const column = (i: number, width: number): string => (16 * i).toString(16).padStart(width, '0')

describe('hexadecimal text', () => {
  const { addresses, uevent } = FRAMES
  const digits = Buffer.from(addresses).toString('hex')
  const pairs = digits.match(/../g) ?? []
  const rows = Array.from({ length: Math.ceil(pairs.length / 16) }, (_, i) =>
    pairs.slice(16 * i, 16 * i + 16)
  )
  const xxd = rows
    .map(
      (row, i) => `${column(i, 8)}: ${row.join('').replace(/(....)/g, '$1 ')} ${'ab cd'.padEnd(16, '.')}\n`
    )
    .join('')
  const hexdump = `${rows
    .map(
      (row, i) =>
        `${column(i, 8)}  ${row.slice(0, 8).join(' ')}  ${row.slice(8).join(' ')}  |${'.'.repeat(row.length)}|\n`
    )
    .join('')}${pairs.length.toString(16).padStart(8, '0')}\n`

  it.each([
    ['digits in a row', digits],
    ['digits in lines', digits.replace(/(.{60})/g, '$1\n')],
    ['bytes with spaces', pairs.join(' ')],
    ['bytes of a C array', pairs.map((pair) => `0x${pair}`).join(', ')],
    ['bytes of a string', pairs.map((pair) => `\\x${pair}`).join('')],
    ['bytes with colons and a comment', `# a comment\n${pairs.join(':')}`],
    ['what xxd prints', xxd],
    ['what hexdump -C prints', hexdump],
    ['what Wireshark prints', rows.map((row, i) => `${column(i, 4)}   ${row.join(' ')}   ....\n`).join('')],
    ['what od -An -tx1 prints', rows.map((row) => ` ${row.join(' ')}\n`).join('')]
  ])('is read: %s', async (_, text) => {
    for (const size of [5, 65_536]) {
      const items = await itemsIn(Buffer.from(text), { size })
      expect(problemsOf(items)).toEqual([])
      expect(datagramsOf(items)).toEqual([
        { protocol: 0, direction: 'unknown', time: Number.NaN, data: addresses }
      ])
    }
  })

  it('has a datagram before and behind an empty line, and at each offset of 0', async () => {
    for (const text of [`${digits}\n\n${digits}\n`, xxd + xxd, hexdump + hexdump]) {
      expect(datagramsOf(await itemsIn(text)).map(({ data }) => data)).toEqual([addresses, addresses])
    }
  })

  it('goes on where hexdump leaves out lines that repeat', async () => {
    const text = `00000000  14 00 00 00 03 00 02 00  00 00 00 00 00 00 00 00  |................|
00000010  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  |................|
*
00000040  01 02                                             |..|
00000042
`
    const [datagram] = datagramsOf(await itemsIn(text))
    expect([datagram?.data.length, datagram?.data[64], datagram?.data[63]]).toEqual([0x42, 1, 0])
  })

  it('takes the header of link type NETLINK off, and knows device events by their first bytes', async () => {
    const packet = Buffer.from(pcapPacket({ ...CAPTURE[0]!, protocol: 4 }).subarray(16)).toString('hex')
    expect(datagramsOf(await itemsIn(packet))).toEqual([
      { protocol: 4, direction: 'sent', time: Number.NaN, data: FRAMES.getLink }
    ])
    expect(datagramsOf(await itemsIn(Buffer.from(uevent).toString('hex')))[0]?.protocol).toBe(15)
    expect(datagramsOf(await itemsIn(digits, { protocol: 16 }))[0]?.protocol).toBe(16)
  })

  it('tells a line that is none, and reads what comes behind the next empty one', async () => {
    const items = await itemsIn(`${digits}\n0\nmore\n\n${digits}\n\nno\n`)
    expect(datagramsOf(items).map(({ data }) => data)).toEqual([addresses])
    expect(problemsOf(items)).toEqual([
      'line 2: not hexadecimal, or half a byte',
      'line 7: not hexadecimal, or half a byte'
    ])
    expect(problemsOf(await itemsIn('00000000: 1400\n00000010: 1400\n'))).toEqual([
      'line 2: offset 16 where 2 bytes were read'
    ])
  })
})

it('keeps no more of an input that never ends than a datagram has', async () => {
  for (const [start, endless] of [
    ['{', 'a'],
    ['14 00', '0 '],
    [pcapOf(CAPTURE.slice(0, 1)).subarray(0, 24), '\u00ff']
  ] as const) {
    let parts = 0
    async function* forever(): AsyncGenerator<Uint8Array, undefined> {
      yield await Promise.resolve(Buffer.from(start))
      const part = Buffer.alloc(1 << 20, endless, 'latin1')
      for (; parts < 100; parts++) yield part
      return undefined
    }
    const items: Item[] = []
    for await (const item of readItems(forever())) items.push(item)
    expect([items.length, parts < 12]).toEqual([1, true])
  }
})

it('says of what is no capture that it is none', async () => {
  for (const [text, words] of [
    ['', /empty/],
    ['hello\n', /neither a capture/],
    ['\n\n\u0000\u0001', /neither a capture/],
    ['0000000 0014 0000', /neither a capture/]
  ] as const) {
    await expect(itemsIn(text)).rejects.toThrow(UnknownFormatError)
    await expect(itemsIn(text)).rejects.toThrow(words)
  }
  await expect(itemsIn(Uint8Array.of(0x1f, 0x8b, 8, 0))).rejects.toThrow(/compressed/)
})

import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readCapture } from '@nlkit/core/capture'
import { message, ScriptedKernel } from '@nlkit/core/testing'
import { Rtnl } from '@nlkit/rtnl'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { outcomeOf } from '../shared/command.fixture.ts'
import { CaptureFile } from './capture-file.ts'
import { record } from './record.ts'
import { objectNames, sourcesOf } from './sources.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nlkit-record-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** An RTM_NEWLINK of an interface with this index, and nothing more. */
const link = (index: number): Uint8Array =>
  message(16, 0, 0, 0, Uint8Array.of(0, 0, 1, 0, index, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))

/** What is told on standard error while the work is done. */
async function toldBy(work: () => Promise<void>): Promise<string> {
  let told = ''
  const spy = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    told += String(text)
    return true
  })
  try {
    await work()
  } finally {
    spy.mockRestore()
  }
  return told
}

it.each([['pcap'], ['jsonl']])(
  'writes as many datagrams as were asked for, which can be read and replayed: %s',
  async (extension) => {
    const kernel = new ScriptedKernel(() => {})
    const file = join(folder, `count.${extension}`)
    const told = await toldBy(async () => {
      const recording = record(file, sourcesOf(['links', 'addr']), { count: 2, transport: kernel })
      expect(kernel.sockets.some(({ groups }) => [1, 5, 9].every((group) => groups.has(group)))).toBe(true)
      for (const index of [1, 2, 3]) kernel.multicast(1, link(index))
      await recording
    })
    expect(told).toBe(`Recording to ${file}. Ctrl-C ends.\n2 datagrams in ${file}, none was lost\n`)
    const datagrams = readCapture(new Uint8Array(readFileSync(file)))
    expect(datagrams).toMatchObject(
      [1, 2].map((i) => ({ protocol: 0, direction: 'received', data: link(i) }))
    )
    const { status, stdout } = await outcomeOf('decode', '--ndjson', file)
    expect([status, stdout.match(/"index":\d/g)]).toEqual([0, ['"index":1', '"index":2']])
    // A kernel of a test that tells the same again.
    const again = new ScriptedKernel(() => {})
    using rtnl = Rtnl.open({ transport: again })
    const events = rtnl.subscribe(['link'])
    for (const { data } of datagrams) again.multicast(1, data)
    expect([await events.next(), await events.next()]).toMatchObject(
      [1, 2].map((index) => ({ value: { type: 'newlink', link: { index } } }))
    )
  }
)

it('says how many were lost', async () => {
  const kernel = new ScriptedKernel(() => {})
  const told = await toldBy(async () => {
    const recording = record(join(folder, 'lost.jsonl'), sourcesOf(['link']), { count: 2, transport: kernel })
    const listening = kernel.sockets.find(({ groups }) => groups.has(1))
    kernel.multicast(1, link(1))
    listening?.overrun(7)
    kernel.multicast(1, link(2))
    await recording
  })
  expect(told).toMatch(/2 datagrams in .*lost\.jsonl, the kernel dropped 7 more\n$/)
})

it('ends after so many seconds, and by a signal', async () => {
  const kernel = new ScriptedKernel(() => {})
  const file = join(folder, 'time.pcap')
  const sources = [{ protocol: 7, groups: [3] }]
  expect(await toldBy(() => record(file, sources, { seconds: 0.01, transport: kernel }))).toMatch(
    /\n0 datagrams in /
  )
  const before = process.listenerCount('SIGINT')
  const told = await toldBy(async () => {
    const recording = record(file, sources, { transport: kernel })
    kernel.multicast(3, link(1))
    process.emit('SIGINT')
    await recording
  })
  expect(told).toMatch(/ datagrams in .*time\.pcap, none was lost\n$/)
  expect(process.listenerCount('SIGINT')).toBe(before)
  expect(kernel.sockets.every(({ isClosed }) => isClosed)).toBe(true)
})

it('stops where it cannot write, and says why', async () => {
  const kernel = new ScriptedKernel(() => {})
  const full = join(folder, 'full.pcap')
  // Every write to this device is refused.
  symlinkSync('/dev/full', full)
  let error: unknown
  await toldBy(async () => {
    await record(full, sourcesOf(['link']), { transport: kernel }).catch(
      (reason: unknown) => (error = reason)
    )
  })
  expect(error).toMatchObject({ code: 'ENOSPC' })
})

it('is told what cannot be meant', async () => {
  const file = join(folder, 'never.pcap')
  for (const [words, what] of [
    [['never.txt', 'link'], /ends in \.pcap or \.jsonl/],
    [[file, 'lunk'], /'lunk': expected link, addr/],
    [[file, '--group', '1'], /of which --protocol/],
    [[file, '--protocol', 'route'], /expected a --group/],
    [[file, 'link', '--protocol', 'route', '--group', '1'], /not both/],
    [[file, '--count', '0'], /--count: expected a whole number/],
    [[file, '--group', 'x'], /--group: expected a whole number/],
    [[file, '--seconds', '1e9'], /--seconds: expected more than 0/]
  ] as const) {
    const { status, stderr } = await outcomeOf('record', ...words)
    expect([words, status, stderr]).toEqual([words, 2, expect.stringMatching(what)])
  }
})

it('puts the groups of one protocol together', () => {
  expect(sourcesOf(['routes', 'address', 'socket', 'uevent', 'udev', 'route'])).toEqual([
    { protocol: 0, groups: [7, 11, 27, 5, 9] },
    { protocol: 4, groups: [1, 2, 3, 4] },
    { protocol: 15, groups: [1, 2] }
  ])
  expect(sourcesOf([])).toEqual([
    { protocol: 0, groups: [1, 5, 9, 7, 11, 27, 8, 19, 3, 32, 4] },
    { protocol: 15, groups: [1] }
  ])
  for (const name of objectNames().split(', ')) expect(sourcesOf([name])).toHaveLength(1)
})

it('has a file that is made anew, and is whole when it is closed', () => {
  const file = join(folder, 'anew.jsonl')
  writeFileSync(file, 'something else')
  const capture = CaptureFile.open(file)
  const datagram = { protocol: 0, direction: 'sent', time: 1, data: new Uint8Array(300_000) } as const
  for (let i = 0; i < 5; i++) capture.add(datagram)
  capture.close()
  capture.close()
  capture.add(datagram)
  expect(readCapture(readFileSync(file))).toHaveLength(5)
})

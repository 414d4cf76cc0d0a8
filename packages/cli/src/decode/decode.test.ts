import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { jsonLine } from '@nlkit/core/capture'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { outcomeOf } from '../shared/command.fixture.ts'
import { CAPTURE, datagramOf, FRAMES, pcapOf } from './capture.fixture.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nlkit-decode-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function fileOf(name: string, content: Uint8Array | string): string {
  const file = join(folder, name)
  writeFileSync(file, content)
  return file
}

const TYPES = ['RTM_GETLINK', 'NLMSG_ERROR', 'RTM_NEWADDR', 'RTM_NEWADDR', 'NLMSG_DONE', 'kernel']
const typesIn = (lines: readonly string[]): unknown[] =>
  lines.map((line) => (JSON.parse(line) as { type: string }).type)

it('prints the same of every format: lines for people, lines of JSON, an array', async () => {
  const pcap = fileOf('a.pcap', pcapOf(CAPTURE))
  const lines = fileOf('a.jsonl', CAPTURE.map(jsonLine).join(''))
  const { status, stdout, stderr } = await outcomeOf('decode', pcap)
  expect([status, stderr]).toEqual([0, ''])
  expect(stdout.trimEnd().split('\n')).toEqual(
    TYPES.map((type) => expect.stringContaining(` ${type} `) as string)
  )
  expect((await outcomeOf('decode', lines)).stdout).toBe(stdout)
  const ndjson = (await outcomeOf('decode', '--ndjson', pcap)).stdout
  expect(typesIn(ndjson.trimEnd().split('\n'))).toEqual(TYPES)
  const json = (await outcomeOf('decode', '--json', lines)).stdout
  expect(JSON.parse(json)).toEqual(
    ndjson
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown)
  )
})

it('reads hexadecimal text of any protocol', async () => {
  const file = fileOf('generic.hex', Buffer.from(FRAMES.generic).toString('hex'))
  const { stdout } = await outcomeOf('decode', file, '--protocol', 'generic')
  expect(stdout).toMatch(/^- - NETLINK_GENERIC type 16 REQUEST\|ACK seq 1 port 0 32 bytes: header 03010000 /)
  for (const protocol of ['nonsense', '32', '-1'])
    expect(await outcomeOf('decode', file, `--protocol=${protocol}`)).toMatchObject({ status: 2, stdout: '' })
})

it('prints what can be read, tells the rest with its place, and ends with 1', async () => {
  const cut = fileOf('cut.pcap', pcapOf(CAPTURE).subarray(0, -3))
  const outcome = await outcomeOf('decode', cut, '--ndjson')
  expect([outcome.status, typesIn(outcome.stdout.trimEnd().split('\n'))]).toEqual([1, TYPES.slice(0, -1)])
  expect(outcome.stderr).toMatch(/^nlkit: .*cut\.pcap: a packet that is cut off at byte \d+\n$/)
  const addresses = FRAMES.addresses.slice()
  addresses[76] = 81 // the second message's length: one more than there are
  const broken = fileOf('broken.pcap', pcapOf([datagramOf(addresses)]))
  expect(await outcomeOf('decode', broken, '--json')).toMatchObject({
    status: 1,
    stdout: expect.stringMatching(/^\[\{.*"RTM_NEWADDR".*\},\n\{.*"no message".*\}\]\n$/) as string,
    stderr: `nlkit: ${broken}: no message at byte ${24 + 16 + 16 + 76}: a message of 81 bytes where 80 are left\n`
  })
})

it('says in a sentence what it cannot read at all', async () => {
  const nothing = fileOf('nothing', '')
  const text = fileOf('text', 'hello\u001b[31m\n')
  expect(await outcomeOf('decode', nothing)).toMatchObject({
    status: 1,
    stderr: `nlkit: ${nothing}: it is empty\n`
  })
  expect(await outcomeOf('decode', '--json', text)).toMatchObject({
    status: 1,
    stdout: '[]\n',
    stderr: `nlkit: ${text}: neither a capture (pcap, pcapng, lines of JSON) nor hexadecimal text\n`
  })
  expect(await outcomeOf('decode', join(folder, 'absent'))).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/ENOENT/) as string
  })
  expect(await outcomeOf('decode', folder)).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/EISDIR/) as string
  })
  expect(await outcomeOf('decode')).toMatchObject({ status: 2 })
})

it('tells a hundred problems, and counts the others', async () => {
  const { status, stderr } = await outcomeOf('decode', fileOf('no.jsonl', '{\n'.repeat(250)))
  expect(status).toBe(1)
  expect(stderr.trimEnd().split('\n')).toHaveLength(101)
  expect(stderr).toMatch(/and 150 more that could not be read\n$/)
})

it('reads standard input, in a process that cannot load an addon', async () => {
  const main = new URL('../main.ts', import.meta.url).pathname
  const child = spawn(
    process.execPath,
    ['--no-addons', '--conditions=nlkit-source', main, 'decode', '-', '--ndjson'],
    { stdio: ['pipe', 'pipe', 'pipe'] }
  )
  const ended = new Promise((resolve) => child.on('close', resolve))
  child.stdin.end(pcapOf(CAPTURE, true))
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
  expect([await ended, stderr]).toEqual([0, ''])
  expect(typesIn(stdout.trimEnd().split('\n'))).toEqual(TYPES)
}, 120_000)

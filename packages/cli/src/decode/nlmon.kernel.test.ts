/** What tcpdump captures on an nlmon interface: everything that programs and the kernel say to each other, of any protocol. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  Background,
  ip,
  linkKind,
  requires,
  run,
  ss,
  tool,
  patience
} from '../../../../test/support/kernel.ts'
import { nlkit } from '../shared/command.fixture.ts'

/** Generous, more so where the machine is emulated. */
const LIMIT = 20_000 * patience

let folder: string
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'nlkit-nlmon-'))))
afterAll(() => rm(folder, { recursive: true }))

interface Decoded {
  readonly protocol: string
  readonly type: string
  readonly flags?: readonly string[]
  readonly object?: { readonly ifname?: string; readonly sport?: number }
  readonly header?: string
  readonly attributes?: readonly unknown[]
  readonly acknowledgement?: { readonly code?: string; readonly request?: { readonly type: string } }
}

/** CTRL_CMD_GETFAMILY of nlctrl, and NFNL_MSG_... of a subsystem that need not be there: what they get does not matter. */
const OTHERS = `
import socket, struct
for protocol, kind, body in (
    (16, 16, struct.pack('=BBH', 3, 1, 0) + struct.pack('=HH8s', 11, 2, b'nlctrl')),
    (12, 0x0a10, struct.pack('=BBH', 0, 0, 0) + struct.pack('=HHI', 8, 1, 7))):
    s = socket.socket(16, 3, protocol)
    s.send(struct.pack('=IHHII', 16 + len(body), kind, 5, 7, 0) + body)
    s.recv(65536)`

it(
  'decodes what programs and the kernel said over nlmon, and shows what it has no schema for by number',
  requires([tool('tcpdump'), linkKind('nlmon')], async () => {
    await ip('link', 'add', 'nlmon0', 'type', 'nlmon')
    await ip('link', 'set', 'nlmon0', 'up')
    const file = join(folder, 'nlmon.pcap')
    await using dump = new Background([
      'tcpdump',
      '-Z',
      'root',
      '-i',
      'nlmon0',
      '-U',
      '-B',
      '8192',
      '-w',
      file
    ])
    await expect.poll(() => dump.stderr, { timeout: LIMIT }).toMatch(/listening on nlmon0/)
    await ip('link', 'add', 'nm0', 'type', 'bridge')
    await ip('addr', 'add', '10.93.0.1/24', 'dev', 'nm0')
    await ip('link', 'add', 'nm0', 'type', 'bridge').catch(() => {}) // EEXIST
    await ss('-Hna')
    await run(['python3', '-c', OTHERS])
    await ip('link', 'delete', 'nm0')
    // What is asked for last is in the file: so is all before it.
    await ip('link', 'show', 'dev', 'nm-last').catch(() => {})
    await expect.poll(async () => (await readFile(file)).includes('nm-last\0'), { timeout: LIMIT }).toBe(true)
    await dump.stop('SIGINT')

    const lines = (await nlkit('decode', '--ndjson', file)).trimEnd().split('\n')
    const all = lines.map((line) => JSON.parse(line) as Decoded)
    const of = (protocol: string): Decoded[] => all.filter((message) => message.protocol === protocol)
    expect(of('NETLINK_ROUTE')).toContainEqual(
      expect.objectContaining({
        type: 'RTM_NEWLINK',
        object: expect.objectContaining({ ifname: 'nm0' }) as object
      })
    )
    expect(of('NETLINK_ROUTE')).toContainEqual(
      expect.objectContaining({
        type: 'RTM_NEWADDR',
        object: expect.objectContaining({ local: '10.93.0.1', prefixlen: 24 }) as object
      })
    )
    expect(of('NETLINK_ROUTE').map(({ acknowledgement }) => acknowledgement?.code)).toContain('EEXIST')
    expect(of('NETLINK_SOCK_DIAG')).toContainEqual(
      expect.objectContaining({ type: 'SOCK_DIAG_BY_FAMILY', object: expect.anything() as object })
    )
    const [asked] = of('NETLINK_GENERIC')
    expect(asked).toMatchObject({ header: '03010000', attributes: [{ type: 2, data: '6e6c6374726c00' }] })
    const [netfilter] = of('NETLINK_NETFILTER')
    expect(netfilter).toMatchObject({ header: '00000000', attributes: [{ type: 1, data: '07000000' }] })
    expect(await nlkit('decode', file)).toMatch(
      /NETLINK_GENERIC .*header 03010000 attributes \{ 2: 'nlctrl' \}/
    )
  })
)

/** Captures of the kernel's own messages, beside another program that reads and writes them. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { Background, ip, linkKind, requires, run, tool } from '../../../../test/support/kernel.ts'
import { Connection, NETLINK_ROUTE, rawCodec, readMessages } from '../index.ts'
import { pcapHeader, pcapPacket, readCapture, record, replay, type CapturedDatagram } from './index.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nlkit-capture-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const spec = { type: 18, name: 'RTM_GETLINK', body: rawCodec, value: new Uint8Array(16), reply: rawCodec }
const one = { ...spec, value: new Uint8Array(16).with(4, 1) }

/** A request and a dump of links, and what they answered. */
async function captured(): Promise<{ seen: CapturedDatagram[]; links: Uint8Array[] }> {
  using connection = Connection.open({ protocol: NETLINK_ROUTE })
  const seen: CapturedDatagram[] = []
  using _ = record((datagram) => seen.push(datagram), connection)
  const links = [await connection.one(one), ...(await connection.dump(spec).toArray())]
  return { seen, links }
}

const pcapOf = (seen: readonly CapturedDatagram[]): Buffer =>
  Buffer.concat([pcapHeader(), ...seen.map((datagram) => pcapPacket(datagram))])

it('is replayed as the kernel answered', async () => {
  const { seen, links } = await captured()
  using again = Connection.open({ protocol: NETLINK_ROUTE, transport: replay(readCapture(pcapOf(seen))) })
  expect([await again.one(one), ...(await again.dump(spec).toArray())]).toEqual(links)
})

it(
  'is a file that libpcap reads and writes: link type NETLINK, every datagram, to the nanosecond',
  requires(tool('tcpdump'), async () => {
    const { seen } = await captured()
    const ours = join(folder, 'ours.pcap')
    const theirs = join(folder, 'theirs.pcap')
    writeFileSync(ours, pcapOf(seen))
    await run(['tcpdump', '-Z', 'root', '-r', ours, '--time-stamp-precision=nano', '-w', theirs])
    expect(readCapture(readFileSync(theirs))).toEqual(readCapture(pcapOf(seen)))
  })
)

it(
  'reads what tcpdump captured on an nlmon interface',
  requires([tool('tcpdump'), linkKind('nlmon')], async () => {
    await ip('link', 'add', 'nlmon0', 'type', 'nlmon')
    await ip('link', 'set', 'nlmon0', 'up')
    const file = join(folder, 'nlmon.pcap')
    await using dump = new Background(['tcpdump', '-Z', 'root', '-i', 'nlmon0', '-U', '-w', file])
    await expect.poll(() => dump.stderr).toMatch(/listening on nlmon0, link-type NETLINK/)
    const { seen } = await captured()
    const wanted = seen.find(({ direction }) => direction === 'sent')?.data ?? new Uint8Array()
    await expect
      .poll(() => readCapture(readFileSync(file)).map(({ data }) => Buffer.from(data).toString('hex')))
      .toContain(Buffer.from(wanted).toString('hex'))
    expect([...readMessages(wanted)].map(({ type }) => type)).toEqual([18])
  })
)

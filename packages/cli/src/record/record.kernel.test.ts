import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { Background, ip, patience } from '../../../../test/support/kernel.ts'
import { outcomeOf } from '../shared/command.fixture.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nlkit-record-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it(
  'records what happens until Ctrl-C, and decode reads it',
  async () => {
    const main = new URL('../main.ts', import.meta.url).pathname
    const file = join(folder, 'all.pcap')
    const argv = [process.execPath, '--conditions=nlkit-source', main, 'record', file]
    await using recording = new Background(argv)
    await expect
      .poll(() => recording.stderr, { timeout: 60_000 * patience })
      .toMatch(/^Recording to .*all\.pcap\. Ctrl-C ends\.\n/)
    await ip('link', 'add', 'rec0', 'type', 'veth', 'peer', 'name', 'rec1')
    await ip('addr', 'add', '10.5.0.1/24', 'dev', 'rec0')
    const decoded = async (): Promise<string> => (await outcomeOf('decode', file)).stdout
    // It is in the file while it is written.
    await expect
      .poll(decoded, { timeout: 60_000 * patience })
      .toMatch(/received NETLINK_ROUTE RTM_NEWADDR .*local: '10\.5\.0\.1'/)
    recording.child.kill('SIGINT')
    expect(await recording.ended).toBe(0)
    expect(recording.stderr).toMatch(/\n\d+ datagrams in .*all\.pcap, none was lost\n$/)
    const lines = await decoded()
    expect(lines).toMatch(/received NETLINK_ROUTE RTM_NEWLINK .*ifname: 'rec0'/)
    expect(lines).toMatch(/received NETLINK_KOBJECT_UEVENT kernel .*devpath: '\/devices\/virtual\/net\/rec0'/)
  },
  180_000 * patience
)

it('says what the kernel refuses', async () => {
  const file = join(folder, 'refused.pcap')
  const { status, stderr } = await outcomeOf('record', file, 'link', '--netns', 'no-such-namespace')
  expect([status, stderr]).toEqual([1, expect.stringMatching(/^nlkit: open: ENOENT: network namespace/)])
})

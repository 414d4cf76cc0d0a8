import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readCapture, replay } from '@nlkit/core/capture'
import { Rtnl } from '@nlkit/rtnl'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ip } from '../../../../test/support/kernel.ts'
import { outcomeOf } from '../shared/command.fixture.ts'

let folder = ''
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nlkit-trace-'))
  await ip('link', 'add', 'tr0', 'type', 'veth', 'peer', 'name', 'tr1')
  await ip('addr', 'add', '10.6.0.1/24', 'dev', 'tr0')
  await ip('link', 'set', 'tr0', 'up')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('shows a command at work, whose output stays as it is, and writes what can be replayed', async () => {
  const file = join(folder, 'routes.pcap')
  const plain = await outcomeOf('--json', 'route', 'list')
  const traced = await outcomeOf('--json', 'trace', '--write', file, 'route', 'list')
  expect([traced.status, traced.stdout]).toEqual([0, plain.stdout])
  expect(plain.stdout).toMatch(/10\.6\.0\.0\/24/)
  expect(traced.stderr).toMatch(/ sent NETLINK_ROUTE RTM_GETROUTE REQUEST\|ACK\|DUMP seq /)
  expect(traced.stderr).toMatch(/ received NETLINK_ROUTE RTM_NEWROUTE MULTI.*dst: '10\.6\.0\.0'/)
  expect(traced.stderr).toMatch(/ NLMSG_DONE MULTI.*: end \(0\) of RTM_GETROUTE$/m)
  const decoded = await outcomeOf('decode', file)
  expect(decoded.stdout.trimEnd().split('\n')).toHaveLength(traced.stderr.trimEnd().split('\n').length)
  using rtnl = Rtnl.open({ transport: replay(readCapture(readFileSync(file))) })
  expect((await rtnl.links.list()).map(({ ifname }) => ifname)).toEqual(
    expect.arrayContaining(['lo', 'tr0', 'tr1'])
  )
})

it('shows what the kernel refuses, and ends as the command does', async () => {
  const { status, stderr } = await outcomeOf('trace', 'route', 'del', '10.66.0.0/24', 'dev', 'tr0')
  expect(status).toBe(1)
  expect(stderr).toMatch(/ sent NETLINK_ROUTE RTM_DELROUTE REQUEST\|ACK .*dst: '10\.66\.0\.0'/)
  expect(stderr).toMatch(/ received NETLINK_ROUTE NLMSG_ERROR .*: ESRCH of RTM_DELROUTE/)
  expect(await outcomeOf('trace', 'route', 'list', '--no-such-option')).toMatchObject({ status: 2 })
})

import { expect, it } from 'vitest'
import { Background } from '../../../test/support/kernel.ts'
import { messages } from './messages.ts'

it('is what NODE_DEBUG=nlkit prints messages by', async () => {
  const code = `
    const { Rtnl } = await import(${JSON.stringify(new URL('index.ts', import.meta.url).href)})
    const rtnl = Rtnl.open()
    await rtnl.links.get('lo')
    await rtnl.addresses.list()
    await rtnl.links.add({ ifname: 'print0', linkinfo: { kind: 'bridge' } })`
  const argv = [process.execPath, '--conditions=nlkit-source', '--input-type=module', '-e', code]
  const child = new Background(argv, { env: { NODE_DEBUG: 'nlkit' } })
  expect(await child.ended).toBe(0)
  const lines = child.stderr.split('\n')
  expect(lines).toContainEqual(
    expect.stringMatching(/sent NETLINK_ROUTE \d+: RTM_GETLINK \(18\) .*ifname: 'lo'/)
  )
  expect(lines).toContainEqual(
    expect.stringMatching(/received NETLINK_ROUTE \d+: RTM_NEWLINK \(16\) .*mtu: 65536/)
  )
  expect(lines).toContainEqual(expect.stringMatching(/received .*RTM_NEWADDR \(20\) .*local: '127\.0\.0\.1'/))
  expect(lines).toContainEqual(
    expect.stringMatching(
      /sent .*RTM_NEWLINK \(16\) .* flags REQUEST\|ACK\|ECHO\|EXCL\|CREATE, .*linkinfo: \{ kind: 'bridge' \}/
    )
  )
})

it('has a codec that reads for each of its types', () => {
  expect(messages.size).toBeGreaterThan(40)
  for (const [type, { name, codec }] of messages) {
    expect([type, name, typeof codec?.decode]).toEqual([type, expect.stringMatching(/^RTM_/), 'function'])
  }
})

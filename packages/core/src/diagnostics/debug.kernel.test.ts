/** NODE_DEBUG=nlkit in a process of its own. */
import { expect, it } from 'vitest'
import { Background } from '../../../../test/support/kernel.ts'

const index = JSON.stringify(new URL('../index.ts', import.meta.url).href)
const program = `
  const { Connection, NetlinkSocket, rawCodec } = await import(${index})
  const { channel } = await import('node:diagnostics_channel')
  const head = Uint8Array.of(0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
  const lo = { type: 18, name: 'RTM_GETLINK', body: rawCodec, value: head, reply: { decode: () => 1 } }
  const plain = Connection.open({ protocol: 0 })
  await plain.one(lo)
  const absent = lo.value.with(4, 99)
  await plain.one({ ...lo, value: absent }).catch(() => {})
  const link = { decode: ({ view }, offset) => ({ index: view.getInt32(offset + 4, true) }) }
  const messages = new Map([[16, { name: 'RTM_NEWLINK', codec: link }], [18, { name: 'RTM_GETLINK', codec: link }]])
  const told = Connection.open({ protocol: 0, messages })
  await told.one(lo)
  const all = { ...lo, value: new Uint8Array(16), flags: 0x300, reply: rawCodec }
  await told.dump(all).toArray()
  const bad = { decode() { throw new RangeError('no such link') } }
  await Connection.open({ protocol: 0, messages: new Map([[16, { name: 'RTM_NEWLINK', codec: bad }]]) }).one(lo)
  const generic = Connection.open({ protocol: 16 })
  const name = Uint8Array.of(3, 1, 0, 0, 11, 0, 2, 0, 110, 108, 99, 116, 114, 108, 0, 0)
  await generic.one({ type: 16, name: 'CTRL_CMD_GETFAMILY', body: rawCodec, value: name, reply: rawCodec })
  const user = NetlinkSocket.open({ protocol: 2 })
  user.send(new TextEncoder().encode('add@/devices/x\\0ACTION=add\\0'), { portId: user.portId })
  await user.receive()
  console.log(plain.portId, channel('nlkit:sent').hasSubscribers, channel('nlkit:received').hasSubscribers)`

async function runWith(debug: string): Promise<{ stdout: string; stderr: string }> {
  const argv = [process.execPath, '--conditions=nlkit-source', '--input-type=module', '-e', program]
  const child = new Background(argv, { env: { NODE_DEBUG: debug } })
  expect([await child.ended, child.stderr]).toEqual([0, expect.any(String)])
  return { stdout: child.lines.join('\n'), stderr: child.stderr }
}

it('prints every message, decoded as far as it is known', async () => {
  const { stdout, stderr } = await runWith('http,nlkit')
  const [portId] = stdout.split(' ')
  const lines = stderr
    .trim()
    .split('\n')
    .map((line) => line.replace(/^NLKIT \d+: /, ''))
  const ours = lines.filter((line) => line.includes(` ${portId}: `))
  // Without a schema: header and attributes by number.
  expect(ours[0]).toBe(
    `sent NETLINK_ROUTE ${portId}: type (18) 32 bytes, flags REQUEST|ACK, seq 1, port 0: 00000000010000000000000000000000`
  )
  expect(ours[1]).toMatch(
    /^received NETLINK_ROUTE \d+: type \(16\) \d+ bytes, flags 0, seq 1, port \d+: header [0-9a-f]{32} attributes \{ 3: 6c6f00, /
  )
  expect(ours[2]).toMatch(/^received .*: NLMSG_ERROR \(2\) 36 bytes, flags CAPPED, seq 1, port \d+: ACK$/)
  expect(ours[4]).toMatch(/^received .*: NLMSG_ERROR \(2\) .*, seq 2, port \d+: ENODEV \(-19\)/)
  // With one.
  expect(lines).toContainEqual(
    expect.stringMatching(/RTM_GETLINK \(18\) 32 bytes, flags REQUEST\|ACK, .*: \{ index: 1 \}$/)
  )
  expect(lines).toContainEqual(expect.stringMatching(/RTM_NEWLINK \(16\) .*: \{ index: 1 \}$/))
  expect(lines).toContainEqual(expect.stringMatching(/RTM_GETLINK \(18\) .* flags REQUEST\|ACK\|DUMP, /))
  expect(lines).toContainEqual(expect.stringMatching(/NLMSG_DONE \(3\) 20 bytes, flags MULTI, .*: 0$/))
  expect(lines).toContainEqual(
    expect.stringMatching(/RTM_NEWLINK \(16\) .*: RangeError: no such link: header /)
  )
  // Other protocols, and what is no message.
  expect(lines).toContainEqual(
    expect.stringMatching(/^sent NETLINK_GENERIC .*: header 03010000 attributes \{ 2: 6e6c6374726c00 \}$/)
  )
  expect(lines).toContainEqual(
    expect.stringMatching(/^received NETLINK_USERSOCK \d+: no message: add@\/devices\/x ACTION=add$/)
  )
  expect(stdout).toMatch(/true true$/)
})

it('neither prints nor listens when nobody asks', async () => {
  const { stdout, stderr } = await runWith('http')
  expect(stdout).toMatch(/false false$/)
  expect(stderr).not.toMatch(/NLKIT/)
})

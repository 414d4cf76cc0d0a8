/** Whom a connection to the kernel believes, and what the kernel does not let everybody do. */
import { expect, it } from 'vitest'
import { hostRoot, ip, requires, run } from '../../../../test/support/kernel.ts'
import { LE } from '../codec/index.ts'
import { Connection, NETLINK_ROUTE, NetlinkSocket, rawCodec, type RequestSpec } from '../index.ts'
import { message } from '../testing/index.ts'

const getLo: RequestSpec<Uint8Array, Uint8Array> = {
  type: 18,
  name: 'RTM_GETLINK',
  body: rawCodec,
  value: new Uint8Array(new Int32Array([0, 1, 0, 0]).buffer),
  reply: rawCodec
}

const forged = (sequence: number, portId: number): Uint8Array =>
  message(16, 0, sequence, portId, new Uint8Array(16).fill(6))

it('cannot be sent to by another process; what it sends to a group is dropped and counted', async () => {
  using connection = Connection.open({ protocol: NETLINK_ROUTE })
  using events = connection.subscribe({
    groups: [1],
    decode: ({ bytes, offset, senderPortId }) => ({
      senderPortId,
      index: bytes.view.getInt32(offset + 4, LE)
    })
  })
  using stranger = NetlinkSocket.open({ protocol: NETLINK_ROUTE })
  // As root one may send to other ports and to groups; the right sequence number is easily guessed.
  const { portId } = connection
  expect(() => stranger.send(forged(1, portId), { portId })).toThrow(
    expect.objectContaining({ code: 'ECONNREFUSED' })
  )
  stranger.send(forged(0, 0), { groups: 1 })
  const lo = await connection.one(getLo)
  expect(new DataView(lo.buffer, lo.byteOffset).getInt32(4, LE)).toBe(1)
  expect([connection.rejectedCount, connection.strayCount]).toEqual([0, 0])
  await ip('link', 'add', 'true0', 'type', 'bridge')
  const { value } = await events.next()
  expect(value).toMatchObject({ senderPortId: 0 })
  expect(events.rejectedCount).toBe(1)
})

const index = JSON.stringify(new URL('../index.ts', import.meta.url).href)
/** Sets lo down, and says what becomes of it. */
const program = `
  const { Connection, NLM_F_ACK, rawCodec } = await import(${index})
  const value = new Uint8Array(new Int32Array([0, 1, 0, 1]).buffer)
  const spec = { type: 16, name: 'RTM_NEWLINK', body: rawCodec, value }
  if (process.argv[1] === 'drop') { process.setgroups([]); process.setgid(65534); process.setuid(65534) }
  const connection = Connection.open({ protocol: 0 })
  await connection.acknowledge(spec).then(() => console.log('done'), (error) => console.log(error.code, error.message))
  const other = { ...spec, capability: 'CAP_SYS_ADMIN' }
  await connection.acknowledge(other).then(() => console.log('done'), (error) => console.log(error.code, error.message))`
const node = [process.execPath, '--conditions=nlkit-source', '--input-type=module', '-e', program]

it(
  'says which capability is missing',
  requires(hostRoot, async () => {
    expect((await run([...node, 'drop'])).trim().split('\n')).toEqual([
      'EPERM RTM_NEWLINK: EPERM: needs CAP_NET_ADMIN',
      'EPERM RTM_NEWLINK: EPERM: needs CAP_SYS_ADMIN'
    ])
  })
)

it(
  'says so where it is a user namespace that the capability does not count in',
  requires(
    async () => {
      const output = await run(['unshare', '-Ur', 'id', '-u']).catch(() => '')
      return output.trim() === '0' ? undefined : 'no user namespaces can be made here'
    },
    async () => {
      // Root of a user namespace, in a network namespace that belongs to another.
      const said = await run(['unshare', '-Ur', ...node])
      expect(said).toMatch(
        /^EPERM RTM_NEWLINK: EPERM: needs CAP_NET_ADMIN; this process runs in a user namespace, where it counts only for namespaces that it owns\n/
      )
      expect(await run(['unshare', '-Urn', ...node])).toBe('done\ndone\n')
    }
  )
)

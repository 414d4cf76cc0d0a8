/** How an exchange ends on the protocols whose kernel sides differ, with messages written by hand. */
import { describe, expect, it } from 'vitest'
import { requires } from '../../../../test/support/kernel.ts'
import {
  Connection,
  NETLINK_AUDIT,
  NETLINK_GENERIC,
  NETLINK_NETFILTER,
  NETLINK_SOCK_DIAG,
  NETLINK_XFRM,
  rawCodec,
  type RequestSpec
} from '../index.ts'

const spec = (
  type: number,
  name: string,
  value: Uint8Array
): RequestSpec<Uint8Array, Uint8Array> & { reply: typeof rawCodec } => ({
  type,
  name,
  body: rawCodec,
  value,
  reply: rawCodec
})

const text = new TextDecoder()

describe('object, then ACK', () => {
  it('on generic netlink', async () => {
    using connection = Connection.open({ protocol: NETLINK_GENERIC })
    // CTRL_CMD_GETFAMILY, CTRL_ATTR_FAMILY_NAME: nlctrl
    const value = Uint8Array.of(3, 1, 0, 0, 11, 0, 2, 0, ...new TextEncoder().encode('nlctrl\0'), 0)
    const family = await connection.one(spec(16, 'CTRL_CMD_GETFAMILY', value))
    expect(text.decode(family)).toContain('nlctrl')
    const all = await connection.dump(spec(16, 'CTRL_CMD_GETFAMILY', Uint8Array.of(3, 1, 0, 0))).toArray()
    expect(all.some((one) => text.decode(one).includes('nlctrl'))).toBe(true)
    const absent = Uint8Array.of(3, 1, 0, 0, 9, 0, 2, 0, ...new TextEncoder().encode('none\0'), 0, 0, 0)
    await expect(connection.one(spec(16, 'CTRL_CMD_GETFAMILY', absent))).rejects.toMatchObject({
      code: 'ENOENT'
    })
  })

  it('on xfrm', async () => {
    using connection = Connection.open({ protocol: NETLINK_XFRM })
    const info = await connection.one(spec(0x25, 'XFRM_MSG_GETSPDINFO', new Uint8Array(4)))
    expect(info.length).toBeGreaterThan(4)
  })

  it('on nfnetlink', async () => {
    using connection = Connection.open({ protocol: NETLINK_NETFILTER })
    const generation = await connection.one(spec((10 << 8) | 16, 'NFT_MSG_GETGEN', new Uint8Array(4)))
    expect(generation.length).toBeGreaterThanOrEqual(12)
  })
})

it(
  'is the ACK, then the object, on audit',
  requires(
    async () => {
      try {
        // A kernel that was booted with audit=0 has not even the protocol.
        using connection = Connection.open({ protocol: NETLINK_AUDIT, end: 'ack-then-object' })
        await connection.one(spec(1000, 'AUDIT_GET', new Uint8Array()))
        return undefined
      } catch (error) {
        return `audit answers initial user and process namespaces only (${String(error)})`
      }
    },
    async () => {
      using connection = Connection.open({ protocol: NETLINK_AUDIT, end: 'ack-then-object' })
      for (let i = 0; i < 10; i++) {
        const status = await connection.one(spec(1000, 'AUDIT_GET', new Uint8Array()))
        expect(status.length).toBeGreaterThanOrEqual(32) // struct audit_status
      }
      expect(connection.strayCount).toBe(0)
    }
  )
)

it('is the end of a dump on sock_diag', async () => {
  using connection = Connection.open({ protocol: NETLINK_SOCK_DIAG })
  const value = new Uint8Array(56)
  value.set([2, 6, 0, 0, 255, 255, 255, 255]) // AF_INET, IPPROTO_TCP, all states
  expect(Array.isArray(await connection.dump(spec(20, 'SOCK_DIAG_BY_FAMILY', value)).toArray())).toBe(true)
  value[0] = 250
  await expect(connection.dump(spec(20, 'SOCK_DIAG_BY_FAMILY', value)).toArray()).rejects.toMatchObject({
    code: expect.stringMatching(/ENOENT|EINVAL/) as string
  })
})

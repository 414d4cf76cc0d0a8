/** Extended acks as this kernel sends them: capped and not, with a policy, with what is missing, with a path. */
import { describe, expect, it } from 'vitest'
import { LE, noPaths, type PathTable, type Writer } from '../codec/index.ts'
import { Connection, NETLINK_GENERIC, NetlinkSocket, rawCodec, readMessages } from '../index.ts'
import type { RequestSpec } from '../index.ts'
import { bytesOf } from '../codec/index.ts'
import { message } from '../testing/index.ts'
import { NLM_F_CAPPED, NLMSG_ERROR } from './constants.ts'
import { errorExtendedAck } from './extended-ack.ts'

const GENL_ID_CTRL = 16
const CTRL_CMD_GETFAMILY = 3

/** struct genlmsghdr and the name of a family, CTRL_ATTR_FAMILY_NAME. */
const family = {
  paths: {
    ...noPaths,
    prefix: 'CTRL_ATTR',
    header: 4,
    attributes: { familyId: 1, familyName: 2 }
  } satisfies PathTable,
  encode(writer: Writer, name: string): void {
    const header = writer.reserve(4)
    writer.view.setUint8(header, CTRL_CMD_GETFAMILY)
    writer.view.setUint8(header + 1, 1)
    writer.attributeString(2, name)
  }
}

const getFamily = (name: string): RequestSpec<string, Uint8Array> & { reply: typeof rawCodec } => ({
  type: GENL_ID_CTRL,
  name: 'CTRL_CMD_GETFAMILY',
  body: family,
  value: name,
  reply: rawCodec
})

it('has the path of the attribute in the object, and what the kernel`s policy allows', async () => {
  using connection = Connection.open({ protocol: NETLINK_GENERIC })
  const error: unknown = await connection.one(getFamily('x'.repeat(40))).catch((reason: unknown) => reason)
  // nla_policy of nlctrl: NLA_NUL_STRING of GENL_NAMSIZ - 1.
  expect(error).toMatchObject({
    code: expect.stringMatching(/^E(?:INVAL|RANGE)$/) as string,
    extack: {
      message: expect.stringMatching(/./) as string,
      offset: 20,
      path: 'familyName',
      policy: { type: 'nul_string', maxLength: 15 }
    }
  })
})

// Each refuses a request without its attribute 1: netdev_nl_dev_get_doit(), and since Linux 6.1 ethnl_default_doit().
it.each([
  ['netdev', 1, 'NETDEV_CMD_DEV_GET', 'ifindex'],
  ['ethtool', 2, 'ETHTOOL_MSG_LINKINFO_GET', 'header']
] as const)('names an attribute that is missing: %s', async (name, command, request, attribute) => {
  using connection = Connection.open({ protocol: NETLINK_GENERIC })
  const found: unknown = await connection.one(getFamily(name)).catch((reason: unknown) => reason)
  if (!(found instanceof Uint8Array)) {
    // This kernel has no such family, and says so.
    expect(found).toMatchObject({ code: 'ENOENT' })
    return
  }
  const body = {
    paths: { ...noPaths, prefix: 'A', header: 4, attributes: { [attribute]: 1 } } satisfies PathTable,
    encode(writer: Writer): void {
      writer.view.setUint8(writer.reserve(4), command)
    }
  }
  const spec = { type: familyId(found), name: request, body, value: undefined }
  await expect(connection.acknowledge(spec)).rejects.toMatchObject({
    code: 'EINVAL',
    message: `${request}: EINVAL: attribute missing: ${attribute}`,
    extack: { missing: attribute }
  })
})

/** CTRL_ATTR_FAMILY_ID of an answer. */
function familyId(answer: Uint8Array): number {
  const { view } = bytesOf(answer)
  for (let at = 4; at + 6 <= answer.length; at += (view.getUint16(at, LE) + 3) & ~3)
    if (view.getUint16(at + 2, LE) === 1) return view.getUint16(at + 4, LE)
  throw new Error('no family id')
}

describe.each([true, false])('with NETLINK_CAP_ACK %s', (isCapped) => {
  it('is found behind what the kernel repeats of the request', async () => {
    using socket = NetlinkSocket.open({ protocol: NETLINK_GENERIC })
    socket.options.extAck = true
    socket.options.capAck = isCapped
    const name = new TextEncoder().encode(`${'x'.repeat(40)}\0`)
    const payload = Uint8Array.of(CTRL_CMD_GETFAMILY, 1, 0, 0, 4 + name.length, 0, 2, 0, ...name, 0, 0, 0)
    socket.send(message(GENL_ID_CTRL, 1 | 4, 7, 0, payload))
    const { data } = await socket.receive({ timeout: 10_000 })
    const [answer] = [...readMessages(data)]
    expect(answer?.type).toBe(NLMSG_ERROR)
    expect((answer?.flags ?? 0) & NLM_F_CAPPED).toBe(isCapped ? NLM_F_CAPPED : 0)
    const bytes = bytesOf(answer?.payload ?? new Uint8Array())
    expect(errorExtendedAck(bytes, 0, bytes.u8.length, answer?.flags ?? 0)).toMatchObject({
      message: expect.stringMatching(/./) as string,
      offset: 20,
      policy: { type: 'nul_string', maxLength: 15 }
    })
  })
})

/**
 * A program that sends datagrams to NETLINK_KOBJECT_UEVENT: `send.fixture.ts GROUP HEX...` to a group, or with group `kernel` to
 * the kernel, for it to send them on (uevent_net_rcv_skb()).
 */
import { NETLINK_KOBJECT_UEVENT, NetlinkSocket } from '@nlkit/core'

const [group = '', ...messages] = process.argv.slice(2)
const socket = NetlinkSocket.open({ protocol: NETLINK_KOBJECT_UEVENT })
socket.options.sendBuffer = 1_048_576
for (const hex of messages) {
  const bytes = Buffer.from(hex.startsWith('x') ? '41'.repeat(Number(hex.slice(1))) : hex, 'hex')
  if (group === 'kernel') {
    // nlmsghdr of exactly that length: the kernel takes all behind it, padding too.
    const header = new Uint8Array(16)
    new Uint32Array(header.buffer, 0, 1)[0] = 16 + bytes.length
    new Uint16Array(header.buffer, 4, 2).set([16, 1 | 4]) // any type, NLM_F_REQUEST | NLM_F_ACK
    socket.send(Buffer.concat([header, bytes]))
    const { data } = await socket.receive({ timeout: 5_000 })
    const errno = new Int32Array(data.slice(16, 20).buffer)[0]
    if (errno !== 0) throw new Error(`errno ${errno}`)
  } else {
    socket.send(bytes, { groups: 1 << (Number(group) - 1) })
  }
}
socket.close()
process.stdout.write('sent\n')

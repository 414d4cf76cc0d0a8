import { NETLINK_ROUTE } from '@nlkit/core'
import type { Connection, WaitOptions } from '@nlkit/core'
import { LE } from '@nlkit/core/codec'
import type { Bytes, Writer } from '@nlkit/core/codec'

// linux/rtnetlink.h, linux/if_link.h
const RTM_GETLINK = 18
const IFLA_IFNAME = 3
const IFLA_EXT_MASK = 29
const IFLA_ALT_IFNAME = 53
const RTEXT_FILTER_SKIP_STATS = 1 << 3
const IFINFOMSG = 16
const IFNAMSIZ = 16

/** Asks for one link by its name, and reads its index only. */
const linkIndex = {
  encode(writer: Writer, name: string): void {
    writer.reserve(IFINFOMSG)
    const isShort = Buffer.byteLength(name) < IFNAMSIZ
    writer.attributeString(isShort ? IFLA_IFNAME : IFLA_ALT_IFNAME, name, 'dev')
    writer.attributeU32(IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS, 'extMask')
  },
  decode({ view }: Bytes, offset: number): number {
    return view.getInt32(offset + 4, LE)
  }
}

/**
 * The index of an interface by name or alternative name, in the namespace whose sockets are asked for.
 * @throws NetlinkError ENODEV for an unknown name
 */
export async function deviceIndex(sockets: Connection, name: string, options?: WaitOptions): Promise<number> {
  using connection = sockets.beside({ protocol: NETLINK_ROUTE })
  return await connection.one(
    { type: RTM_GETLINK, name: `RTM_GETLINK ${name}`, body: linkIndex, value: name, reply: linkIndex },
    options && { signal: options.signal, timeout: options.timeout }
  )
}

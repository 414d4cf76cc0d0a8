import { run } from '../../../../test/support/kernel.ts'

/** A router advertisement from `fe80::1` with a prefix and a name server: RFC 4861, RFC 8106. */
const SCRIPT = `
import socket, struct, sys
at = socket.if_nametoindex(sys.argv[1])
router = socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6)
router.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_HOPS, 255)
router.bind(('fe80::1', 0, 0, at))
address = lambda text: socket.inet_pton(socket.AF_INET6, text)
head = struct.pack('>BBHBBHII', 134, 0, 0, 64, 0, 0, 0, 0)
prefix = struct.pack('>BBBBIII16s', 3, 4, 64, 0xc0, 7200, 3600, 0, address('2001:db8:9::'))
servers = struct.pack('>BBHI16s', 25, 3, 0, 600, address('2001:db8:9::53'))
router.sendto(head + prefix + servers, ('ff02::1', 0, 0, at))
`

/** Sends it by an interface that has `fe80::1`. */
export async function advertise(dev: string): Promise<void> {
  await run(['python3', '-c', SCRIPT, dev])
}

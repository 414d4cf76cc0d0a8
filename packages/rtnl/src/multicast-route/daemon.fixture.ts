import { background, type Background } from '../../../../test/support/kernel.ts'

/** What a kernel without multicast routing refuses. */
export const MULTICAST_ROUTING = `
import socket
for family, kind, level in ((2, 2, 0), (10, 58, 41)):
    socket.socket(family, socket.SOCK_RAW, kind).setsockopt(level, 200, 1)
`

/** A daemon of multicast routing: its interfaces are 0, 1, ... of both families, and what it is told by lines it does. */
const SCRIPT = `
import socket, struct, sys
index = [socket.if_nametoindex(name) for name in sys.argv[1:]]
def address6(text):
    return struct.pack('=HHI16sI', socket.AF_INET6, 0, 0, socket.inet_pton(socket.AF_INET6, text), 0)
v4 = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_IGMP)
v4.setsockopt(socket.IPPROTO_IP, 200, 1)
v6 = socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6)
v6.setsockopt(socket.IPPROTO_IPV6, 200, 1)
for number, at in enumerate(index):
    v4.setsockopt(socket.IPPROTO_IP, 202, struct.pack('=HBBIi4s', number, 8, 1, 0, at, bytes(4)))
    v6.setsockopt(socket.IPPROTO_IPV6, 202, struct.pack('=HBBHxxI', number, 0, 1, at, 0))
print('ready', flush=True)
for line in sys.stdin:
    verb, *words = line.split()
    if verb == 'route6':
        source, group, parent, to = words
        entry = address6(source) + address6(group) + struct.pack('=HxxI28x', int(parent), 1 << int(to))
        v6.setsockopt(socket.IPPROTO_IPV6, 204, entry)
    elif verb == 'send':
        group, at = words
        is6 = ':' in group
        out = socket.socket(socket.AF_INET6 if is6 else socket.AF_INET, socket.SOCK_DGRAM)
        if is6:
            out.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_IF, index[int(at)])
        else:
            out.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, struct.pack('=4s4si', bytes(4), bytes(4), index[int(at)]))
        out.sendto(b'nlkit', (group, 9))
    print(verb, flush=True)
`

export async function multicastDaemon(...interfaces: string[]): Promise<Background> {
  const daemon = background('python3', '-c', SCRIPT, ...interfaces)
  await daemon.line('ready')
  return daemon
}

/** Tells the daemon something and waits until it is done. */
export async function tell(daemon: Background, line: string): Promise<void> {
  daemon.write(`${line}\n`)
  await daemon.line(line.slice(0, line.indexOf(' ')))
}

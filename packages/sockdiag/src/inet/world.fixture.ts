/** TCP and UDP sockets in every state that can be kept still, made by one helper process. */
import { ip } from '../../../../test/support/kernel.ts'
import { Helper } from '../kernel.fixture.ts'

/** Cookies by what the socket is. */
export type World = Readonly<Record<string, string>>

const SCRIPT = `
SO_MARK, IPV6_TCLASS = 36, 67
told = {}
keep = []
def note(name, s):
    keep.append(s)
    told[name] = cookie(s)
    return s
def listener(name, address, port, family=socket.AF_INET, backlog=16, **options):
    s = socket.socket(family)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if options.get('v6only'): s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    if 'mark' in options: s.setsockopt(socket.SOL_SOCKET, SO_MARK, options['mark'])
    if 'dev' in options: s.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, options['dev'])
    s.bind((address, port))
    s.listen(backlog)
    return note(name, s)
def pair(name, server, address, source=None):
    c = socket.create_connection(address, source_address=source)
    a, _ = server.accept()
    note(name + ' client', c)
    note(name + ' server', a)
    return c, a

v4 = listener('listener', '127.0.0.1', 20001)
listener('listener any', '0.0.0.0', 20002, mark=5)
v6 = listener('listener v6only', '::1', 20003, socket.AF_INET6, v6only=True)
dual = listener('listener dual-stack', '::', 20004, socket.AF_INET6)
bound = listener('listener bound to lo', '127.0.0.1', 20005, dev=b'lo')
full = listener('listener that is full', '127.0.0.1', 20006, backlog=0)
pair('v4', v4, ('127.0.0.1', 20001))
pair('v4 bound', v4, ('127.0.0.1', 20001), ('127.0.0.2', 30001))
pair('v6', v6, ('::1', 20003))
pair('mapped', dual, ('127.0.0.1', 20004))
pair('dual', dual, ('::1', 20004))
c, a = pair('queued', v4, ('127.0.0.1', 20001))
c.send(b'x' * 1000)
c, a = pair('kept alive', v4, ('127.0.0.1', 20001))
c.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
c, a = pair('half closed', v4, ('127.0.0.1', 20001))
c.shutdown(socket.SHUT_WR)
c, a = pair('gone', v4, ('127.0.0.1', 20001))
c.close(); a.close()
c, a = pair('v6 gone', v6, ('::1', 20003))
c.close(); a.close()
# Nobody answers at an address whose neighbour does not exist.
s = socket.socket(); s.setblocking(False); s.setsockopt(socket.SOL_SOCKET, SO_MARK, 7)
try: s.connect(('10.99.0.2', 80))
except BlockingIOError: pass
note('connecting', s)
# It sends one SYN, and never hears the answer.
def checksum(data):
    total = sum(struct.unpack('!%dH' % (len(data) // 2), data))
    while total >> 16: total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff
ends = socket.inet_aton('10.99.0.2') + socket.inet_aton('10.99.0.1')
tcp = lambda check: struct.pack('!HHIIBBHHH', 40001, 20002, 1, 0, 5 << 4, 2, 1024, check, 0)
ipv4 = lambda check: struct.pack('!BBHHHBBH', 0x45, 0, 40, 1, 0, 64, 6, check) + ends
with socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM) as p:
    p.sendto(ipv4(checksum(ipv4(0))) + tcp(checksum(ends + struct.pack('!HH', 6, 20) + tcp(0))), ('world1', 0x0800, 0, 0, bytes.fromhex('020000000001')))
s = socket.create_connection(('127.0.0.1', 20006)); note('waiting to be accepted', s)

u = socket.socket(type=socket.SOCK_DGRAM); u.bind(('127.0.0.1', 21001)); note('udp bound', u)
s = socket.socket(type=socket.SOCK_DGRAM); s.connect(('127.0.0.1', 21001)); s.send(b'y' * 100); note('udp connected', s)
s = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM); s.bind(('::', 21002)); note('udp dual-stack', s)
s = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM); s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
s.bind(('::1', 21003)); note('udp v6only', s)
s = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM); s.connect(('::ffff:127.0.0.1', 21001)); note('udp mapped', s)
time.sleep(0.1)
tell(told)
`

/** The helper with all of them. The namespace gets a veth whose neighbour answers nothing. */
export async function world(): Promise<Helper<World>> {
  await ip('link', 'add', 'world0', 'address', '02:00:00:00:00:01', 'type', 'veth', 'peer', 'name', 'world1')
  await ip('addr', 'add', '10.99.0.1/24', 'dev', 'world0')
  await ip('link', 'set', 'world0', 'up')
  await ip('link', 'set', 'world1', 'up')
  await ip('neigh', 'add', '10.99.0.2', 'lladdr', '02:00:00:00:00:02', 'dev', 'world0')
  return Helper.start<World>(SCRIPT)
}

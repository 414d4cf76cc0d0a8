/** Families that only some kernels have: raw_diag, DCCP, SCTP, vsock, TIPC, SMC, XDP. Debian's have them as modules. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ip, kernelHas, requires, ss } from '../../../test/support/kernel.ts'
import { Helper, ssInet } from './kernel.fixture.ts'
import { SockDiag } from './sockdiag.ts'

let diag: SockDiag
beforeAll(() => {
  diag = SockDiag.open()
})
afterAll(() => diag.close())

const python = (what: string, script: string) =>
  kernelHas(what, ['python3', '-c', `import socket, struct, sys\n${script}`])
const socketOf = (what: string, family: number, type: number, protocol = 0) =>
  python(
    what,
    `try: socket.socket(${family}, ${type}, ${protocol})\nexcept OSError as error: sys.exit(error.strerror)`
  )
/** The kernel tells of such sockets: asked with a request of our own, since ss shows an empty list where it does not. */
const told = (what: string, request: string) =>
  python(
    `${what} over sock_diag`,
    `s = socket.socket(16, 3, 4); body = ${request}
s.send(struct.pack('=IHHII', 16 + len(body), 20, 0x301, 1, 0) + body)
answer = s.recv(65536); kind, = struct.unpack_from('=H', answer, 4)
if kind in (2, 3) and struct.unpack_from('=i', answer, 16)[0]: sys.exit('ENOENT')`
  )
const inetRequest = (protocol: number): string =>
  `struct.pack('=BBBBI', 2, ${protocol}, 0, 0, 0xfff) + bytes(40) + b'\\xff' * 8`

describe('raw', () => {
  it(
    'tells the same sockets as ss -wa, and gets and closes the right one',
    requires(told('raw sockets', inetRequest(255)), async () => {
      await using helper = await Helper.start<string[]>(`
keep = [socket.socket(socket.AF_INET, socket.SOCK_RAW, p) for p in (1, 1, 89)] + [socket.socket(socket.AF_INET6, socket.SOCK_RAW, 58)]
keep[1].bind(('127.0.0.1', 0))
tell([cookie(s) for s in keep])
`)
      const cookies = async (): Promise<string[]> =>
        (await diag.raw.list()).map(({ cookie }) => cookie).toSorted()
      expect(await cookies()).toEqual((await ssInet('-wa')).map(({ cookie }) => cookie).toSorted())
      const ospf = (await diag.raw.list()).find(({ protocol }) => protocol === 89)
      expect(ospf).toMatchObject({ family: 'inet', state: 'close', sport: 89, cookie: helper.told[2] })
      expect(await diag.raw.get(ospf ?? {})).toMatchObject({ cookie: helper.told[2] })
      expect(await diag.raw.list({ states: 'listen' })).toEqual([])
      expect(await diag.raw.list({ filter: 'sport = 58' })).toMatchObject([{ family: 'inet6' }])
      // Two sockets fit the addresses of one of them; the kernel takes the first, whatever the cookie says.
      const icmp = (await diag.raw.list()).filter(({ protocol }) => protocol === 1)
      const outcomes = await Promise.all(
        icmp.map((socket) =>
          diag.raw.get({ ...socket, src: '0.0.0.0' }).then(
            () => 'found',
            (error: Error) => error.name
          )
        )
      )
      expect(outcomes.toSorted()).toEqual(['SocketMismatchError', 'found'])
      expect((await diag.raw.destroy({ filter: 'sport = 89' })).destroyed).toMatchObject([
        { cookie: helper.told[2] }
      ])
    })
  )
})

describe('dccp', () => {
  it(
    'tells the same sockets as ss -da',
    requires([socketOf('DCCP', 2, 6, 33), told('DCCP', inetRequest(33))], async () => {
      await using helper = await Helper.start<string[]>(`
def one():
    s = socket.socket(socket.AF_INET, 6, 33); s.setsockopt(269, 2, struct.pack('!I', 42)); return s
l = one(); l.bind(('127.0.0.1', 0)); l.listen()
c = one(); c.connect(l.getsockname()); a, _ = l.accept()
tell([cookie(s) for s in (l, c, a)])
`)
      const sockets = await diag.dccp.list()
      const theirs = (await ssInet('-da')).map(({ cookie }) => cookie)
      expect(sockets.map(({ cookie }) => cookie).toSorted()).toEqual(theirs.toSorted())
      expect(theirs.toSorted()).toEqual(helper.told.toSorted())
      expect(await diag.dccp.list({ states: 'listen' })).toMatchObject([{ cookie: helper.told[0] }])
      const [client] = await diag.dccp.list({ filter: { cookie: helper.told[1] ?? '' } })
      expect(client).toMatchObject({ family: 'inet', state: 'established', dst: '127.0.0.1' })
    })
  )
})

describe('sctp', () => {
  it(
    'tells endpoints and associations',
    requires([socketOf('SCTP', 2, 1, 132), told('SCTP', inetRequest(132))], async () => {
      await using helper = await Helper.start(`
l = socket.socket(2, 1, 132); l.bind(('127.0.0.1', 24001)); l.listen()
c = socket.socket(2, 1, 132); c.connect(('127.0.0.1', 24001)); a, _ = l.accept()
c.send(b'x' * 500); a.recv(500)
tell()
`)
      expect(helper.pid).toBeGreaterThan(0)
      const all = await diag.sctp.list()
      expect(all.map(({ cookie }) => cookie).toSorted()).toEqual(
        (await ssInet('-Sa')).map(({ cookie }) => cookie).toSorted()
      )
      const associations = all.filter(({ peers }) => peers !== undefined)
      expect(associations).toHaveLength(2)
      expect(associations.map(({ state }) => state)).toEqual(['established', 'established'])
      const server = associations.find(({ sport }) => sport === 24001)
      expect(server).toMatchObject({
        src: '127.0.0.1',
        dst: '127.0.0.1',
        cong: 'reno',
        locals: [{ family: 'inet', addr: '127.0.0.1', port: 24001 }],
        info: { state: 'established', pAddress: { family: 'inet', addr: '127.0.0.1', port: server?.dport } }
      })
      expect(server?.peers?.every(({ port }) => port === server.dport)).toBe(true)
      expect(server?.info?.ipackets).toBeGreaterThan(0)
      expect(all.find(({ state }) => state === 'listen')).toMatchObject({ sport: 24001, rqueue: 0 })
      expect((await diag.sctp.list({ states: 'listen' })).map(({ state }) => state)).toEqual(['listen'])
      // The client's endpoint is in that state too.
      expect(await diag.sctp.list({ states: 'established', filter: 'dport = 24001' })).toMatchObject([
        { dport: 24001 },
        { dport: 24001, peers: [{ port: 24001 }] }
      ])
      expect(await diag.sctp.get(server ?? {})).toMatchObject({
        cookie: server?.cookie,
        state: 'established'
      })
      await expect(
        diag.sctp.get({ src: '127.0.0.1', sport: 1, dst: '127.0.0.1', dport: 1 })
      ).rejects.toMatchObject({
        name: 'NetlinkError',
        code: 'ENOENT'
      })
    })
  )
})

describe('vsock', () => {
  it(
    'tells listeners and connections',
    requires(
      [socketOf('vsock', 40, 1), told('vsock', `struct.pack('=BBHIII', 40, 0, 0, 0xfff, 0, 0) + bytes(8)`)],
      async () => {
        await using helper = await Helper.start<{ ino: number; connected: boolean }>(`
l = socket.socket(40, 1); l.bind((0xffffffff, 5000)); l.listen()
connected = True
try:
    c = socket.socket(40, 1); c.settimeout(2); c.connect((1, 5000)); a, _ = l.accept()
except OSError: connected = False
tell({'ino': ino(l), 'connected': connected})
`)
        const { ino, connected } = helper.told
        const all = await diag.vsock.list()
        expect(all.find((socket) => socket.ino === ino)).toMatchObject({
          family: 'vsock',
          type: 'stream',
          state: 'listen',
          srcPort: 5000,
          srcCid: 0xffffffff
        })
        expect(all.filter(({ state }) => state === 'established')).toHaveLength(connected ? 2 : 0)
        expect(
          (await diag.vsock.list({ filter: 'sport = 5000', states: 'listen' })).map((socket) => socket.ino)
        ).toEqual([ino])
        const theirs = (await ss('-Hna', '--vsock')).trim().split('\n')
        expect(theirs).toHaveLength(all.length)
      }
    )
  )
})

describe('tipc', () => {
  it(
    'tells sockets by state',
    requires([socketOf('TIPC', 30, 1), told('TIPC', `struct.pack('=BBHI', 30, 0, 0, 0xfff)`)], async () => {
      await using helper = await Helper.start<{ listener: number; client: number }>(`
l = socket.socket(30, 5); l.bind((socket.TIPC_ADDR_NAMESEQ, 18888, 17, 17, socket.TIPC_NODE_SCOPE)); l.listen()
# connect() ends when the other end accepts.
c = socket.socket(30, 5); c.setblocking(False)
try: c.connect((socket.TIPC_ADDR_NAME, 18888, 17, 0))
except BlockingIOError: pass
a, _ = l.accept()
c.setblocking(True); a.send(b'x'); c.recv(1)
tell({'listener': ino(l), 'client': ino(c)})
`)
      const { listener, client } = helper.told
      const all = await diag.tipc.list()
      expect(all.find(({ ino }) => ino === listener)).toMatchObject({
        type: 'seqpacket',
        tipcState: 'listen',
        uid: 0,
        hasPubl: true,
        stat: { rcvq: 0 }
      })
      expect(all.find(({ ino }) => ino === client)).toMatchObject({
        tipcState: 'established',
        con: { type: 18_888, inst: 17 }
      })
      // Sockets of other states leave empty messages behind, which are none.
      expect((await diag.tipc.list({ states: 'listen' })).map(({ ino }) => ino)).toContain(listener)
      expect(
        (await diag.tipc.list({ states: 'listen' })).every(({ tipcState }) => tipcState === 'listen')
      ).toBe(true)
      expect(await diag.tipc.list({ filter: { inode: client } })).toHaveLength(1)
      const theirs = (await ss('-Ha', '--tipc')).trim().split('\n')
      expect(theirs).toHaveLength(all.length)
    })
  )
})

describe('smc', () => {
  it(
    'tells sockets that fell back to TCP',
    requires(
      [socketOf('SMC', 43, 1), told('SMC', `struct.pack('=BHB', 43, 0, 0x1f) + bytes(40) + b'\\xff' * 8`)],
      async () => {
        await using helper = await Helper.start<{ client: number }>(`
l = socket.socket(43, 1); libc = ctypes.CDLL(None)
address = struct.pack('=HH4s8x', 2, socket.htons(25001), bytes([127, 0, 0, 1]))
assert libc.bind(l.fileno(), address, 16) == 0 and libc.listen(l.fileno(), 5) == 0
c = socket.socket(43, 1)
assert libc.connect(c.fileno(), address, 16) == 0
tell({'client': ino(c)})
`)
        const all = await diag.smc.list()
        const client = all.find(({ inode }) => inode === helper.told.client)
        expect(client).toMatchObject({
          family: 'smc',
          mode: 'fallback-tcp',
          src: '127.0.0.1',
          dst: '127.0.0.1',
          dport: 25_001
        })
        expect(client?.fallback?.reason).toBeGreaterThan(0)
        expect(all.find(({ state }) => state === 'listen')).toMatchObject({ sport: 25_001, src: '127.0.0.1' })
        expect(await diag.smc.list({ filter: 'dport = 25001' })).toHaveLength(1)
      }
    )
  )
})

describe('xdp', () => {
  it(
    'tells rings, memory and statistics',
    requires(
      [socketOf('XDP sockets', 44, 3), told('XDP', `struct.pack('=BBHII', 44, 0, 0, 0, 0x1f) + bytes(8)`)],
      async () => {
        await ip('link', 'add', 'xdp0', 'up', 'type', 'veth', 'peer', 'name', 'xdp1')
        await using helper = await Helper.start<{ ino: number; index: number }>(`
import mmap
SOL_XDP, RX_RING, TX_RING, UMEM_REG, FILL, COMPLETION = 283, 2, 3, 4, 5, 6
s = socket.socket(44, 3); area = mmap.mmap(-1, 64 * 4096)
base = ctypes.addressof(ctypes.c_char.from_buffer(area))
s.setsockopt(SOL_XDP, UMEM_REG, struct.pack('=QQIII4x', base, 64 * 4096, 4096, 256, 0))
for option, entries in ((FILL, 64), (COMPLETION, 32), (RX_RING, 128), (TX_RING, 16)):
    s.setsockopt(SOL_XDP, option, struct.pack('=I', entries))
index = socket.if_nametoindex('xdp0')
assert ctypes.CDLL(None).bind(s.fileno(), struct.pack('=HHIII', 44, 2, index, 0, 0), 16) == 0
tell({'ino': ino(s), 'index': index})
`)
        const { ino, index } = helper.told
        const [socket] = await diag.xdp.list()
        expect(socket).toMatchObject({
          family: 'xdp',
          type: 'raw',
          ino,
          uid: 0,
          info: { ifindex: index, queueId: 0 },
          rxRing: { entries: 128 },
          txRing: { entries: 16 },
          umemFillRing: { entries: 64 },
          umemCompletionRing: { entries: 32 },
          umem: { size: 64 * 4096, numPages: 64, chunkSize: 4096, headroom: 256, ifindex: index, refs: 1 },
          stats: { nRxDropped: 0, nTxInvalid: 0 },
          meminfo: { drops: 0 }
        })
        expect(await diag.xdp.list({ filter: 'dev xdp0' })).toHaveLength(1)
        expect(await diag.xdp.list({ filter: 'dev xdp1' })).toEqual([])
        const [lean] = await diag.xdp.list({ show: [] })
        expect(lean).not.toHaveProperty('umem')
      }
    )
  )
})

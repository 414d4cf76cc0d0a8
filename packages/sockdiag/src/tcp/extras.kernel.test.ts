/** What hangs on a TCP socket beside tcp_info: its congestion control's own figures, keys, and the protocol on top. */
import { bytesOf } from '@nlkit/core/codec'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { Helper } from '../kernel.fixture.ts'
import { SockDiag } from '../sockdiag.ts'
import { decodeTcpBbrInfo, decodeTcpDctcpInfo, decodeTcpvegasInfo } from './codec.ts'

let diag: SockDiag
beforeAll(() => {
  diag = SockDiag.open()
})
afterAll(() => diag.close())

/** A pair of connected sockets, `c` and `a`. */
const PAIR = `
l = socket.socket(); l.bind(('127.0.0.1', 0)); l.listen()
c = socket.socket()
def connect():
    global a
    c.connect(l.getsockname()); a, _ = l.accept()
`

const CONTROLS = {
  bbr: ['bbrinfo', decodeTcpBbrInfo],
  dctcp: ['dctcpinfo', decodeTcpDctcpInfo],
  vegas: ['vegasinfo', decodeTcpvegasInfo]
} as const

it.for(Object.keys(CONTROLS) as (keyof typeof CONTROLS)[])(
  'tells of %s what TCP_CC_INFO tells on the same descriptor',
  async (name, context) => {
    await using helper = await Helper.start<{ cookie?: string; error?: string; info: string }>(`${PAIR}
# Both ends: the listener takes ECN, without which dctcp is dctcp-reno, only for its own congestion control's sake.
try: [s.setsockopt(socket.IPPROTO_TCP, 13, b'${name}') for s in (c, l)]
except OSError as error: tell({'error': error.strerror})
else:
    connect()
    for i in range(20): c.send(b'x' * 3000); a.recv(1 << 16); a.send(b'y' * 100); c.recv(1 << 16)
    time.sleep(0.3)
    tell({'cookie': cookie(c), 'info': c.getsockopt(socket.IPPROTO_TCP, 26, 64).hex()})
`)
    const { cookie, error, info } = helper.told
    if (cookie === undefined) return context.skip(`this kernel has no ${name}: ${error}`)
    const [key, decode] = CONTROLS[name]
    const [socket] = await diag.tcp.list({ filter: { cookie } })
    const u8 = Uint8Array.from(Buffer.from(info, 'hex'))
    expect(socket).toMatchObject({ cong: name })
    expect(socket?.[key]).toEqual(decode(bytesOf(u8), 0, u8.length))
    // Not asked for, not told.
    const [lean] = await diag.tcp.list({ filter: { cookie }, extensions: ['info'] })
    expect(lean).not.toHaveProperty(key)
  }
)

it('tells the keys of TCP MD5 signatures', async (context) => {
  await using helper = await Helper.start<{ cookie?: string; error?: string }>(`
s = socket.socket(); s.bind(('127.0.0.1', 0))
def key(address, prefix, text):
    to = struct.pack('=HH4s', socket.AF_INET, 0, socket.inet_aton(address)).ljust(128, b'\\0')
    # TCP_MD5SIG_EXT with TCP_MD5SIG_FLAG_PREFIX.
    s.setsockopt(socket.IPPROTO_TCP, 32, to + struct.pack('=BBHi', 1, prefix, len(text), 0) + text.ljust(80, b'\\0'))
try:
    key('10.1.2.3', 32, b'secret'); key('10.9.0.0', 16, b'wider'); s.listen()
    tell({'cookie': cookie(s)})
except OSError as error: tell({'error': error.strerror})
`)
  const { cookie, error } = helper.told
  if (cookie === undefined) return context.skip(`this kernel has no TCP MD5 signatures: ${error}`)
  const [listener] = await diag.tcp.list({ filter: { cookie } })
  const told = (listener?.md5sig ?? []).map(({ family, prefixlen, keylen, addr, key }) => ({
    family,
    prefixlen,
    addr,
    key: Buffer.from(key.slice(0, keylen)).toString()
  }))
  expect(told.toSorted((a, b) => a.prefixlen - b.prefixlen)).toEqual([
    { family: 'inet', prefixlen: 16, addr: '10.9.0.0', key: 'wider' },
    { family: 'inet', prefixlen: 32, addr: '10.1.2.3', key: 'secret' }
  ])
})

it('tells the kernel`s TLS on top of a connection', async (context) => {
  await using helper = await Helper.start<{ cookie?: string; error?: string }>(`${PAIR}
try:
    connect()
    c.setsockopt(socket.IPPROTO_TCP, 31, b'tls')
    # SOL_TLS, TLS_TX: TLS 1.3 with AES-GCM-128, in software.
    c.setsockopt(282, 1, struct.pack('=HH', 0x0304, 51) + bytes(8 + 16 + 4 + 8))
    tell({'cookie': cookie(c)})
except OSError as error: tell({'error': error.strerror})
`)
  const { cookie, error } = helper.told
  if (cookie === undefined) return context.skip(`this kernel has no TLS: ${error}`)
  const [socket] = await diag.tcp.list({ filter: { cookie } })
  expect(socket?.ulpInfo).toMatchObject({
    name: 'tls',
    tls: { version: '1.3', cipher: 'aes-gcm-128', txconf: 'sw' }
  })
})

/** A map for values of sockets (BPF_MAP_TYPE_SK_STORAGE), whose types have to be described, and a value of the socket `s`. */
const STORAGE = `
import platform
libc = ctypes.CDLL(None, use_errno=True)
def bpf(command, attr):
    buffer = ctypes.create_string_buffer(attr + bytes(128 - len(attr)))
    result = libc.syscall(321 if platform.machine() == 'x86_64' else 280, command, buffer, 128)
    if result < 0: raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result
address = ctypes.addressof
s = socket.socket(); s.bind(('127.0.0.1', 0)); s.listen()
try:
    strings = bytes(1) + b'int' + bytes(1)
    types = struct.pack('=IIII', 1, 1 << 24, 4, 32)
    btf = ctypes.create_string_buffer(struct.pack('=HBBIIIII', 0xeb9f, 1, 0, 24, 0, 16, 16, len(strings)) + types + strings, 40 + len(strings))
    described = bpf(18, struct.pack('=QQI', address(btf), 0, 40 + len(strings)))
    storage = bpf(0, struct.pack('=IIIIIII16sIIII', 24, 4, 4, 0, 1, 0, 0, b'nlkit', 0, described, 1, 1))
    key, value = (ctypes.create_string_buffer(struct.pack('=I', n), 4) for n in (s.fileno(), 0x01020304))
    bpf(2, struct.pack('=IIQQQ', storage, 0, address(key), address(value), 0))
except OSError as error: tell({'error': error.strerror})
else: tell({'cookie': cookie(s)})
`

it('tells what BPF programs keep with a socket', async (context) => {
  await using helper = await Helper.start<{ cookie?: string; error?: string }>(STORAGE)
  const { cookie, error } = helper.told
  if (cookie === undefined) return context.skip(`this kernel has no BPF storage of sockets: ${error}`)
  const [socket] = await diag.tcp.list({ filter: { cookie }, bpfStorages: true })
  const data = new Uint8Array(Uint32Array.of(0x01020304).buffer)
  expect(socket?.skBpfStorages).toEqual({
    storage: [{ mapId: expect.any(Number) as number, mapValue: data }]
  })
  const [lean] = await diag.tcp.list({ filter: { cookie } })
  expect(lean).not.toHaveProperty('skBpfStorages')
})

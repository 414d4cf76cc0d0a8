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
try: c.setsockopt(socket.IPPROTO_TCP, 13, b'${name}')
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

/** Families that only some kernels have, beside what ss says of them. Debian's kernels have them as modules. */
import { expect, it } from 'vitest'
import { background, ip, kernelHas, requires, ss, type Background } from '../../../../test/support/kernel.ts'
import { nlkit, outcomeOf } from '../shared/command.fixture.ts'

/** Whether such sockets can be made, and sock_diag tells of them. */
const family = (name: string, make: string, request: string) =>
  kernelHas(`${name} sockets over sock_diag`, [
    'python3',
    '-c',
    `import socket, struct, sys
try: keep = socket.socket(${make})
except OSError as error: sys.exit(error.strerror)
s = socket.socket(16, 3, 4); body = ${request}
s.send(struct.pack('=IHHII', 16 + len(body), 20, 0x301, 1, 0) + body)
answer = s.recv(65536); kind, = struct.unpack_from('=H', answer, 4)
if kind in (2, 3) and struct.unpack_from('=i', answer, 16)[0]: sys.exit('ENOENT')`
  ])
const SCTP = family(
  'SCTP',
  '2, 1, 132',
  `struct.pack('=BBBBI', 2, 132, 0, 0, 0xfff) + bytes(40) + b'\\xff' * 8`
)
const TIPC = family('TIPC', '30, 1', `struct.pack('=BBHI', 30, 0, 0, 0xfff)`)
const SMC = family('SMC', '43, 1', `struct.pack('=BHB', 43, 0, 0x1f) + bytes(40) + b'\\xff' * 8`)
const XDP = family('XDP', '44, 3', `struct.pack('=BBHII', 44, 0, 0, 0, 0x1f) + bytes(8)`)

/** A process that holds what the script makes. */
async function holding(script: string): Promise<Background> {
  const child = background(
    'python3',
    '-c',
    `import ctypes, mmap, socket, struct, sys\n${script}\nprint('made', flush=True)\nsys.stdin.readline()`
  )
  await child.line('made', 60_000)
  return child
}

/** Lines as words, in their order. */
const lines = (text: string): string[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).join(' '))
const ours = async (...args: readonly string[]): Promise<string[]> => lines(await nlkit('ss', '-H', ...args))
/** The tool leaves the family out where there is only one. */
const theirs = async (...args: readonly string[]): Promise<string[]> => lines(await ss('-H', ...args))
const withoutNetid = (all: readonly string[]): string[] => all.map((line) => line.replace(/^\S+ /, ''))

it(
  'SCTP: endpoints and below them their associations',
  requires(SCTP, async () => {
    await using _ = await holding(`
l = socket.socket(2, 1, 132); l.bind(('127.0.0.1', 24011)); l.listen()
c = socket.socket(2, 1, 132); c.connect(('127.0.0.1', 24011)); a, _ = l.accept()`)
    // The tool takes TCP's number of the client's endpoint for one of an association's states.
    const expected = (await theirs('-San')).map((line) => line.replace('`- COOKIE_WAIT', 'ESTAB'))
    const shown = (await ours('-San')).map((line) => line.replace(/^sctp /, ''))
    expect(shown.filter((line) => line.startsWith('`- ESTAB'))).toHaveLength(2)
    expect(shown.toSorted()).toEqual(expected.toSorted())
    expect(await ours('-Sln')).toEqual([expect.stringMatching(/^sctp LISTEN .* 127\.0\.0\.1:24011 /)])
    expect(await ours('-an', 'sport', '=', ':24011')).toContainEqual(expect.stringMatching(/^sctp LISTEN /))
  })
)

it(
  'TIPC',
  requires(TIPC, async () => {
    await using _ = await holding(`
l = socket.socket(30, 5); l.bind((socket.TIPC_ADDR_NAMESEQ, 18899, 17, 17, socket.TIPC_NODE_SCOPE)); l.listen()
d = socket.socket(30, 2)
# connect() ends when the other end accepts.
c = socket.socket(30, 5); c.setblocking(False)
try: c.connect((socket.TIPC_ADDR_NAME, 18899, 17, 0))
except BlockingIOError: pass
a, _ = l.accept()
c.setblocking(True); a.send(b'x'); c.recv(1)`)
    const all = await ours('-a', '--tipc')
    expect(all.length).toBeGreaterThan(1)
    expect(withoutNetid(all).toSorted()).toEqual((await theirs('-a', '--tipc')).toSorted())
    expect(await ours('-l', '--tipc')).toContainEqual(expect.stringMatching(/^ti_sq LISTEN 0 0 /))
  })
)

it(
  'XDP: where sockets are bound',
  requires(XDP, async () => {
    await ip('link', 'add', 'xd0', 'up', 'type', 'veth', 'peer', 'name', 'xd1')
    await using _ = await holding(`
SOL_XDP, RX_RING, TX_RING, UMEM_REG, FILL, COMPLETION = 283, 2, 3, 4, 5, 6
s = socket.socket(44, 3); area = mmap.mmap(-1, 64 * 4096)
base = ctypes.addressof(ctypes.c_char.from_buffer(area))
s.setsockopt(SOL_XDP, UMEM_REG, struct.pack('=QQIII4x', base, 64 * 4096, 4096, 256, 0))
for option, entries in ((FILL, 64), (COMPLETION, 32), (RX_RING, 128), (TX_RING, 16)):
    s.setsockopt(SOL_XDP, option, struct.pack('=I', entries))
assert ctypes.CDLL(None).bind(s.fileno(), struct.pack('=HHIII', 44, 2, socket.if_nametoindex('xd0'), 0, 0), 16) == 0
loose = socket.socket(44, 3)`)
    const shown = await ours('-a', '--xdp')
    expect(shown).toContainEqual('xdp UNCONN 0 0 xd0:q0 *')
    expect(withoutNetid(shown).toSorted()).toEqual((await theirs('-a', '--xdp')).toSorted())
  })
)

it(
  'SMC: what listens and what is connected',
  requires(SMC, async () => {
    await using _ = await holding(`
l = socket.socket(43, 1); libc = ctypes.CDLL(None)
address = struct.pack('=HH4s8x', 2, socket.htons(25011), bytes([127, 0, 0, 1]))
assert libc.bind(l.fileno(), address, 16) == 0 and libc.listen(l.fileno(), 5) == 0
c = socket.socket(43, 1)
assert libc.connect(c.fileno(), address, 16) == 0`)
    expect(await ours('-ln', '--smc')).toContainEqual(
      expect.stringMatching(/^smc LISTEN 0 0 127\.0\.0\.1:25011 /)
    )
    expect(await ours('-n', '--smc')).toContainEqual(
      expect.stringMatching(/^smc ESTAB .* 127\.0\.0\.1:25011$/)
    )
  })
)

it('says which module is missing where the kernel tells nothing of a family', async () => {
  for (const name of ['sctp', 'tipc', 'smc', 'xdp', 'dccp']) {
    const { status, stdout, stderr } = await outcomeOf('ss', '-H', `--${name}`)
    if (status === 0) continue
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
    expect(stderr).toMatch(new RegExp(`tells nothing of ${name} sockets: \\w+_diag is not loaded`))
  }
})

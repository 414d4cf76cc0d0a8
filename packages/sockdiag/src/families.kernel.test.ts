import { once } from 'node:events'
import { createServer as createUnixServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ip, ss } from '../../../test/support/kernel.ts'
import { Helper } from './kernel.fixture.ts'
import { SockDiag } from './sockdiag.ts'
import { printableName } from './unix/name.ts'

interface Told {
  readonly pid: number
  readonly cookies: Readonly<Record<string, string>>
  readonly inodes: Readonly<Record<string, number>>
}

let helper: Helper<Told>
let diag: SockDiag
beforeAll(async () => {
  await ip('link', 'add', 'fam0', 'up', 'type', 'veth', 'peer', 'name', 'fam1')
  await ip('link', 'set', 'fam1', 'up')
  helper = await Helper.start<Told>(`
keep, cookies, inodes = [], {}, {}
def note(name, s):
    keep.append(s); cookies[name] = cookie(s); inodes[name] = ino(s)
    return s
U = socket.AF_UNIX
path = '/tmp/nlkit-families-%d.sock' % os.getpid()
l = socket.socket(U); l.bind(path); l.listen(5); note('listener', l)
os.unlink(path)
a = socket.socket(U); a.bind('\\0nlkit\\0families'); a.listen(3); note('abstract', a)
c = socket.socket(U); c.connect('\\0nlkit\\0families'); note('waiting', c)
x, y = socket.socketpair(U, socket.SOCK_SEQPACKET); note('pair 0', x); note('pair 1', y)
x.send(b'q' * 100)
d = socket.socket(U, socket.SOCK_DGRAM); d.bind('\\0nlkit_dgram'); note('dgram', d)
e = socket.socket(U, socket.SOCK_DGRAM); e.connect('\\0nlkit_dgram'); e.send(b'z' * 10); note('dgram peer', e)
e.shutdown(socket.SHUT_RD)
g = socket.socket(U, socket.SOCK_DGRAM); g.bind(''); note('autobound', g)
P = socket.AF_PACKET
p = socket.socket(P, socket.SOCK_RAW, socket.htons(0x86dd)); p.bind(('fam0', 0x86dd)); note('packet raw', p)
SOL_PACKET = 263
p.setsockopt(SOL_PACKET, 1, struct.pack('=iHH8s', socket.if_nametoindex('fam0'), 0, 6, bytes.fromhex('3333000000fb0000')))
p.setsockopt(SOL_PACKET, 1, struct.pack('=iHH8s', socket.if_nametoindex('fam0'), 1, 0, bytes(8)))
p.setsockopt(SOL_PACKET, 18, 7)
class Program(ctypes.Structure):
    _fields_ = [('len', ctypes.c_ushort), ('filter', ctypes.c_void_p)]
code = ctypes.create_string_buffer(struct.pack('=HBBI', 6, 0, 0, 0xffff), 8)
program = Program(1, ctypes.addressof(code))
p.setsockopt(socket.SOL_SOCKET, 26, bytes(program))
q = socket.socket(P, socket.SOCK_DGRAM, socket.htons(3)); note('packet dgram', q)
q.setsockopt(SOL_PACKET, 10, 1)
q.setsockopt(SOL_PACKET, 5, struct.pack('=IIII', 4096, 4, 2048, 8))
n = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0); n.bind((0, 1 | 1 << 30)); n.setsockopt(270, 1, 33); note('netlink', n)
n.setsockopt(270, 3, 1)
m = socket.socket(socket.AF_NETLINK, socket.SOCK_DGRAM, 15); m.bind((0, 1)); note('uevent', m)
tell({'pid': os.getpid(), 'cookies': cookies, 'inodes': inodes})
`)
  diag = SockDiag.open()
})
afterAll(async () => {
  diag.close()
  await helper[Symbol.asyncDispose]()
})

describe('unix', () => {
  it('tells the same sockets as ss -xa', async () => {
    const types: Record<string, string> = { stream: 'u_str', dgram: 'u_dgr', seqpacket: 'u_seq' }
    const states: Record<string, string> = { listen: 'LISTEN', established: 'ESTAB', close: 'UNCONN' }
    const lines = async (): Promise<string[]> =>
      (await diag.unix.list()).map(({ type, state, rqlen, name, ino, peer = 0 }) => {
        const shown = name === undefined ? '*' : printableName(name)
        return [types[type], states[state], rqlen?.rqueue, rqlen?.wqueue, shown, ino, '*', peer].join(' ')
      })
    const before = await lines()
    const theirs = (await ss('-Hxan'))
      .trim()
      .split('\n')
      .map((line) => line.trim().replaceAll(/\s+/g, ' '))
    // ss itself and its pipes come and go.
    const after = new Set(await lines())
    const stayed = before.filter((line) => after.has(line))
    expect(theirs).toEqual(expect.arrayContaining(stayed))
    expect(stayed.length).toBeGreaterThanOrEqual(9)
    const known = new Set(before)
    const inodes = new Set(Object.values(helper.told.inodes))
    expect(theirs.filter((line) => !known.has(line) && inodes.has(Number(line.split(' ')[5])))).toEqual([])
  })

  it('tells names, peers, queues and what waits', async () => {
    const { inodes, cookies } = helper.told
    const all = await diag.unix.list()
    const find = (name: string) => all.find(({ ino }) => ino === inodes[name])
    expect(find('listener')).toMatchObject({
      family: 'unix',
      type: 'stream',
      state: 'listen',
      name: `/tmp/nlkit-families-${helper.told.pid}.sock`,
      rqlen: { rqueue: 0, wqueue: 5 },
      icons: [],
      uid: 0,
      shutdown: 0,
      cookie: cookies['listener']
    })
    expect(find('listener')?.vfs?.ino).toBeGreaterThan(0)
    expect(find('abstract')).toMatchObject({
      name: '\0nlkit\0families',
      icons: [inodes['waiting']],
      rqlen: { rqueue: 1, wqueue: 3 }
    })
    expect(find('abstract')).not.toHaveProperty('vfs')
    expect(find('pair 0')).toMatchObject({ type: 'seqpacket', state: 'established', peer: inodes['pair 1'] })
    expect(find('pair 1')).toMatchObject({ rqlen: { rqueue: 100 } })
    expect(find('pair 1')).not.toHaveProperty('name')
    expect(find('dgram peer')).toMatchObject({ type: 'dgram', peer: inodes['dgram'], shutdown: 1 })
    expect(find('autobound')?.name).toMatch(/^\0[0-9a-f]{5}$/)
  })

  it('gets one by its inode number', async () => {
    const { inodes, cookies } = helper.told
    const ino = inodes['dgram'] ?? 0
    expect(await diag.unix.get({ ino, cookie: cookies['dgram'] ?? '' })).toMatchObject({
      ino,
      name: '\0nlkit_dgram'
    })
    await expect(diag.unix.get({ ino, cookie: '0x1' })).rejects.toMatchObject({ code: 'ESTALE' })
    await expect(diag.unix.get({ ino: 0x7fffffff })).rejects.toMatchObject({
      name: 'NetlinkError',
      code: 'ENOENT'
    })
    await expect(diag.unix.get({ ino: 0 })).rejects.toThrow(RangeError)
  })

  it('filters as ss does, and by the name of the peer', async () => {
    const known = new Set(Object.values(helper.told.inodes))
    for (const filter of [
      'src /tmp/NLKIT*',
      'src @nlkit*',
      'not src @nlkit*',
      'src *',
      'autobound',
      'src unix:@nlkit?fam*'
    ]) {
      const ours = (await diag.unix.list({ filter })).map(({ ino }) => ino).filter((ino) => known.has(ino))
      const theirs = (await ss('-Hxan', filter))
        .trim()
        .split('\n')
        .map((line) => Number(line.trim().split(/\s+/)[5]))
        .filter((ino) => known.has(ino))
      expect(ours.length).toBeGreaterThan(0)
      expect([filter, new Set(ours)]).toEqual([filter, new Set(theirs)])
    }
    const { inodes } = helper.told
    expect(
      (await diag.unix.list({ filter: 'dst "@nlkit?dgram"'.replaceAll('"', '') })).map(({ ino }) => ino)
    ).toEqual([inodes['dgram peer']])
    expect(await diag.unix.list({ filter: { uid: 4711 } })).toEqual([])
  })

  it('finds a socket of Node by its abstract name', async () => {
    const name = `\0nlkit-node-${process.pid}`
    const server = createUnixServer().listen({ path: name })
    await once(server, 'listening')
    expect((await diag.unix.list({ states: 'listen' })).some((socket) => socket.name === name)).toBe(true)
    server.close()
  })
})

async function packetCookies(filter: string): Promise<string[]> {
  return (await diag.packet.list({ filter })).map(({ cookie }) => cookie)
}

describe('packet', () => {
  it('tells the same sockets as ss -0a', async () => {
    const ours = (await diag.packet.list()).map(
      ({ type, ino, cookie }) => `${type === 'raw' ? 'p_raw' : 'p_dgr'} ${ino} ${cookie}`
    )
    const theirs = (await ss('-HO0ane'))
      .trim()
      .split('\n')
      .map((line) => {
        const [, kind = '', ino = '', sk = ''] = /^(\S+).* ino:(\d+) sk:(\w+)/.exec(line) ?? []
        return `${kind} ${ino} 0x${sk}`
      })
    expect(ours.toSorted()).toEqual(theirs.toSorted())
    expect(ours).toHaveLength(2)
  })

  it('tells interface, memberships, rings, fanout, memory, filter and owner', async () => {
    const { cookies } = helper.told
    const all = await diag.packet.list()
    const raw = all.find(({ cookie }) => cookie === cookies['packet raw'])
    const index = raw?.info?.index ?? 0
    expect(raw).toMatchObject({
      family: 'packet',
      type: 'raw',
      num: 0x86dd,
      uid: 0,
      fanout: 7,
      info: { flags: 1 },
      meminfo: { drops: 0 },
      mclist: [
        { index, count: 1, type: 1, addr: '' },
        { index, count: 1, type: 0, addr: '33:33:00:00:00:fb' }
      ],
      filter: [{ code: 6, jt: 0, jf: 0, k: 0xffff }]
    })
    expect(index).toBeGreaterThan(1)
    const dgram = all.find(({ cookie }) => cookie === cookies['packet dgram'])
    expect(dgram).toMatchObject({
      type: 'dgram',
      num: 3,
      info: { index: 0, version: 1 },
      rxRing: { blockSize: 4096, blockNr: 4, frameSize: 2048, frameNr: 8 }
    })
  })

  it('filters by protocol and interface', async () => {
    const { cookies } = helper.told
    expect(await packetCookies('src ipv6:fam0')).toEqual([cookies['packet raw']])
    expect(await packetCookies('sport = :fam0')).toEqual([cookies['packet raw']])
    expect(await packetCookies('src *:fam1')).toEqual([])
    expect(await packetCookies('not src ipv6')).toEqual([cookies['packet dgram']])
  })
})

describe('netlink', () => {
  it('tells the same sockets as ss -f netlink, each once', async () => {
    const lines = async (): Promise<string[]> =>
      (await diag.netlink.list()).map(({ protocol, portid }) => `${protocol}:${portid | 0}`)
    const before = await lines()
    const theirs = new Set(
      (await ss('-Han', '-f', 'netlink'))
        .trim()
        .split('\n')
        .map((line) => line.trim().split(/\s+/)[3])
    )
    const after = await lines()
    const stayed = before.filter((line) => after.includes(line))
    expect([...theirs]).toEqual(expect.arrayContaining(stayed))
    expect(stayed.length).toBeGreaterThan(8)
    // ss has a socket or two of its own.
    expect([...theirs].filter((line) => !before.includes(line ?? '')).length).toBeLessThanOrEqual(2)
    const cookies = (await diag.netlink.list()).map(({ cookie }) => cookie)
    expect(new Set(cookies).size).toBe(cookies.length)
  })

  it('tells groups, options and memory', async () => {
    const { cookies, inodes } = helper.told
    const all = await diag.netlink.list()
    expect(all.find(({ cookie }) => cookie === cookies['netlink'])).toMatchObject({
      family: 'netlink',
      type: 'raw',
      protocol: 0,
      state: 'close',
      groups: [1, 31, 33],
      flags: 2,
      ino: inodes['netlink'],
      meminfo: { rcvbuf: expect.any(Number) as number }
    })
    expect(all.find(({ portid, protocol }) => portid === 0 && protocol === 0)).toMatchObject({
      ino: expect.any(Number) as number
    })
    const uevents = await diag.netlink.list({ protocol: 'uevent' })
    expect(new Set(uevents.map(({ protocol }) => protocol))).toEqual(new Set([15]))
    expect((await diag.netlink.list({ filter: 'src uevent:kernel' })).map(({ portid }) => portid)).toEqual([
      0
    ])
    expect(() => diag.netlink.dump({ protocol: 'nonsense' })).toThrow(TypeError)
    await expect(diag.netlink.list({ protocol: 77 })).rejects.toThrow(RangeError)
  })
})

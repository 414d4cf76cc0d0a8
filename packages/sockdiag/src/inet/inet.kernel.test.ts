import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { NetlinkError } from '@nlkit/core'
import type { SsSocket } from '../kernel.fixture.ts'
import { Helper, SS_STATES, ssInet } from '../kernel.fixture.ts'
import { SockDiag } from '../sockdiag.ts'
import type { ListedInetSocket } from '../tcp/sockets.ts'
import { world } from './world.fixture.ts'
import type { World } from './world.fixture.ts'

let helper: Helper<World>
let diag: SockDiag
beforeAll(async () => {
  helper = await world()
  diag = SockDiag.open()
})
afterAll(async () => {
  diag.close()
  await helper[Symbol.asyncDispose]()
})

const byCookie = (a: { cookie: string }, b: { cookie: string }): number => (a.cookie < b.cookie ? -1 : 1)

/** An address as `ss -n` prints it. */
function printed(socket: ListedInetSocket, address: string, port: number, device: string): string {
  const host =
    address === '::' && socket.skv6only !== 1 ? '*' : address.includes(':') ? `[${address}]` : address
  return `${host}${device}:${port === 0 ? '*' : port}`
}

/** What both tell of a socket. */
function asSs(socket: ListedInetSocket): Omit<SsSocket, 'rest'> {
  return {
    state: SS_STATES[socket.state] ?? String(socket.state),
    rqueue: socket.rqueue,
    wqueue: socket.wqueue,
    local: printed(socket, socket.src, socket.sport, socket.if === 0 ? '' : '%lo'),
    peer: printed(socket, socket.dst, socket.dport, ''),
    uid: socket.uid,
    ino: socket.inode,
    cookie: socket.cookie
  }
}

function withoutRest({
  state,
  rqueue,
  wqueue,
  local,
  peer,
  uid,
  ino,
  cookie
}: SsSocket): Omit<SsSocket, 'rest'> {
  return { state, rqueue, wqueue, local, peer, uid, ino, cookie }
}

const timers = async (): Promise<Map<string, string>> =>
  new Map((await diag.tcp.list()).map(({ cookie, timer, retrans }) => [cookie, `${timer} ${retrans}`]))

describe('list', () => {
  it('tells the same TCP sockets as ss -ta', async () => {
    const ours = await diag.tcp.list()
    const theirs = await ssInet('-ta')
    expect(ours.map(asSs).toSorted(byCookie)).toEqual(theirs.map(withoutRest).toSorted(byCookie))
    // All states that stand still are there.
    expect(new Set(ours.map(({ state }) => state))).toEqual(
      new Set(['listen', 'established', 'syn-sent', 'syn-recv', 'close-wait', 'fin-wait2', 'time-wait'])
    )
  })

  it('tells timers as ss -o does', async () => {
    const names: Readonly<Record<string, string>> = {
      on: 'on',
      keepalive: 'keepalive',
      timewait: 'timewait',
      probe0: 'persist'
    }
    const seen = new Set<string>()
    // What a timer counts up between two looks is left out, so it may take more than one.
    for (let tries = 0; tries < 20 && seen.size < 4; tries++) {
      const before = await timers()
      const theirs = await ssInet('-ta')
      const after = await timers()
      for (const { cookie, rest } of theirs) {
        const ours = before.get(cookie)
        if (ours === undefined || ours !== after.get(cookie)) continue
        const [, name, retrans = '0'] = /timer:\((\w+),[^,]*,(\d+)\)/.exec(rest) ?? []
        const [timer = '', count] = ours.split(' ')
        expect([cookie, names[timer], count]).toEqual([cookie, name, retrans])
        seen.add(timer)
      }
    }
    expect(seen).toEqual(new Set(['off', 'on', 'keepalive', 'timewait']))
  })

  it('tells the same UDP sockets as ss -ua', async () => {
    const ours = await diag.udp.list()
    const theirs = await ssInet('-ua')
    expect(ours.map(asSs).toSorted(byCookie)).toEqual(theirs.map(withoutRest).toSorted(byCookie))
    expect(ours).toHaveLength(5)
  })

  it('tells v4-mapped and dual-stack sockets as what they are', async () => {
    const { told } = helper
    const find = async (name: string): Promise<ListedInetSocket | undefined> =>
      (await diag.tcp.list({ filter: { cookie: told[name] ?? '' } }))[0]
    expect(await find('mapped client')).toMatchObject({ family: 'inet', src: '127.0.0.1', dst: '127.0.0.1' })
    expect(await find('mapped server')).toMatchObject({
      family: 'inet6',
      src: '::ffff:127.0.0.1',
      dst: '::ffff:127.0.0.1'
    })
    expect(await find('listener dual-stack')).toMatchObject({ family: 'inet6', src: '::', skv6only: 0 })
    expect(await find('listener v6only')).toMatchObject({ family: 'inet6', src: '::1', skv6only: 1 })
    expect(await find('v6 client')).not.toHaveProperty('skv6only')
  })

  it('tells what there is of connections that are not yet made or no longer there', async () => {
    const [half] = await diag.tcp.list({ states: 'syn-recv' })
    expect(half).toMatchObject({ src: '10.99.0.1', sport: 20002, dst: '10.99.0.2', dport: 40001, inode: 0 })
    expect(half).not.toHaveProperty('info')
    const [past] = await diag.tcp.list({ states: 'time-wait' })
    expect(past).toMatchObject({ timer: 'timewait', inode: 0 })
    expect(past).not.toHaveProperty('info')
    const trying = async (): Promise<ListedInetSocket | undefined> =>
      (await diag.tcp.list({ states: 'syn-sent' }))[0]
    expect(await trying()).toMatchObject({ timer: 'on', dst: '10.99.0.2', dport: 80, info: { unacked: 1 } })
    // 0 for the moment in which it is about to be sent again.
    await expect.poll(async () => (await trying())?.expires).toBeGreaterThan(0)
  })

  it('selects states in the kernel', async () => {
    for (const [states, args] of [
      ['listen', ['-tl']],
      ['connected', ['-t', 'state', 'connected']],
      [
        ['time-wait', 'syn-sent'],
        ['-t', 'state', 'time-wait', 'state', 'syn-sent']
      ]
    ] as const) {
      const ours = await diag.tcp.list({ states, extensions: [] })
      const theirs = await ssInet(...args)
      expect(ours.length).toBeGreaterThan(0)
      expect(ours.map(({ cookie }) => cookie).toSorted()).toEqual(
        theirs.map(({ cookie }) => cookie).toSorted()
      )
    }
  })

  it('tells what was asked for and no more', async () => {
    const filter = { cookie: helper.told['v4 client'] ?? '' }
    const [lean] = await diag.tcp.list({ filter, extensions: [] })
    expect(lean).not.toHaveProperty('info')
    expect(lean).not.toHaveProperty('skmeminfo')
    expect(lean).toMatchObject({ shutdown: 0, mark: 0, sockopt: { isIcsk: 1 } })
    const [all] = await diag.tcp.list({ filter })
    expect(all).toMatchObject({
      cong: expect.stringMatching(/^\w+$/) as string,
      tos: 0,
      skmeminfo: { drops: 0 },
      meminfo: {},
      info: { state: 'established' }
    })
    // @ts-expect-error a misspelt name
    await expect(diag.tcp.list({ extensions: ['infos'] })).rejects.toThrow('extensions: unknown "infos"')
  })

  it('tells type of service, traffic class and priority as the socket has them', async () => {
    await using marked = await Helper.start<string[]>(`
both = [socket.socket(family, socket.SOCK_DGRAM) for family in (socket.AF_INET, socket.AF_INET6)]
for s, host in zip(both, ('127.0.0.1', '::1')): s.bind((host, 0))
both[0].setsockopt(socket.IPPROTO_IP, socket.IP_TOS, 0x28)
both[1].setsockopt(socket.IPPROTO_IPV6, socket.IPV6_TCLASS, 0x48)
for s in both: s.setsockopt(socket.SOL_SOCKET, socket.SO_PRIORITY, 5)
tell([cookie(s) for s in both])
`)
    const filter = { or: marked.told.map((cookie) => ({ cookie })) }
    const [inet, inet6] = await diag.udp.list({ filter, extensions: ['tos', 'tclass'] })
    expect(inet).toMatchObject({ family: 'inet', tos: 0x28, classId: 5 })
    expect(inet).not.toHaveProperty('tclass')
    expect(inet6).toMatchObject({ family: 'inet6', tclass: 0x48, classId: 5 })
  })

  it('tells UDP-Lite sockets apart from those of UDP', async (context) => {
    await using lite = await Helper.start<{ cookie?: string; port: number; error?: string }>(`
try: s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM, 136)
except OSError as error: tell({'error': error.strerror})
else:
    s.bind(('127.0.0.1', 0)); tell({'cookie': cookie(s), 'port': s.getsockname()[1]})
`)
    const { cookie, port, error } = lite.told
    if (cookie === undefined) return context.skip(`this kernel has no UDP-Lite: ${error}`)
    expect(await diag.udplite.list()).toMatchObject([{ cookie, sport: port, state: 'close' }])
    expect(await diag.udp.list({ filter: { cookie } })).toEqual([])
  })

  it('streams, and ends when the loop is left', async () => {
    let count = 0
    for await (const socket of diag.tcp.dump()) {
      expect(socket.cookie).toMatch(/^0x/)
      if (++count === 3) break
    }
    let batched = 0
    for await (const batch of diag.tcp.dump().batches()) batched += batch.length
    expect([count, batched]).toEqual([3, (await diag.tcp.list()).length])
  })
})

describe('get', () => {
  it('finds each TCP socket by addresses and cookie', async () => {
    for (const socket of await diag.tcp.list({ extensions: [] })) {
      expect(await diag.tcp.get(socket, { extensions: [] })).toMatchObject({
        cookie: socket.cookie,
        state: socket.state
      })
    }
  })

  it('finds each UDP socket, which the kernel looks up with its ends swapped', async () => {
    for (const socket of await diag.udp.list({ extensions: [] })) {
      expect(await diag.udp.get(socket, { extensions: [] })).toMatchObject({ cookie: socket.cookie })
    }
  })

  it('says that there is no such socket', async () => {
    const error = await diag.tcp
      .get({ src: '127.0.0.1', sport: 9, dst: '127.0.0.1', dport: 9 })
      .catch((e: unknown) => e)
    expect(error).toMatchObject({
      name: 'NetlinkError',
      code: 'ENOENT',
      message: 'SOCK_DIAG_BY_FAMILY: ENOENT: there is no such tcp socket (any more)'
    })
    expect(NetlinkError.is(error)).toBe(true)
  })

  it('finds no other socket in the place of the one that a cookie names', async () => {
    const id = { src: '127.0.0.1', sport: 20001, cookie: '0x7fffffff' }
    await expect(diag.tcp.get(id)).rejects.toMatchObject({ code: 'ENOENT' })
    await expect(diag.udp.get({ ...id, sport: 21001 })).rejects.toMatchObject({ code: 'ESTALE' })
  })

  it('refuses what names no socket before anything is sent', async () => {
    await expect(diag.tcp.get({ family: 'inet', src: '::1' })).rejects.toThrow(
      new TypeError('socket.src: "::1" is not an inet address')
    )
    await expect(diag.tcp.get({ family: 'unix' })).rejects.toThrow(TypeError)
    await expect(diag.tcp.get({ sport: -1 })).rejects.toThrow(new RangeError('sport: -1 is below 0'))
    await expect(diag.tcp.get({ cookie: '12' })).rejects.toThrow(TypeError)
  })
})

describe('families that this kernel lacks', () => {
  it('are an error that explains itself, not an empty list', async (context) => {
    const outcome: unknown = await diag.sctp.list().catch((error: unknown) => error)
    if (Array.isArray(outcome)) context.skip('this kernel has sctp_diag')
    expect(outcome).toMatchObject({ name: 'UnsupportedSocketsError', code: 'ENOENT', sockets: 'sctp' })
    expect(String(outcome)).toContain('this kernel tells nothing of sctp sockets: sctp_diag is not loaded')
    await expect(diag.sctp.get({ src: '127.0.0.1', sport: 1 })).rejects.toMatchObject({
      name: 'UnsupportedSocketsError'
    })
  })
})

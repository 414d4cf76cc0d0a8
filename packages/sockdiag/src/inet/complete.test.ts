import { describe, expect, it } from 'vitest'
import { Writer, bytesOf } from '@nlkit/core/codec'
import { ScriptedKernel } from '@nlkit/core/testing'
import { SockDiag } from '../sockdiag.ts'
import { decodeInetRequest, inetSocketCodec } from './codec.ts'
import type { InetRequest, InetSocketInput } from './codec.ts'
import { SOCK_DIAG_BY_FAMILY } from './constants.ts'

const NLM_F_DUMP = 0x300
const ENOENT = 2
const ESTALE = 116

const socket = (number: number, more: InetSocketInput = {}): InetSocketInput => ({
  family: 'inet',
  state: 'established',
  src: '127.0.0.1',
  sport: number,
  dst: '127.0.0.1',
  dport: 443,
  cookie: `0x${number.toString(16)}`,
  ...more
})
const many = [1, 2, 3, 4, 5, 6].map((number) => socket(number))

/** What a get tells, or the errno that it fails with. */
type Answer = InetSocketInput | number

/** A kernel that steps over sockets: dumps of IPv4 are answered in turn, gets by the answers. */
function kernel(
  dumps: readonly (readonly InetSocketInput[])[],
  answers: readonly Answer[] = []
): { diag: SockDiag; asked: InetRequest[] } {
  const asked: InetRequest[] = []
  const left = { dumps: [...dumps], answers: [...answers] }
  const transport = new ScriptedKernel((request) => {
    const wanted = decodeInetRequest(bytesOf(request.payload), 0, request.payload.length)
    const tell = (one: InetSocketInput): void => {
      const writer = new Writer()
      inetSocketCodec.encode(writer, one)
      request.reply(SOCK_DIAG_BY_FAMILY, writer.toBytes())
    }
    if ((request.flags & NLM_F_DUMP) === 0) {
      asked.push(wanted)
      const answer = left.answers.shift() ?? ENOENT
      if (typeof answer === 'number') return void request.error(answer)
      tell(answer)
      request.ack()
    } else {
      if (wanted.family === 'inet') {
        asked.push(wanted)
        for (const one of left.dumps.shift() ?? []) tell(one)
      }
      request.done()
    }
  })
  return { diag: SockDiag.open({ transport }), asked }
}

const ports = (sockets: readonly { sport: number }[]): number[] => sockets.map(({ sport }) => sport)

describe('a complete list', () => {
  it('has in full what only the second answer told', async () => {
    const { diag, asked } = kernel([many, [...many, socket(7)]], [socket(7, { cong: 'cubic' })])
    const sockets = await diag.tcp.list({ extensions: ['cong'] })
    expect(ports(sockets)).toEqual([1, 2, 3, 4, 5, 6, 7])
    expect(sockets.at(-1)).toMatchObject({ cookie: '0x7', cong: 'cubic' })
    // Once with the extensions, once without, and for the one.
    expect(asked.map(({ ext, sport, cookie }) => [ext, sport, cookie])).toEqual([
      [8, 0, '0xffffffffffffffff'],
      [0, 0, '0xffffffffffffffff'],
      [8, 7, '0x7']
    ])
  })

  it('leaves out what ended before it was asked for, or is no longer among those that are wanted', async () => {
    const second = [...many, socket(7), socket(8), socket(9)]
    const answers = [ENOENT, socket(8, { state: 'close-wait' }), socket(9, { mark: 2 })]
    const { diag, asked } = kernel([many, second], answers)
    expect(ports(await diag.tcp.list({ states: 'established' }))).toEqual([1, 2, 3, 4, 5, 6, 9])
    expect(asked).toHaveLength(5)
    const marked = kernel([many, [socket(9)]], [socket(9, { mark: 2 })])
    expect(ports(await marked.diag.tcp.list({ filter: { mark: 0 } }))).toEqual([1, 2, 3, 4, 5, 6])
  })

  it('needs no third question when no extension is asked for', async () => {
    const { diag, asked } = kernel([many, [socket(7), socket(1)]])
    expect(ports(await diag.tcp.list({ extensions: [] }))).toEqual([1, 2, 3, 4, 5, 6, 7])
    expect(asked).toHaveLength(2)
  })

  it('finds the one of several sockets with the same addresses', async () => {
    const listener = socket(7, { state: 'listen', dst: '0.0.0.0', dport: 0 })
    const another = { ...listener, cookie: '0x70' }
    const tcp = kernel([many, [listener], [another, { ...listener, cong: 'reno' }]], [ENOENT])
    expect((await tcp.diag.tcp.list()).at(-1)).toMatchObject({ cookie: '0x7', cong: 'reno' })
    expect(tcp.asked.at(-1)).toMatchObject({ sport: 7, dport: 0, ext: 127 })
    const udp = kernel([many, [listener], [another, listener]], [ESTALE])
    expect((await udp.diag.udp.list()).at(-1)).toMatchObject({ cookie: '0x7' })
    // The kernel compares no cookies of raw sockets.
    const raw = kernel([many, [listener], [another, listener]], [another])
    expect((await raw.diag.raw.list()).at(-1)).toMatchObject({ cookie: '0x7' })
  })

  it('asks for values in BPF maps by a dump, the only request that has them', async () => {
    const { diag, asked } = kernel([[], [socket(7)], [socket(7)]])
    expect(ports(await diag.tcp.list({ bpfStorages: true }))).toEqual([])
    expect(asked).toHaveLength(1)
    const another = kernel([many, [socket(7)], [socket(7)]])
    expect(ports(await another.diag.tcp.list({ bpfStorages: true }))).toEqual([1, 2, 3, 4, 5, 6, 7])
    expect(another.asked.map(({ skBpfStorages }) => skBpfStorages !== undefined)).toEqual([true, false, true])
  })

  it('tells cookies apart that differ in the last of their 64 bits, and looks again at what it left out', async () => {
    const near = ['0xfffffffffffffffe', '0xfffffffffffffffd', '0x20000000000001', '0x20000000000000']
    const sockets = near.map((cookie, i) => socket(10 + i, { cookie }))
    // The last is somebody else's at first.
    const { diag } = kernel([
      [...many, ...sockets, socket(20, { uid: 1 })],
      [...sockets, ...many, socket(20, { uid: 0 })]
    ])
    const told = await diag.tcp.list({ filter: { uid: 0 }, extensions: [] })
    expect(ports(told)).toEqual([1, 2, 3, 4, 5, 6, 10, 11, 12, 13, 20])
  })

  it('asks once for so few that the kernel told them in one part', async () => {
    const { diag, asked } = kernel([many.slice(0, 4), many])
    expect(ports(await diag.tcp.list())).toEqual([1, 2, 3, 4])
    expect(asked).toHaveLength(1)
  })

  it('says what the kernel refuses meanwhile', async () => {
    const { diag } = kernel([many, [socket(7)]], [1])
    await expect(diag.tcp.list()).rejects.toMatchObject({ name: 'NetlinkError', code: 'EPERM' })
  })
})

it('completes a dump when it is told to, and a list unless it is told not to', async () => {
  const dumps = [many, [socket(7)]]
  expect(await kernel(dumps).diag.tcp.dump({ extensions: [] }).toArray()).toHaveLength(6)
  expect(await kernel(dumps).diag.tcp.dump({ extensions: [], complete: true }).toArray()).toHaveLength(7)
  expect(await kernel(dumps).diag.tcp.list({ extensions: [], complete: false })).toHaveLength(6)
  expect(() => kernel(dumps).diag.sctp.dump({ complete: true })).toThrow(
    new TypeError('complete: sctp sockets share cookies, so none can be told from the next')
  )
})

/** What the kernel tests of traffic control share. */
import { NetlinkError } from '@nlkit/core'
import { createSocket } from 'node:dgram'
import { ipJson, type Json } from '../../../../test/support/kernel.ts'
import { interfacesOf, type Interfaces } from '../iproute2/index.ts'

/** The interfaces of the test's namespace. */
export async function interfacesHere(): Promise<Interfaces> {
  const links = await ipJson('link', 'show')
  return interfacesOf(
    links.map(({ ifindex, ifname }) => ({ index: Number(ifindex), flags: 0, ifname: String(ifname) }))
  )
}

/** Times run between two looks. */
const RUNNING = new Set(['installed', 'last_used'])
/** Without what has changed at the next look. */
export const still = (rows: unknown): Json[] =>
  JSON.parse(JSON.stringify(rows, (key, value: unknown) => (RUNNING.has(key) ? undefined : value))) as Json[]

/** What the kernel said no with. */
export async function refusal(promise: Promise<unknown>): Promise<NetlinkError> {
  try {
    await promise
  } catch (error) {
    if (NetlinkError.is(error)) return error
    throw error
  }
  throw new Error('it was not refused')
}

/** Sends datagrams to an address, one after the other. A queue that is full drops them in silence or says ENOBUFS; both are meant. */
export async function sendDatagrams(address: string, count: number, size: number): Promise<void> {
  const socket = createSocket('udp4')
  const data = Buffer.alloc(size)
  for (let i = 0; i < count; i++) await new Promise((done) => socket.send(data, 9, address, done))
  socket.close()
}

const UNITS: Readonly<Record<string, number>> = { '': 1, K: 1e3, M: 1e6, G: 1e9, T: 1e12 }

/** What `tc class show` says of htb, which prints text whatever it is asked for: `class htb 1:10 parent 1:1 leaf 10: prio 0 rate 40Gbit ceil 50Gbit burst 0b cburst 0b`. Sizes and rates are numbers. */
export function parseClassText(line: string): Json {
  const word = (name: string): string | undefined => new RegExp(String.raw`\b${name} (\S+)`).exec(line)?.[1]
  const bits = (name: string): number | undefined => {
    const [, number = '', unit = ''] = /^([\d.]+)([KMGT]?)bit$/.exec(word(name) ?? '') ?? []
    return Math.round(Number(number) * (UNITS[unit] ?? 1))
  }
  const bytes = (name: string): number => {
    const [, number = '', unit = ''] = /^([\d.]+)([KM]?)b$/.exec(word(name) ?? '') ?? []
    return Math.round(Number(number) * ({ '': 1, K: 1024, M: 1024 * 1024 }[unit] ?? 1))
  }
  const prio = word('prio')
  return {
    handle: word('htb'),
    parent: word('parent'),
    leaf: word('leaf'),
    prio: prio === undefined ? undefined : Number(prio),
    rate: bits('rate'),
    ceil: bits('ceil'),
    burst: bytes('burst'),
    cburst: bytes('cburst')
  }
}

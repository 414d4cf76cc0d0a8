/** What the kernel tests of traffic control share. */
import { NetlinkError } from '@nlkit/core'
import { createSocket } from 'node:dgram'
import { ipJson } from '../../../../test/support/kernel.ts'
import type { DeviceNames } from './tc-json.fixture.ts'

/** The interfaces of the test's namespace. */
export async function deviceNames(): Promise<DeviceNames> {
  return new Map(
    (await ipJson('link', 'show')).map(({ ifindex, ifname }) => [Number(ifindex), String(ifname)])
  )
}

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

import { describe, expect, it } from 'vitest'
import { SocketOptions } from './socket-options.ts'
import type { TransportSocket } from './transport.ts'

const EPERM = -1
const EBADF = -9
const ENOPROTOOPT = -92

/** A kernel that answers getsockopt() and setsockopt() with these. */
const options = (get: number, set = 0): SocketOptions =>
  new SocketOptions({ getOption: () => get, setOption: () => set } as unknown as TransportSocket)

describe('listenAllNsid where the kernel does not tell it', () => {
  it('is what was written', () => {
    const told = options(ENOPROTOOPT)
    expect(told.listenAllNsid).toBe(false)
    told.listenAllNsid = true
    expect(told.listenAllNsid).toBe(true)
    told.listenAllNsid = false
    expect(told.listenAllNsid).toBe(false)
  })

  it('is not what the kernel refused', () => {
    const told = options(ENOPROTOOPT, EPERM)
    expect(() => (told.listenAllNsid = true)).toThrow('NETLINK_LISTEN_ALL_NSID: EPERM')
    expect(told.listenAllNsid).toBe(false)
  })

  it('fails with what else is wrong, as the others do with all', () => {
    expect(() => options(EBADF).listenAllNsid).toThrow('NETLINK_LISTEN_ALL_NSID: EBADF')
    expect(() => options(ENOPROTOOPT).pktinfo).toThrow('NETLINK_PKTINFO: ENOPROTOOPT')
  })
})

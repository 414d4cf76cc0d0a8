import { bytesOf } from '@nlkit/core/codec'
import { describe, expect, it } from 'vitest'
import { decodeTcpInfo } from './codec.ts'
import type { TcpInfo } from './codec.ts'
import { ratesBetween } from './rates.ts'

const infoOf = (size: number): TcpInfo => decodeTcpInfo(bytesOf(new Uint8Array(size)), 0, size)

describe('ratesBetween', () => {
  it('counts per second', () => {
    const before = infoOf(280)
    const after = {
      ...before,
      bytesSent: 5000,
      segsOut: 10,
      totalRetrans: 1,
      busyTime: 250_000,
      rwndLimited: 500_000
    }
    expect(ratesBetween(before, after, 500)).toMatchObject({
      bytesSent: 10_000,
      bytesReceived: 0,
      segsOut: 20,
      totalRetrans: 2,
      busyTime: 0.5,
      rwndLimited: 1,
      sndbufLimited: 0
    })
  })

  it('sees that a counter of 32 bits wrapped around', () => {
    const before = { ...infoOf(280), segsIn: 0xffff_fff0 }
    expect(ratesBetween(before, { ...before, segsIn: 0x10 }, 1000).segsIn).toBe(32)
  })

  it('leaves out what the kernel does not tell', () => {
    expect(ratesBetween(infoOf(104), infoOf(104), 1000)).toEqual({ totalRetrans: 0 })
  })
})

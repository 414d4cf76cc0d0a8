import { describe, expect, test } from 'vitest'
import { bytesOf, DecodeError, headerOnly, locate, Writer } from '@nlkit/core/codec'
import { routeCodec, type Route, type RouteInput } from './codec.ts'
import { frames } from './frames.fixture.ts'

function decode(hex: string): Route {
  const bytes = new Uint8Array(Buffer.from(hex, 'hex'))
  return routeCodec.decode(bytesOf(bytes), 0, bytes.length)
}

function bytesFor(value: RouteInput): Uint8Array {
  const writer = new Writer()
  routeCodec.encode(writer, value)
  return writer.toBytes()
}

function encode(value: RouteInput): string {
  return Buffer.from(bytesFor(value)).toString('hex')
}

const plain = {
  srcLen: 0,
  tos: 0,
  table: 254,
  protocol: 'boot',
  scope: 'universe',
  type: 'unicast',
  flags: 0
} as const
const unused = { clntref: 0, lastuse: 0, expires: 0, error: 0, used: 0, id: 0, ts: 0, tsage: 0 }

describe('routes of this kernel', () => {
  test.each([
    ['via', { ...plain, family: 'inet', dst: '10.1.0.0', dstLen: 16, gateway: '10.0.0.2', oif: 3 }],
    [
      'connected',
      {
        ...plain,
        family: 'inet',
        dst: '10.0.0.0',
        dstLen: 24,
        protocol: 'kernel',
        scope: 'link',
        prefsrc: '10.0.0.1',
        oif: 3
      }
    ],
    [
      'metrics',
      {
        ...plain,
        family: 'inet',
        dst: '10.3.0.0',
        dstLen: 16,
        table: 1000,
        priority: 5,
        metrics: { mtu: 1400 },
        via: { family: 'inet6', addr: 'fe80::1' },
        oif: 3
      }
    ],
    [
      'multipath',
      {
        ...plain,
        family: 'inet',
        dst: '10.2.0.0',
        dstLen: 16,
        multipath: [
          { flags: 0, hops: 0, ifindex: 3, gateway: '10.0.0.2' },
          { flags: 0, hops: 1, ifindex: 3, gateway: '10.0.0.3' }
        ]
      }
    ],
    [
      'ipEncap',
      {
        ...plain,
        family: 'inet',
        dst: '10.4.0.0',
        dstLen: 16,
        scope: 'link',
        oif: 3,
        encapType: 'ip',
        encap: { id: 7, dst: '192.0.2.9', src: '0.0.0.0', tos: 0, ttl: 3, flags: 0 }
      }
    ],
    [
      'preference',
      {
        ...plain,
        family: 'inet6',
        dst: '2001:db8:4::',
        dstLen: 64,
        priority: 1024,
        gateway: 'fe80::1',
        oif: 3,
        cacheinfo: unused,
        pref: 'high'
      }
    ],
    [
      'seg6',
      {
        ...plain,
        family: 'inet6',
        dst: '2001:db8:5::',
        dstLen: 64,
        priority: 1024,
        oif: 3,
        encapType: 'seg6',
        cacheinfo: unused,
        pref: 'medium',
        encap: { srh: { mode: 'encap', segments: ['fc00::1', 'fc00::2'], flags: 0, tag: 0 } }
      }
    ]
  ] as const)('%s', (name, value) => {
    const route = decode(frames[name])
    expect(route).toEqual(value)
    expect(decode(encode(route))).toEqual(value)
    expect(encode(decode(encode(route)))).toBe(encode(route))
    expect(JSON.parse(JSON.stringify(route))).toEqual(value)
  })

  test('cut at every byte decode or throw DecodeError', () => {
    const surprises = Object.values(frames).flatMap((frame) =>
      Array.from({ length: frame.length / 2 }, (_, size) => frame.slice(0, 2 * size)).filter((hex) => {
        try {
          decode(hex)
          return false
        } catch (error) {
          return !DecodeError.is(error)
        }
      })
    )
    expect(surprises).toEqual([])
  })

  test('with any byte changed decode or throw DecodeError', () => {
    const surprises: string[] = []
    for (const frame of Object.values(frames)) {
      const bytes = Buffer.from(frame, 'hex')
      for (let at = 0; at < bytes.length; at++) {
        const original = bytes[at] ?? 0
        for (let value = 0; value < 256; value += 15) {
          bytes[at] = value
          try {
            routeCodec.decode(bytesOf(bytes), 0, bytes.length)
          } catch (error) {
            if (!DecodeError.is(error)) surprises.push(`${at}=${value}: ${String(error)}`)
          }
        }
        bytes[at] = original
      }
    }
    expect(surprises).toEqual([])
  })
})

describe('requests', () => {
  test('with a table above 255 say so in the attribute', () => {
    expect(encode({ table: 1000 })).toBe('00000000fc0000000000000008000f00e8030000')
    expect(encode({ table: 254 })).toBe('00000000fe0000000000000008000f00fe000000')
  })

  test('of MPLS leave the table to the header', () => {
    const value: RouteInput = {
      family: 'mpls',
      dst: [100],
      dstLen: 20,
      newdst: [200, 300],
      table: 254,
      [headerOnly]: true
    }
    expect(encode(value)).toBe('1c140000fe0000000000000008000100000641000c001300000c80000012c100')
    expect(decode(encode(value))).toMatchObject({
      family: 'mpls',
      dst: [{ label: 100, tc: 0, bos: 1, ttl: 0 }],
      newdst: [
        { label: 200, tc: 0, bos: 0, ttl: 0 },
        { label: 300, tc: 0, bos: 1, ttl: 0 }
      ]
    })
  })

  test('inline segments have room for the packet’s destination', () => {
    const value = { encapType: 'seg6', encap: { srh: { mode: 'inline', segments: ['fc00::1'] } } } as const
    const hex = encode(value)
    expect(hex).toContain(`000000000004040101000000${'00'.repeat(16)}fc00${'00'.repeat(13)}01`)
    expect(decode(hex)).toMatchObject(value)
  })

  test('keep encapsulations that nobody here knows', () => {
    const value = { encapType: 77, encap: Uint8Array.of(1, 2, 3) } as const
    expect(decode(encode(value))).toMatchObject(value)
  })

  test.each<[RouteInput, string]>([
    [{ dstLen: 256 }, 'dstLen: 256 is above 255'],
    [{ type: 'unicst' as never }, "type: 'unicst' is not known, did you mean 'unicast'?"],
    [{ gateway: '10.0.0' }, "gateway: '10.0.0' is not an IP address"],
    [
      { metrics: { ccAlgo: 'far too long a name' } },
      "metrics.ccAlgo: 'far too long a name' is longer than 15 bytes"
    ],
    [{ multipath: [{ hops: 1 }, { hops: 256 }] }, 'multipath[1].hops: 256 is above 255'],
    [{ multipath: [{ gateway: 'x' }] }, "multipath[0].gateway: 'x' is not an IP address"],
    [{ multipath: [{ gatewy: 'x' } as never] }, "multipath[0].gatewy: unknown key, did you mean 'gateway'?"],
    [{ encapType: 'mpls', encap: { dst: [2 ** 20] } }, 'encap.dst[0].label: 1048576 is above 1048575'],
    [{ encapType: 'ip', encap: { dst: '::1' } }, "encap.dst: '::1' is not an IPv4 address"],
    [
      { encapType: 'seg6', encap: { srh: { segments: [] } } },
      'encap.srh.segments: needs one segment at least'
    ],
    [{ sport: 70000 }, 'sport: 70000 is above 65535']
  ])('%j is refused', (value, message) => {
    expect(() => encode(value)).toThrow(message)
  })
})

test('an offset inside a list of next hops is found', () => {
  const bytes = bytesFor({ multipath: [{ gateway: '10.0.0.2' }, { ifindex: 3, gateway: '10.0.0.3' }] })
  const at = Buffer.from(bytes).indexOf(Buffer.from('080005000a000003', 'hex'))
  expect(locate(routeCodec.paths, bytesOf(bytes), 0, bytes.length, at)).toBe('multipath[1].gateway')
  expect(locate(routeCodec.paths, bytesOf(bytes), 0, bytes.length, at - 8)).toBe('multipath[1]')
})

function identity(value: RouteInput): string | undefined {
  return routeCodec.identity?.(decode(encode(value)))
}

describe('identity', () => {
  test('of IPv4 is table, prefix, TOS and metric', () => {
    const base: RouteInput = { family: 'inet', table: 254, dst: '10.0.0.0', dstLen: 8 }
    expect(identity({ ...base, gateway: '10.0.0.1' })).toBe(
      identity({ ...base, gateway: '10.0.0.2', type: 'blackhole' })
    )
    for (const other of [{ table: 255 }, { dst: '11.0.0.0' }, { dstLen: 9 }, { tos: 4 }, { priority: 1 }]) {
      expect(identity({ ...base, ...other })).not.toBe(identity(base))
    }
  })

  test('of IPv6 is the next hop, too', () => {
    const base: RouteInput = {
      family: 'inet6',
      table: 254,
      dst: 'fc00::',
      dstLen: 7,
      oif: 1,
      gateway: 'fe80::1'
    }
    expect(identity({ ...base, gateway: 'fe80::2' })).not.toBe(identity(base))
    expect(identity({ ...base, flags: 4 })).toBe(identity(base))
  })
})

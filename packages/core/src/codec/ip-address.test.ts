import { describe, expect, test } from 'vitest'
import { bytesOf, ip, ipOrLabels, ipv4, ipv6, labels, paddedIp, parseIpv4, parseIpv6 } from './index.ts'

function v6(...groups: number[]): Uint8Array {
  return Uint8Array.from(groups.flatMap((group) => [group >> 8, group & 0xff]))
}

describe('IPv6 addresses as text', () => {
  test.each([
    [v6(0, 0, 0, 0, 0, 0, 0, 0), '::'],
    [v6(0, 0, 0, 0, 0, 0, 0, 1), '::1'],
    [v6(1, 0, 0, 0, 0, 0, 0, 0), '1::'],
    [v6(0x2001, 0xdb8, 0, 0, 1, 0, 0, 1), '2001:db8::1:0:0:1'],
    [v6(0x2001, 0xdb8, 0, 1, 1, 1, 1, 1), '2001:db8:0:1:1:1:1:1'],
    [v6(0xfe80, 0, 0, 0, 0xabcd, 0, 0, 1), 'fe80::abcd:0:0:1'],
    [v6(0xfe80, 0, 0, 1, 0, 0, 0, 1), 'fe80:0:0:1::1'],
    [v6(0x102, 0x30, 0xfff, 0xabc0, 0x10, 0x100, 0x1000, 0), '102:30:fff:abc0:10:100:1000:0'],
    [v6(0, 0, 0, 0, 0, 0xffff, 0x0a00, 1), '::ffff:10.0.0.1'],
    [v6(0, 0, 0, 0, 0, 0, 0x0a00, 1), '::10.0.0.1'],
    [v6(0, 0, 0, 0, 0, 0xfffe, 0x0a00, 1), '::fffe:a00:1'],
    [v6(0, 0, 0, 0, 0xffff, 0, 0x0a00, 1), '::ffff:0:a00:1'],
    [v6(0x64, 0xff9b, 0, 0, 0, 0, 0x0102, 0x0304), '64:ff9b::102:304']
  ])('%# is %s', (bytes, text) => {
    expect(ipv6(bytes, 0, 16)).toBe(text)
    const out = new Uint8Array(16).fill(0xee)
    expect(parseIpv6(text, out, 0)).toBe(true)
    expect(out).toEqual(bytes)
  })

  test.each([
    ['0:0:0:0:0:0:0:1', '::1'],
    ['2001:DB8::A', '2001:db8::a'],
    ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
    ['::2:3:4:5:6:7:8', '0:2:3:4:5:6:7:8'],
    ['1:2:3:4:5:6:1.2.3.4', '1:2:3:4:5:6:102:304'],
    ['0001:0002:0003:0004:0005:0006:0007:0008', '1:2:3:4:5:6:7:8']
  ])('%s may be written for %s', (text, canonical) => {
    const out = new Uint8Array(16)
    expect(parseIpv6(text, out, 0)).toBe(true)
    expect(ipv6(out, 0, 16)).toBe(canonical)
  })

  test.each([
    '',
    ':',
    ':::',
    '1',
    '1:',
    ':1',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7:8::',
    '::1::',
    '1:::2',
    ':1::2',
    '12345::',
    '::g',
    '::1.2.3',
    '::1.2.3.4.5',
    '::1.2.3.256',
    '1.2.3.4',
    '1:2:3:4:5:6:7:1.2.3.4',
    '::1%eth0',
    '::1/64',
    ' ::1'
  ])('%s is none', (text) => {
    expect(parseIpv6(text, new Uint8Array(16), 0)).toBe(false)
  })
})

describe('IPv4 addresses as text', () => {
  test('are four numbers', () => {
    expect(ipv4(Uint8Array.of(192, 0, 2, 255), 0, 4)).toBe('192.0.2.255')
  })

  test.each([
    '',
    '1.2.3',
    '1.2.3.4.5',
    '256.1.1.1',
    '01.2.3.4',
    '1..2.3',
    '1.2.3.',
    '.1.2.3',
    '1.2.3.4 ',
    '0x1.2.3.4',
    '1.2.3.-4'
  ])('%s is none', (text) => {
    expect(parseIpv4(text, new Uint8Array(4), 0)).toBe(false)
  })
})

describe('addresses by their length', () => {
  test('of four and of sixteen bytes are IP, others hex', () => {
    const bytes = v6(0x0a00, 1, 0, 0, 0, 0, 0, 0)
    expect(ip(bytes, 0, 4)).toBe('10.0.0.1')
    expect(ip(bytes, 0, 16)).toBe('a00:1::')
    expect(ip(bytes, 0, 1)).toBe('0x0a')
    expect(ip(bytes, 0, 0)).toBe('0x')
  })

  test('that are too short are refused', () => {
    expect(() => ipv4(new Uint8Array(3), 0, 3)).toThrow('3 bytes, needs 4')
    expect(() => ipv6(new Uint8Array(15), 0, 15)).toThrow('15 bytes, needs 16')
  })
})

describe('MPLS label stacks', () => {
  const { u8, view } = bytesOf(Uint8Array.of(0x00, 0x06, 0x40, 0x00, 0x00, 0x0c, 0x8f, 0xff))

  test('say label, traffic class, end of stack and TTL', () => {
    expect(labels(view, 0, 8)).toEqual([
      { label: 100, tc: 0, bos: 0, ttl: 0 },
      { label: 200, tc: 7, bos: 1, ttl: 255 }
    ])
  })

  test('are what addresses of AF_MPLS are', () => {
    expect(ipOrLabels(u8, view, 0, 4, 'mpls')).toEqual([{ label: 100, tc: 0, bos: 0, ttl: 0 }])
    expect(ipOrLabels(u8, view, 0, 4, 28)).toEqual([{ label: 100, tc: 0, bos: 0, ttl: 0 }])
    expect(ipOrLabels(u8, view, 0, 4, 'inet')).toBe('0.6.64.0')
  })

  test('have whole entries', () => {
    expect(() => labels(view, 0, 6)).toThrow('6 bytes, needs 8')
  })
})

test('an IPv4 address in room for sixteen bytes is its first four', () => {
  const bytes = v6(0x0a00, 1, 0, 0, 0, 0, 0, 0)
  expect(paddedIp(bytes, 0, 16, 'inet')).toBe('10.0.0.1')
  expect(paddedIp(bytes, 0, 16, 2)).toBe('10.0.0.1')
  expect(paddedIp(bytes, 0, 16, 'inet6')).toBe('a00:1::')
})

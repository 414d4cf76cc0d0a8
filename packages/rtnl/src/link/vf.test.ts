/** What is sent for virtual functions: without hardware the wire is all there is to see. */
import { bytesOf, Writer } from '@nlkit/core/codec'
import { describe, expect, it } from 'vitest'
import { linkCodec } from './codec.ts'
import { vfPortValue, vfValue, type VfChange } from './vf.ts'

function wire(value: Parameters<typeof linkCodec.encode>[1]): string {
  const writer = new Writer()
  linkCodec.encode(writer, value)
  const u8 = writer.toBytes()
  // What was written is read as such.
  expect(linkCodec.decode(bytesOf(u8), 0, u8.length)).toMatchObject(value)
  return Buffer.from(u8.subarray(16)).toString('hex')
}

const word = (value: number): string => Buffer.from(new Uint32Array([value]).buffer).toString('hex')

/** Attributes of a little-endian host: length, type, payload. */
const attribute = (type: number, payload: string): string => {
  const length = payload.length / 2 + 4
  const header = Buffer.from(new Uint16Array([length, type]).buffer).toString('hex')
  return header + payload.padEnd(((length + 3) & ~3) * 2 - 8, '0')
}
const list = (inner: string): string => attribute(22, attribute(1, inner))

describe('settings of a virtual function', () => {
  const cases: readonly [VfChange, string][] = [
    [{ mac: '02:00:00:00:00:07' }, attribute(1, word(3) + '020000000007'.padEnd(64, '0'))],
    [{ vlan: { vlan: 100, qos: 5 } }, attribute(2, word(3) + word(100) + word(5))],
    [
      { vlan: { vlan: 100, vlanProto: '8021ad' } },
      attribute(12, attribute(1, `${word(3)}${word(100)}${word(0)}88a80000`))
    ],
    [{ txRate: 10 }, attribute(3, word(3) + word(10))],
    [{ minTxRate: 5, maxTxRate: 10 }, attribute(6, word(3) + word(5) + word(10))],
    [{ spoofchk: true }, attribute(4, word(3) + word(1))],
    [{ linkState: 'disable' }, attribute(5, word(3) + word(2))],
    [{ rssQueryEn: false }, attribute(7, word(3) + word(0))],
    [{ trust: true }, attribute(9, word(3) + word(1))]
  ]
  it.each(cases)('%j', (change, expected) => {
    expect(wire(vfValue(3, change))).toBe(list(expected))
  })

  it('of an InfiniBand function are GUIDs', () => {
    expect(wire(vfValue(0, { ibNodeGuid: '0x1', ibPortGuid: '0x2' }))).toContain('0a00')
  })
})

describe('ports', () => {
  it('stand in a list with their function, or alone for the link itself', () => {
    expect(wire(vfPortValue(2, { request: 'associate' }))).toBe(
      attribute(24, attribute(1, attribute(1, word(2)) + attribute(6, '02')))
    )
    expect(wire(vfPortValue('self', { profile: 'p' }))).toBe(
      attribute(25, attribute(1, word(0xffffffff)) + attribute(2, '7000'))
    )
  })

  it('have an answer by name', () => {
    const told = wire({ portSelf: { vf: -1, response: 'profile-response-inprogress' } })
    expect(told).toBe(attribute(25, attribute(1, word(0xffffffff)) + attribute(7, '0101')))
  })

  it('have UUIDs, as text', () => {
    const instanceUuid = '1b4e28ba-2fa1-11d2-883f-b9a761bde3fb'
    expect(wire(vfPortValue('self', { instanceUuid }))).toBe(
      attribute(25, attribute(1, word(0xffffffff)) + attribute(4, instanceUuid.replaceAll('-', '')))
    )
    expect(() => wire(vfPortValue('self', { hostUuid: instanceUuid.slice(1) }))).toThrow(
      /^portSelf\.hostUuid: .*is not a UUID/
    )
  })
})

describe('what cannot be meant', () => {
  const cases: readonly [unknown, VfChange, string][] = [
    [-1, { trust: true }, 'vf: '],
    ['0', { trust: true }, 'vf: '],
    [0, {}, 'change: '],
    [0, { vlan: { vlan: 4096 } }, 'vlan.vlan: '],
    [0, { vlan: { vlan: 1, qos: 8 } }, 'vlan.qos: '],
    [0, { vlan: { vlan: 1, vlanProto: 0x800 } }, 'vlan.vlanProto: '],
    [0, { txRate: 0.5 }, 'txRate: '],
    [0, { minTxRate: 5 }, 'maxTxRate: '],
    [0, { maxTxRate: 5 }, 'minTxRate: '],
    [0, { minTxRate: 6, maxTxRate: 5 }, 'minTxRate: '],
    [0, { trust: 1 as never }, 'trust: ']
  ]
  it.each(cases)('function %j of %j', (vf, change, key) => {
    expect(() => vfValue(vf as number, change)).toThrow(new RegExp(`^${key.replace('.', '\\.')}`))
  })
})

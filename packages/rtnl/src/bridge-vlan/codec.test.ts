/** Frames of a kernel with VLAN filtering, beside what bridge(8) printed of them there. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { bytesOf, DecodeError, Writer, type Codec } from '@nlkit/core/codec'
import { describe, expect, it } from 'vitest'
import { interfacesOf, mdbToIproute2, vlanToIproute2 } from '../iproute2/index.ts'
import { mdbCodec } from '../mdb/codec.ts'
import { vxlanVniCodec } from '../vxlan-vni/codec.ts'
import { bridgeVlanCodec } from './codec.ts'

interface Captured {
  readonly names: readonly (readonly [number, string])[]
  readonly frames: Readonly<Record<string, readonly string[]>>
  readonly tool: Readonly<Record<string, readonly Record<string, unknown>[]>>
}

const file = join(import.meta.dirname, 'frames.debian.fixture.json')
const { names, frames, tool } = JSON.parse(readFileSync(file, 'utf8')) as Captured
const interfaces = interfacesOf(names.map(([index, ifname]) => ({ index, ifname, flags: 0 })))

type Decodes<Value> = Pick<Codec<Value, never>, 'decode'>
type AnyCodec = Pick<Codec<unknown, never>, 'decode' | 'encode'>

const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'))
const decode = <Value>(codec: Decodes<Value>, u8: Uint8Array): Value =>
  codec.decode(bytesOf(u8), 0, u8.length)
const all = <Value>(codec: Decodes<Value>, name: string): Value[] =>
  (frames[name] ?? []).map((hex) => decode(codec, bytes(hex)))
function encode(codec: AnyCodec, value: unknown): Uint8Array {
  const writer = new Writer()
  codec.encode(writer, value as never)
  return writer.toBytes()
}

describe('VLANs', () => {
  it('are those that the tool shows, with statistics', () => {
    expect(all(bridgeVlanCodec, 'vlans').map((one) => vlanToIproute2(one, interfaces))).toEqual(tool['vlan'])
    const counted = all(bridgeVlanCodec, 'stats').map((one) => vlanToIproute2(one, interfaces))
    expect(counted.map(({ ifname }) => ifname)).toEqual(tool['stats']?.map(({ ifname }) => ifname))
    expect(counted[0]).toMatchObject({
      vlans: [{ vlan: 1, rx_packets: 10, tx_packets: 5 }, {}, {}, {}, { vlan: 30 }]
    })
  })

  it('have tunnels, and options of their own', () => {
    const [br0, p0, vx0] = all(bridgeVlanCodec, 'vlans')
    expect(br0?.ifindex).toBe(2)
    expect(p0?.entry?.[3]).toEqual({
      info: { flags: 0, vid: 15 },
      state: 'blocking',
      mcastRouter: 'temp-query',
      mcastNGroups: 0,
      mcastMaxGroups: 0,
      neighSuppress: 0
    })
    expect(vx0?.entry?.[1]).toMatchObject({ info: { vid: 100 }, range: 105, tunnelInfo: { id: 1000 } })
    expect(bridgeVlanCodec.identity?.(vx0 as never)).toBe('5|1-1|100-105|106-110')
  })

  it('have options of the bridge, with queriers and router ports', () => {
    const [global] = all(bridgeVlanCodec, 'global')
    const wanted = tool['global']?.[0]?.['vlans'] as Record<string, unknown>[]
    expect(
      global?.globalOptions?.map((one) => [one.id, one.range, one.mcastIgmpVersion, one.mcastMembershipIntvl])
    ).toEqual(
      wanted.map((one) => [
        one['vlan'],
        one['vlanEnd'],
        one['mcast_igmp_version'],
        one['mcast_membership_interval']
      ])
    )
    expect(global?.globalOptions?.[1]).toMatchObject({
      mcastQuerier: 1,
      mcastRouterPorts: { router: { port: [{ ifindex: 4, type: 'temp-query', vid: 10 }] } },
      mcastQuerierState: { ipv6Address: 'fe80::6c40:1eff:feab:fe11' },
      msti: 0
    })
  })
})

it('multicast databases with VLANs are those that the tool shows', () => {
  const own = mdbToIproute2(all(mdbCodec, 'mdb'), interfaces) as { mdb: Record<string, unknown>[] }
  expect(own.mdb.map((row) => ({ ...row, timer: undefined }))).toEqual(tool['mdb']?.[0]?.['mdb'])
})

it('VNIs are ranges, and one by one with statistics', () => {
  expect(all(vxlanVniCodec, 'tunnel')).toEqual([
    { family: 'bridge', flags: 0, ifindex: 5, entry: [{ start: 100, end: 110 }] }
  ])
  const counted = all(vxlanVniCodec, 'tunnelStats').flatMap(({ entry }) => entry ?? [])
  expect(counted).toHaveLength(11)
  expect(counted[10]).toMatchObject({ start: 110, stats: { rxBytes: 0, txErrors: 0 } })
})

describe.each([
  ['vlans', bridgeVlanCodec],
  ['stats', bridgeVlanCodec],
  ['global', bridgeVlanCodec],
  ['tunnel', vxlanVniCodec],
  ['mdb', mdbCodec]
] as [string, AnyCodec][])('%s', (name, codec) => {
  it('come back with the same values, and then byte for byte', () => {
    for (const value of all(codec, name)) {
      const written = encode(codec, value)
      expect(decode(codec, written)).toEqual(value)
      expect(encode(codec, decode(codec, written))).toEqual(written)
    }
  })

  it('cut at every byte decode or throw DecodeError', () => {
    for (const hex of frames[name] ?? []) {
      const whole = bytes(hex)
      for (let size = 0; size < whole.length; size++) {
        let thrown: unknown
        try {
          decode(codec, whole.subarray(0, size))
        } catch (error) {
          thrown = error
        }
        expect(thrown === undefined || DecodeError.is(thrown)).toBe(true)
      }
    }
  })
})

/** Random settings of links, in ip(8)'s words and ours. */
import * as fc from 'fast-check'
import type { LinkinfoInput } from '../linkinfo.codec.ts'
import { GRE_KEY } from './gre.constants.ts'
import { VLAN_FLAG_GVRP, VLAN_FLAG_LOOSE_BINDING, VLAN_FLAG_REORDER_HDR } from './vlan.constants.ts'

export interface Random {
  readonly words: string
  readonly linkinfo: LinkinfoInput
}

const octet = fc.integer({ min: 1, max: 254 })
const address = fc.tuple(octet, octet, octet).map((rest) => `10.${rest.join('.')}`)
const port = fc.integer({ min: 1, max: 65_535 })
const bit = fc.constantFrom(0, 1)

const vxlan: fc.Arbitrary<Random> = fc
  .record({
    id: fc.integer({ min: 0, max: 0xffffff }),
    group: address,
    local: address,
    port,
    ttl: fc.integer({ min: 1, max: 255 }),
    tos: fc.integer({ min: 1, max: 255 }),
    ageing: fc.integer({ min: 0, max: 100_000 }),
    limit: fc.integer({ min: 0, max: 100_000 }),
    learning: bit,
    proxy: bit,
    rsc: bit,
    l2miss: bit,
    l3miss: bit,
    udpCsum: bit,
    df: fc.constantFrom('unset' as const, 'set' as const, 'inherit' as const)
  })
  .map((data) => ({
    words: [
      `type vxlan id ${data.id} remote ${data.group} local ${data.local} dstport ${data.port} ttl ${data.ttl}`,
      `tos 0x${data.tos.toString(16)} ageing ${data.ageing} maxaddress ${data.limit} df ${data.df}`,
      `${no(data.learning)}learning ${no(data.proxy)}proxy ${no(data.rsc)}rsc ${no(data.l2miss)}l2miss`,
      `${no(data.l3miss)}l3miss ${no(data.udpCsum)}udpcsum`
    ].join(' '),
    linkinfo: { kind: 'vxlan', data }
  }))

const no = (value: number): string => (value === 0 ? 'no' : '')

const macvlan: fc.Arbitrary<Random> = fc
  .record({
    mode: fc.constantFrom('private' as const, 'vepa' as const, 'bridge' as const, 'passthru' as const),
    bcQueueLen: fc.integer({ min: 0, max: 10_000 })
  })
  .map((data) => ({
    words: `type macvlan mode ${data.mode} bcqueuelen ${data.bcQueueLen}`,
    linkinfo: { kind: 'macvlan', data }
  }))

const bridge: fc.Arbitrary<Random> = fc
  .record({
    forwardDelay: fc.integer({ min: 200, max: 3000 }),
    helloTime: fc.integer({ min: 100, max: 1000 }),
    maxAge: fc.integer({ min: 600, max: 4000 }),
    ageingTime: fc.integer({ min: 0, max: 100_000 }),
    priority: fc.integer({ min: 0, max: 0xffff }),
    // The three lowest addresses are no bridge's to forward (BR_GROUPFWD_RESTRICTED).
    groupFwdMask: fc.integer({ min: 0, max: 0x1fff }).map((bits) => bits << 3)
  })
  .map((data) => ({
    words: [
      `type bridge forward_delay ${data.forwardDelay} hello_time ${data.helloTime} max_age ${data.maxAge}`,
      `ageing_time ${data.ageingTime} priority ${data.priority} group_fwd_mask ${data.groupFwdMask}`
    ].join(' '),
    linkinfo: { kind: 'bridge', data }
  }))

const macvtap: fc.Arbitrary<Random> = fc
  .constantFrom('private' as const, 'vepa' as const, 'bridge' as const, 'passthru' as const)
  .map((mode) => ({ words: `type macvtap mode ${mode}`, linkinfo: { kind: 'macvtap', data: { mode } } }))

const onOff = (isOn: boolean): string => (isOn ? 'on' : 'off')

const vlan: fc.Arbitrary<Random> = fc
  .record({
    id: fc.integer({ min: 1, max: 4094 }),
    protocol: fc.constantFrom('8021q' as const, '8021ad' as const),
    isReordered: fc.boolean(),
    isLoose: fc.boolean(),
    hasGvrp: fc.boolean()
  })
  .map(({ id, protocol, isReordered, isLoose, hasGvrp }) => ({
    words: [
      `type vlan protocol ${protocol === '8021q' ? '802.1Q' : '802.1ad'} id ${id} reorder_hdr ${onOff(isReordered)}`,
      `loose_binding ${onOff(isLoose)} gvrp ${onOff(hasGvrp)}`
    ].join(' '),
    linkinfo: {
      kind: 'vlan',
      data: {
        id,
        protocol,
        flags: {
          flags:
            (isReordered ? VLAN_FLAG_REORDER_HDR : 0) |
            (isLoose ? VLAN_FLAG_LOOSE_BINDING : 0) |
            (hasGvrp ? VLAN_FLAG_GVRP : 0),
          mask: VLAN_FLAG_REORDER_HDR | VLAN_FLAG_LOOSE_BINDING | VLAN_FLAG_GVRP
        }
      }
    }
  }))

const geneve: fc.Arbitrary<Random> = fc
  .record({
    id: fc.integer({ min: 0, max: 0xffffff }),
    remote: address,
    ttl: fc.integer({ min: 1, max: 255 }),
    tos: fc.integer({ min: 2, max: 255 }),
    port,
    udpCsum: bit,
    df: fc.constantFrom('unset' as const, 'set' as const, 'inherit' as const)
  })
  .map((data) => ({
    words: [
      `type geneve id ${data.id} remote ${data.remote} ttl ${data.ttl} tos 0x${data.tos.toString(16)}`,
      `dstport ${data.port} ${no(data.udpCsum)}udpcsum df ${data.df}`
    ].join(' '),
    linkinfo: { kind: 'geneve', data }
  }))

const gre: fc.Arbitrary<Random> = fc
  .record({
    remote: address,
    local: address,
    ttl: fc.integer({ min: 1, max: 255 }),
    ikey: fc.integer({ min: 0, max: 0xffff_ffff }),
    okey: fc.integer({ min: 0, max: 0xffff_ffff })
  })
  .map((data) => ({
    words: `type gre remote ${data.remote} local ${data.local} ttl ${data.ttl} ikey ${data.ikey} okey ${data.okey}`,
    linkinfo: { kind: 'gre', data: { ...data, iflags: GRE_KEY, oflags: GRE_KEY } }
  }))

/** How often each is made costs the time of two links a run. */
export const random = [
  { kind: 'vxlan', arbitrary: vxlan, isOnLink: false, runs: 8 },
  { kind: 'macvlan', arbitrary: macvlan, isOnLink: true, runs: 6 },
  { kind: 'macvtap', arbitrary: macvtap, isOnLink: true, runs: 3 },
  { kind: 'bridge', arbitrary: bridge, isOnLink: false, runs: 6 },
  { kind: 'vlan', arbitrary: vlan, isOnLink: true, runs: 6 },
  { kind: 'geneve', arbitrary: geneve, isOnLink: false, runs: 6 },
  { kind: 'gre', arbitrary: gre, isOnLink: false, runs: 6 }
] as const

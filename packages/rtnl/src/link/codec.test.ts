import { describe, expect, expectTypeOf, test } from 'vitest'
import { bytesOf, DecodeError, flagNames, locate, unknownAttributes, Writer } from '@nlkit/core/codec'
import { linkCodec, type Link, type LinkInput } from './codec.ts'
import { IFF } from './constants.ts'
import { frames } from './frames.fixture.ts'
import type { Bridge } from './kinds/bridge.codec.ts'

function decode(hex: string): Link {
  const bytes = new Uint8Array(Buffer.from(hex, 'hex'))
  return linkCodec.decode(bytesOf(bytes), 0, bytes.length)
}

function bytesFor(value: LinkInput): Uint8Array {
  const writer = new Writer()
  linkCodec.encode(writer, value)
  return writer.toBytes()
}

function encode(value: LinkInput): string {
  return Buffer.from(bytesFor(value)).toString('hex')
}

describe('links of this kernel', () => {
  test('have every key that iproute2 shows, and more', () => {
    const link = decode(frames.va)
    expect(link).toMatchObject({
      family: 'unspec',
      type: 'ether',
      index: 3,
      ifname: 'va',
      mtu: 1500,
      minMtu: 68,
      maxMtu: 65535,
      qdisc: 'noqueue',
      operstate: 'up',
      linkmode: 'default',
      group: 0,
      txqlen: 1000,
      link: 2,
      address: '12:df:22:06:32:75',
      broadcast: 'ff:ff:ff:ff:ff:ff',
      promiscuity: 0,
      allmulti: 0,
      numTxQueues: 2,
      gsoMaxSize: 65536,
      tsoMaxSize: 524280,
      carrier: 1,
      carrierChanges: 2,
      xdp: { attached: 'none' },
      linkinfo: { kind: 'veth' },
      propList: { altIfname: ['alternative-a', 'alternative-b'] },
      devlinkPort: {},
      dpllPin: {},
      headroom: 0
    })
    expect(flagNames(IFF, link.flags)).toEqual(['UP', 'BROADCAST', 'RUNNING', 'MULTICAST', 'LOWER_UP'])
    expect(link[unknownAttributes]).toBeUndefined()
  })

  test('have statistics, settings and statistics by family', () => {
    const { stats, stats64, map, afSpec } = decode(frames.va)
    expect(stats64).toMatchObject({
      rxPackets: 2,
      txPackets: 3,
      rxBytes: 144,
      txBytes: 266,
      rxOtherhostDropped: 0
    })
    expect(stats).toMatchObject({ rxPackets: 2, txBytes: 266, rxNohandler: 0 })
    expect(map).toEqual({ memStart: '0x0', memEnd: '0x0', baseAddr: '0x0', irq: 0, dma: 0, port: 0 })
    expect(afSpec?.inet?.conf).toMatchObject({
      forwarding: 0,
      acceptRedirects: 1,
      igmpv2UnsolicitedReportInterval: 10000,
      arpEvictNocarrier: 1
    })
    expect(Object.keys(afSpec?.inet?.conf ?? {})).toHaveLength(33)
    expect(afSpec?.inet6).toMatchObject({
      flags: 0x80000000,
      cacheinfo: { maxReasmLen: 65535, retransTime: 1000 },
      conf: { hoplimit: 64, mtu6: 1500, ioam6IdWide: -1, forceForwarding: 0 },
      stats: { num: 38, inpkts: 1, outrequests: 3, outmcastoctets: 224 },
      icmp6stats: { num: 7, outmsgs: 3 },
      token: '::',
      addrGenMode: 'eui64'
    })
    expect(Object.keys(afSpec?.inet6?.conf ?? {})).toHaveLength(60)
    expect(Object.keys(afSpec?.inet6?.stats ?? {})).toHaveLength(38)
  })

  test('that are bridges have the bridge’s settings', () => {
    const { linkinfo } = decode(frames.br0)
    expect(linkinfo?.kind).toBe('bridge')
    if (linkinfo?.kind !== 'bridge') return
    expectTypeOf(linkinfo.data).toEqualTypeOf<Bridge | undefined>()
    expect(linkinfo.data).toMatchObject({
      forwardDelay: 1500,
      bridgeId: { prio: 32768, addr: '42:b7:00:02:8a:c3' },
      groupAddr: '01:80:c2:00:00:00',
      mcastQuerierIntvl: 25500,
      multiBoolopt: { optval: 0, optmask: 31 }
    })
  })

  test('that are ports say so in two places', () => {
    const slave = decode(frames.vb).linkinfo
    expect(slave).toMatchObject({
      kind: 'veth',
      slaveKind: 'bridge',
      slaveData: { state: 'forwarding', priority: 32, no: 1, learning: 1 }
    })
    const port = decode(frames.port)
    expect(port).toMatchObject({
      family: 'bridge',
      index: 2,
      master: 4,
      protinfo: { state: 'forwarding', designatedPort: 32769 }
    })
    expect(port.protinfo).toEqual({ ...(slave?.slaveKind === 'bridge' ? slave.slaveData : {}) })
  })

  test.each(Object.entries(frames))('%s comes back equal', (_, frame) => {
    const link = decode(frame)
    const written = encode(link)
    expect(decode(written)).toEqual(link)
    expect(encode(decode(written))).toBe(written)
    expect(JSON.parse(JSON.stringify(link))).toEqual(link)
    expect(structuredClone(link)).toEqual(link)
    // Nothing was left out: the same bytes in another order.
    expect(written.length).toBe(frame.length)
  })

  test.each(Object.entries(frames))('%s, cut at every byte, decodes or throws DecodeError', (_, frame) => {
    const surprises = Array.from({ length: frame.length / 2 }, (_unused, size) =>
      frame.slice(0, 2 * size)
    ).filter((hex) => {
      try {
        decode(hex)
        return false
      } catch (error) {
        return !DecodeError.is(error)
      }
    })
    expect(surprises).toEqual([])
  })
})

describe('older kernels', () => {
  test('order the statistics of IPv6 in another way', () => {
    const counters = Array.from({ length: 37 }, (_, i) => BigInt(i === 0 ? 37 : i))
    const payload = Buffer.alloc(37 * 8)
    counters.forEach((value, i) => payload.writeBigUInt64LE(value, 8 * i))
    const head = Buffer.from(`${'00'.repeat(16)}34011a0030010a002c010300`, 'hex')
    const { afSpec } = decode(head.toString('hex') + payload.toString('hex'))
    expect(afSpec?.inet6?.stats).toMatchObject({
      num: 37,
      inpkts: 1,
      outforwdatagrams: 4,
      outrequests: 5,
      outoctets: 6,
      noectpkts: 32,
      reasmOverlaps: 36
    })
    expect(decode(encode({ afSpec })).afSpec).toEqual(afSpec)
  })

  test('have shorter statistics', () => {
    const link = decode(`${'00'.repeat(16)}60000700${'01000000'.repeat(23)}`)
    expect(Object.keys(link.stats ?? {})).toHaveLength(23)
    expect(link.stats?.rxNohandler).toBeUndefined()
    expect(() => decode(`${'00'.repeat(16)}5c000700${'01000000'.repeat(22)}`)).toThrow(
      'stats: 88 bytes, needs 92 (at byte 20)'
    )
  })
})

describe('requests', () => {
  test('make a pair of links', () => {
    const value = {
      ifname: 'va',
      linkinfo: { kind: 'veth', data: { peer: { ifname: 'vb', mtu: 1400, netNsPid: 7 } } }
    } as const
    const hex = encode(value)
    // IFLA_IFNAME, IFLA_LINKINFO { IFLA_INFO_KIND, IFLA_INFO_DATA { VETH_INFO_PEER { ifinfomsg, .. } } }
    expect(hex).toBe(
      `${'00'.repeat(16)}0700030076610000` +
        `400012000900010076657468000000` +
        `00300002002c000100` +
        `${'00'.repeat(16)}0700030076620000` +
        `0800040078050000` +
        `0800130007000000`
    )
    expect(decode(hex)).toMatchObject(value)
  })

  test('change single IPv4 settings by their numbers', () => {
    const hex = encode({ afSpec: { inet: { conf: { rpFilter: 2 } } } })
    expect(hex).toBe(`${'00'.repeat(16)}14001a00100002000c0001000800080002000000`)
    expect(decode(hex).afSpec).toEqual({ inet: { conf: { rpFilter: 2 } } })
  })

  test('of a kind that nobody here knows take its bytes', () => {
    const value: LinkInput = { linkinfo: { kind: 'fancy', data: Uint8Array.of(4, 0, 1, 0) } }
    expect(decode(encode(value)).linkinfo).toEqual(value.linkinfo)
  })

  test('to bridge ports have the bridge’s form', () => {
    const value = {
      family: 'bridge',
      index: 2,
      afSpec: { flags: 2, vlanInfo: [{ flags: 2, vid: 10 }] },
      protinfo: { cost: 5 }
    } as const
    expect(decode(encode(value))).toMatchObject(value)
    expect(() => encode({ family: 'inet6', afSpec: { vlanInfo: [] } })).toThrow(
      'afSpec.vlanInfo: unknown key'
    )
  })

  test('of MRP and CFM have names for roles, states and intervals', () => {
    const value = {
      family: 'bridge',
      index: 2,
      afSpec: {
        mrp: {
          portRole: { role: 'secondary' },
          ringRole: { ringId: 1, role: 'mrm' },
          info: [{ ringId: 1, ringState: 'closed', ringRole: 'mrm', inState: 'open', inRole: 'mic' }]
        },
        cfm: {
          mepCreate: { instance: 1, domain: 'vlan', direction: 'up', ifindex: 2 },
          ccConfigInfo: [{ instance: 1, enable: 1, expInterval: '3-3-ms', expMaid: new Uint8Array(48) }]
        }
      }
    } as const satisfies LinkInput
    expect(decode(encode(value)).afSpec).toEqual(value.afSpec)
    // The numbers of linux/mrp_bridge.h and linux/cfm_bridge.h.
    expect(
      encode({ family: 'bridge', afSpec: { mrp: { portState: { state: 'not-connected' } } } })
    ).toContain('0c0002800800010003000000')
    expect(encode({ family: 'bridge', afSpec: { cfm: { ccConfig: { expInterval: '10-min' } } } })).toContain(
      '0c0004800800030007000000'
    )
  })

  test.each<[LinkInput, string]>([
    [{ ifname: 'sixteen-bytes-no' }, "ifname: 'sixteen-bytes-no' is longer than 15 bytes"],
    [{ mtu: -1 }, 'mtu: -1 is below 0'],
    [{ index: 2 ** 31 }, 'index: 2147483648 is above 2147483647'],
    [{ operstate: 'upp' as never }, "operstate: 'upp' is not known, did you mean 'up'?"],
    [{ address: '02:00:00:00:00:0g' }, "address: '02:00:00:00:00:0g' is not a hardware address, aa:bb:.."],
    [
      { linkinfo: { kind: 'bridge', data: { priority: 65536 } } },
      'linkinfo.data.priority: 65536 is above 65535'
    ],
    [
      { linkinfo: { kind: 'bridge', data: { prority: 1 } as never } },
      "linkinfo.data.prority: unknown key, did you mean 'priority'?"
    ],
    [
      { linkinfo: { kind: 'veth', data: { peer: { ifname: 7 as never } } } },
      'linkinfo.data.peer.ifname: 7 is not a string'
    ],
    [
      { linkinfo: { kind: 'fancy', data: {} as never } },
      "linkinfo.data: nothing is known about 'fancy', so it takes a Uint8Array"
    ],
    [
      { vfinfoList: { info: [{ mac: { vf: 0, mac: '02:00:00:00:00:01' } }, { vlan: { vlan: -1 } }] } },
      'vfinfoList.info[1].vlan.vlan: -1 is below 0'
    ]
  ])('%j is refused', (value, message) => {
    expect(() => encode(value)).toThrow(message)
  })
})

test('types tell kinds apart, and take what decode gave', () => {
  expectTypeOf<Link>().toExtend<LinkInput>()
  const info: LinkInput['linkinfo'] = { kind: 'veth', data: { peer: { ifname: 'vb' } } }
  expect(info).toBeDefined()
  // @ts-expect-error: a veth has no such key
  const wrong: LinkInput['linkinfo'] = { kind: 'veth', data: { per: {} } }
  expect(() => encode({ linkinfo: wrong })).toThrow("linkinfo.data.per: unknown key, did you mean 'peer'?")
})

test('the offset of an extended ack is the path in the object that was passed', () => {
  const bytes = bytesFor({
    ifname: 'va',
    linkinfo: { kind: 'veth', data: { peer: { ifname: 'vb', mtu: 1 } } }
  })
  const at = Buffer.from(bytes).indexOf(Buffer.from('0800040001000000', 'hex'))
  expect(locate(linkCodec.paths, bytesOf(bytes), 0, bytes.length, at)).toBe('linkinfo.data.peer.mtu')
})

/** Random actions that change packets. */
import * as fc from 'fast-check'
import {
  address,
  address6,
  digits,
  mac,
  optional,
  u8,
  u16,
  u32,
  VERDICTS,
  verdict,
  type Scenario
} from './random-actions.fixture.ts'

const skbedit = fc
  .record(
    {
      mark: u32,
      mask: u32,
      priority: fc.tuple(u16, u16).map(([major, minor]) => `${major.toString(16)}:${minor.toString(16)}`),
      queueMapping: fc.integer({ min: 0, max: 0xfff }),
      ptype: fc.constantFrom(
        'host' as const,
        'broadcast' as const,
        'multicast' as const,
        'otherhost' as const
      )
    },
    { requiredKeys: ['mark'] }
  )
  .map(({ mark, mask, priority, queueMapping, ptype }): Scenario => ({
    words: [
      `skbedit${optional('queue_mapping', queueMapping)}${optional('priority', priority)}`,
      ` mark ${mark}${mask === undefined ? '' : `/${mask}`}${optional('ptype', ptype)}`
    ].join(''),
    change: (index) => ({
      kind: 'skbedit',
      options: { parms: { index, action: 'pipe' }, mark, mask, priority, queueMapping, ptype }
    })
  }))

const vlan = fc
  .record({
    vAction: fc.constantFrom('push' as const, 'modify' as const, 'pop' as const),
    pushVlanId: fc.integer({ min: 0, max: 0xffe }),
    pushVlanProtocol: fc.constantFrom('8021q' as const, '8021ad' as const),
    pushVlanPriority: fc.integer({ min: 0, max: 7 })
  })
  .map(({ vAction, ...tag }): Scenario => ({
    words:
      vAction === 'pop'
        ? 'vlan pop'
        : `vlan ${vAction} id ${tag.pushVlanId} protocol ${tag.pushVlanProtocol === '8021q' ? '802.1Q' : '802.1ad'} priority ${tag.pushVlanPriority}`,
    change: (index) => ({
      kind: 'vlan',
      options: { parms: { index, action: 'pipe', vAction }, ...(vAction === 'pop' ? {} : tag) }
    })
  }))

/** Four whole bytes are replaced each time, whatever was there. */
const pedit = fc
  .array(fc.tuple(fc.constantFrom('src' as const, 'dst' as const), address), { minLength: 1, maxLength: 3 })
  .map((edits): Scenario => ({
    words: `pedit ex ${edits.map(([field, to]) => `munge ip ${field} set ${to}`).join(' ')}`,
    change: (index) => ({
      kind: 'pedit',
      options: {
        parmsEx: {
          index,
          action: 'ok',
          keys: edits.map(([field, to]) => ({
            mask: 0,
            val: to.split('.').reduce((sum, octet) => ((sum << 8) | Number(octet)) >>> 0, 0),
            off: field === 'src' ? 12 : 16
          }))
        },
        keysEx: { keyEx: edits.map(() => ({ htype: 'ip4' as const, cmd: 'set' as const })) }
      }
    })
  }))

/** Fields of a label stack entry; 3 is the null label, which nobody puts on (tcf_mpls_init()). */
const entry = fc.record(
  {
    label: fc.integer({ min: 16, max: 0xf_ffff }),
    tc: fc.integer({ min: 0, max: 7 }),
    ttl: u8,
    bos: fc.constantFrom(0, 1)
  },
  { requiredKeys: ['label'] }
)
const UNICAST = ['mpls_uc', 'mpls-uc'] as const
const MULTICAST = ['mpls_mc', 'mpls-mc'] as const
const mplsPut = fc
  .tuple(
    entry,
    fc.constantFrom(['push', 'push'] as const, ['mac_push', 'mac-push'] as const),
    fc.constantFrom(UNICAST, MULTICAST),
    verdict
  )
  .map(([{ label, tc, ttl, bos }, [word, mAction], [protocol, proto], action]): Scenario => ({
    words: `mpls ${word} protocol ${protocol} label ${label}${optional('tc', tc)}${optional('ttl', ttl)}${optional('bos', bos)} ${VERDICTS[action]}`,
    change: (index) => ({
      kind: 'mpls',
      options: { parms: { index, action, mAction }, proto, label, tc, ttl, bos }
    })
  }))
const mplsChange = fc.tuple(entry, verdict).map(([{ label, tc, ttl, bos }, action]): Scenario => ({
  words: `mpls modify label ${label}${optional('tc', tc)}${optional('ttl', ttl)}${optional('bos', bos)} ${VERDICTS[action]}`,
  change: (index) => ({
    kind: 'mpls',
    options: { parms: { index, action, mAction: 'modify' }, label, tc, ttl, bos }
  })
}))
const mplsTake = fc
  .tuple(fc.constantFrom(['ip', 'ip'] as const, ['ipv6', 'ipv6'] as const, UNICAST), verdict)
  .map(([[protocol, proto], action]): Scenario => ({
    words: `mpls pop protocol ${protocol} ${VERDICTS[action]}`,
    change: (index) => ({ kind: 'mpls', options: { parms: { index, action, mAction: 'pop' }, proto } })
  }))
const mplsCount = verdict.map((action): Scenario => ({
  words: `mpls dec_ttl ${VERDICTS[action]}`,
  change: (index) => ({ kind: 'mpls', options: { parms: { index, action, mAction: 'dec-ttl' } } })
}))
const mpls = fc.oneof(
  { arbitrary: mplsPut, weight: 4 },
  { arbitrary: mplsChange, weight: 2 },
  mplsTake,
  mplsCount
)

/** Options of tunnels: one kind, in the tool's words and ours. */
const geneve = fc
  .array(
    fc.record({
      class: u16,
      type: u8,
      data: fc
        .uint8Array({ minLength: 1, maxLength: 4 })
        .map((bytes) => Uint8Array.from([...bytes, ...bytes, ...bytes, ...bytes]))
    }),
    { minLength: 1, maxLength: 3 }
  )
  .map((options) => ({
    words: ` geneve_opts ${options.map((one) => `${one.class.toString(16).padStart(4, '0')}:${one.type.toString(16).padStart(2, '0')}:${digits(one.data)}`).join(',')}`,
    encOpts: { geneve: options }
  }))
const vxlan = u16.map((gbp) => ({ words: ` vxlan_opts ${gbp}`, encOpts: { vxlan: { gbp } } }))
const erspan = fc.oneof(
  fc
    .integer({ min: 1, max: 0xf_ffff })
    .map((index) => ({ words: ` erspan_opts 1:${index}:0:0`, encOpts: { erspan: { ver: 1, index } } })),
  fc.tuple(fc.constantFrom(0, 1), fc.integer({ min: 1, max: 63 })).map(([dir, hwid]) => ({
    words: ` erspan_opts 2:0:${dir}:${hwid}`,
    encOpts: { erspan: { ver: 2, dir, hwid } }
  }))
)
const none = fc.constant({ words: '', encOpts: undefined })

const metadata = fc
  .record(
    {
      isIpv6: fc.boolean(),
      from: fc.tuple(address, address6),
      to: fc.tuple(address, address6),
      encKeyId: u32,
      encDstPort: u16,
      noCsum: fc.constantFrom(0, 1),
      encTos: u8,
      encTtl: u8,
      options: fc.oneof(none, geneve, vxlan, erspan),
      action: verdict
    },
    { requiredKeys: ['isIpv6', 'from', 'to', 'options', 'action'] }
  )
  .map(({ isIpv6, from, to, options: { words, encOpts }, action, ...rest }): Scenario => {
    const [src4, src6] = from
    const [dst4, dst6] = to
    const ends = isIpv6 ? { encIpv6Src: src6, encIpv6Dst: dst6 } : { encIpv4Src: src4, encIpv4Dst: dst4 }
    const { encKeyId, encDstPort, noCsum, encTos, encTtl } = rest
    return {
      words: [
        `tunnel_key set src_ip ${isIpv6 ? src6 : src4} dst_ip ${isIpv6 ? dst6 : dst4}`,
        `${optional('id', encKeyId)}${optional('dst_port', encDstPort)}${words}`,
        `${optional('tos', encTos)}${optional('ttl', encTtl)}`,
        `${noCsum === undefined ? '' : noCsum === 1 ? ' nocsum' : ' csum'} ${VERDICTS[action]}`
      ].join(''),
      change: (index) => ({
        kind: 'tunnel_key',
        options: { parms: { index, action, tAction: 'set' }, ...ends, ...rest, encOpts }
      })
    }
  })
const tunnelKey = fc.oneof(
  { arbitrary: metadata, weight: 9 },
  verdict.map((action): Scenario => ({
    words: `tunnel_key unset ${VERDICTS[action]}`,
    change: (index) => ({ kind: 'tunnel_key', options: { parms: { index, action, tAction: 'release' } } })
  }))
)

const skbmod = fc.oneof(
  fc
    .record({ etype: u16, dmac: mac, smac: mac, action: verdict }, { requiredKeys: ['dmac', 'action'] })
    .map(({ etype, dmac, smac, action }): Scenario => ({
      words: `skbmod${etype === undefined ? '' : ` set etype 0x${etype.toString(16)}`} set dmac ${dmac}${optional('set smac', smac)} ${VERDICTS[action]}`,
      change: (index) => ({ kind: 'skbmod', options: { parms: { index, action }, etype, dmac, smac } })
    })),
  fc
    .tuple(fc.constantFrom(['swap mac', 0x8] as const, ['ecn', 0x10] as const), verdict)
    .map(([[word, flags], action]): Scenario => ({
      words: `skbmod ${word} ${VERDICTS[action]}`,
      // SKBMOD_F_SWAPMAC, SKBMOD_F_ECN
      change: (index) => ({ kind: 'skbmod', options: { parms: { index, action, flags } } })
    }))
)

/** Metadata: a value of its own, or the packet's. */
const carried = (max: number): fc.Arbitrary<number | 'packet'> =>
  fc.oneof(fc.integer({ min: 1, max }), fc.constant('packet' as const))
const carries = (name: string, value: number | 'packet' | undefined): string =>
  value === undefined ? '' : value === 'packet' ? ` allow ${name}` : ` use ${name} ${value}`
const ife = fc.oneof(
  fc
    .record(
      {
        type: u16,
        dmac: mac,
        smac: mac,
        skbmark: carried(0xffff_ffff),
        prio: carried(0xffff_ffff),
        tcindex: carried(0xffff),
        action: verdict
      },
      { requiredKeys: ['skbmark', 'action'] }
    )
    .map(({ type, dmac, smac, skbmark, prio, tcindex, action }): Scenario => ({
      words: [
        `ife encode${type === undefined ? '' : ` type 0x${type.toString(16)}`}`,
        `${carries('mark', skbmark)}${carries('prio', prio)}${carries('tcindex', tcindex)}`,
        `${optional('dst', dmac)}${optional('src', smac)} ${VERDICTS[action]}`
      ].join(''),
      change: (index) => ({
        kind: 'ife',
        options: {
          parms: { index, action, flags: 'encode' },
          type,
          dmac,
          smac,
          metalst: { skbmark, prio, tcindex }
        }
      })
    })),
  verdict.map((action): Scenario => ({
    words: `ife decode ${VERDICTS[action]}`,
    change: (index) => ({ kind: 'ife', options: { parms: { index, action, flags: 'decode' } } })
  }))
)

export const edits = { skbedit, vlan, pedit, mpls, tunnel_key: tunnelKey, skbmod, ife } as const

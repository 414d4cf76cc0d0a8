/** Filters and actions of tc: read as it prints them, and made again of what was read it prints the same. */
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  hostRoot,
  ipBatch,
  kernelHas,
  requires,
  tc,
  tcJson,
  patience
} from '../../../../../test/support/kernel.ts'
import { Rtnl } from '../../rtnl.ts'
import type { FilterChange } from '../../tc/filters.ts'
import { interfacesOf, type Interfaces, type JsonObject } from '../names.ts'
import { NO_JSON, WRONG_KEYS } from './differences.fixture.ts'
import { filterToIproute2 } from './index.ts'

const rtnl = Rtnl.open()
afterAll(() => rtnl.close())
let interfaces: Interfaces = interfacesOf([])
const place = { dev: 'q0', parent: 'ingress' } as const

beforeAll(async () => {
  await ipBatch([
    'link add q0 type veth peer name q1',
    'link set q0 addrgenmode none',
    'link set q1 addrgenmode none'
  ])
  interfaces = interfacesOf(await rtnl.links.list())
})
beforeEach(async () => {
  await rtnl.tc.qdiscs.delete(place).catch(() => undefined)
  await rtnl.tc.qdiscs.add({ dev: 'q0', kind: 'clsact' })
})

const FILTERS = [
  'ip flower dst_ip 10.0.0.0/8 src_ip 10.1.2.3 ip_proto tcp dst_port 80 tcp_flags 0x2/0x12 skip_hw classid 1:3',
  'ip flower src_mac 02:00:00:00:00:01 dst_mac 02:00:00:00:00:02/ff:ff:ff:00:00:00 ip_proto udp src_port 1000-2000',
  'ipv6 flower src_ip 2001:db8::/32 ip_tos 8/0xfc ip_ttl 64 ip_flags frag/nofirstfrag',
  'ip flower ip_proto icmp type 8 code 0',
  'arp flower arp_tip 10.0.0.1 arp_op request arp_sha 02:00:00:00:00:01',
  '802.1q flower vlan_id 10 vlan_prio 3 vlan_ethtype ip dst_ip 10.0.0.1',
  '802.1ad flower vlan_id 10 vlan_ethtype 802.1q cvlan_id 20 cvlan_prio 1 cvlan_ethtype ip',
  'mpls_uc flower mpls_label 100 mpls_tc 1 mpls_bos 1 mpls_ttl 9',
  'ip flower enc_src_ip 10.0.0.1 enc_dst_ip 10.0.0.0/24 enc_key_id 7 enc_dst_port 6081 enc_tos 4 enc_ttl 9 geneve_opts 0102:80:00112233',
  'ip flower enc_dst_ip 2001:db8::1 enc_key_id 9 enc_dst_port 4789',
  'ip flower ct_state +trk+est ct_zone 5 ct_mark 1/0x3',
  'ip flower indev q0 action drop',
  'all matchall skip_hw classid 1:4',
  'ip handle 6 fw classid 1:1',
  'ip route from 5 to 6 classid 1:3',
  'ip handle 5 cgroup',
  'ip basic match meta(nf_mark eq 7) classid 1:5',
  'ip u32 match ip src 10.0.0.0/24 match ip dport 80 0xffff flowid 1:10'
]

const ACTIONS = [
  'gact drop random determ pass 5',
  'gact goto chain 3',
  'mirred egress redirect dev q1',
  'vlan push id 10 protocol 802.1ad priority 3',
  'vlan pop',
  'vlan modify id 7',
  'vlan push_eth dst_mac 02:00:00:00:00:01 src_mac 02:00:00:00:00:02',
  'pedit ex munge ip ttl set 5 munge eth dst set 02:00:00:00:00:09',
  'pedit ex munge tcp dport add 10 pipe',
  'skbedit priority 1:10 mark 5/0xff ptype host',
  'tunnel_key set src_ip 10.0.0.1 dst_ip 10.0.0.2 id 7 dst_port 4789 tos 4 ttl 9 nocsum',
  'tunnel_key set src_ip 2001:db8::1 dst_ip 2001:db8::2 id 8 geneve_opts 0102:80:00112233',
  'tunnel_key unset',
  'nat ingress 10.0.0.0/24 10.1.0.0',
  'csum iph and tcp and udp',
  'ct commit zone 3 mark 1/0xff nat src addr 10.0.0.1-10.0.0.9 port 1000-2000',
  'ct clear',
  'connmark zone 2',
  'ctinfo dscp 0xfc000000 0x01000000 zone 3',
  'mpls push protocol mpls_uc label 100 tc 3 ttl 64',
  'mpls pop protocol ip',
  'mpls dec_ttl',
  'sample rate 10 group 4 trunc 64',
  'simple sdata hello',
  'skbmod set dmac 02:00:00:00:00:03 set smac 02:00:00:00:00:04',
  'ife encode type 0xfefe use mark 7 allow prio dst 02:00:00:00:00:05',
  'gate base-time 200000000000 clockid CLOCK_TAI sched-entry open 200000000 -1 8000000 sched-entry close 100000000 -1 -1',
  'skbedit mark 1 pipe action mirred egress mirror dev q1'
]

/** Asking for kinds that a kernel lacks takes long, each time: one that has not the usual one is not asked for others. */
const modules = kernelHas('filter flower', [
  'sh',
  '-c',
  'tc qdisc add dev lo clsact && tc filter add dev lo ingress protocol ip flower ip_proto tcp'
])
const ALWAYS = new Set(['tfilter u32', 'actions mirred'])

const cases = [
  ...FILTERS.map((words): [string, string] => {
    const [, first = '', , third = ''] = words.split(' ')
    return [words, `tfilter ${first === 'handle' ? third : first}`]
  }),
  ...ACTIONS.map((words): [string, string] => [
    `all u32 match u32 0 0 action ${words}`,
    `actions ${words.split(' ')[0] ?? ''}`
  ])
]

/** TCA_CLS_FLAGS_SKIP_HW and TCA_CLS_FLAGS_SKIP_SW. */
const TCA_CLS_FLAGS_SKIP = 3

/** Generous, more so where the machine is emulated. */
const LIMIT = 20_000 * patience

const text = (): Promise<string> => tc('-d', 'filter', 'show', 'dev', 'q0', 'ingress')

describe('what tc made', () => {
  it.for(cases)('%s', ([words, kind], context) =>
    requires(ALWAYS.has(kind) ? hostRoot : [hostRoot, modules], async ({ skip }) => {
      const [protocol = '', ...rest] = words.split(' ')
      // An extended match is one word of the shell's, with spaces.
      const argv = rest.join(' ').split(/ (?![^(]*\))/)
      try {
        await tc('filter', 'add', 'dev', 'q0', 'ingress', 'protocol', protocol, 'prio', '1', ...argv)
      } catch (error) {
        if (
          !/TC classifier not found|Failed to load TC|Classifier not supported|unknown/i.test(String(error))
        )
          throw error
        skip(`this kernel has no ${kind}`)
      }
      const made = await text()
      const read = await rtnl.tc.filters.list(place, { withHeads: true })
      if (!(kind in NO_JSON) && !(kind in WRONG_KEYS)) {
        const ours = read.map((one): JsonObject => {
          const { ingress: _, ...printed } = filterToIproute2(one, interfaces, { statistics: false })
          return printed
        })
        expect(ours).toEqual(await tcJson('-d', 'filter', 'show', 'dev', 'q0', 'ingress'))
      }
      // Neither heads nor hash tables of u32, which are made with the filter.
      const filter = read.find(
        (one) => one.handle !== 0 && (one.kind !== 'u32' || (one.handle & 0xf_ffff) !== 0)
      )
      const { info, handle, options } = filter ?? {}
      await rtnl.tc.qdiscs.delete(place)
      await gone(options)
      await rtnl.tc.qdiscs.add({ dev: 'q0', kind: 'clsact' })
      const again = {
        ...place,
        ...info,
        handle,
        kind: filter?.kind,
        options: settable(options, info?.protocol)
      }
      await rtnl.tc.filters.add(again as FilterChange)
      expect(await text()).toBe(made)
    })(context)
  )
})

/** Filters give their actions back a grace period after they are gone. Until then the new one would have the old one's. */
async function gone(options: unknown): Promise<void> {
  const { act = [] } = (options ?? {}) as { readonly act?: readonly { readonly kind?: string }[] }
  for (const { kind = '' } of act)
    await vi.waitFor(async () => expect(await rtnl.tc.actions.list(kind)).toEqual([]), { timeout: LIMIT })
}

interface Read {
  readonly flags?: number
  readonly keyVlanEthType?: unknown
  readonly act?: readonly { readonly options?: ReadAction }[]
}

/**
 * Without what only the kernel tells: flags of hardware, and times of actions, which some kinds refuse. Where a frame has a
 * VLAN the kernel tells of the protocol inside (fl_dump_key()) and is to be told of the one outside (fl_set_key()).
 */
function settable(options: unknown, protocol: unknown): unknown {
  if (typeof options !== 'object' || options === null) return options
  const { flags, act, ...rest }: Read = options
  return {
    ...rest,
    ...(flags === undefined ? {} : { flags: flags & TCA_CLS_FLAGS_SKIP }),
    ...(rest.keyVlanEthType === undefined ? {} : { keyEthType: protocol }),
    ...(act === undefined
      ? {}
      : { act: act.map((one) => ({ ...one, options: settableAction(one.options) })) })
  }
}

interface ReadAction {
  readonly parms?: { readonly mAction?: unknown }
}

const TOLD_ONLY = ['tm', 'statsDscpSet', 'statsDscpError', 'statsCpmarkSet']

function settableAction(options: ReadAction = {}): object {
  // mpls: told with it, and refused with it (valid_label()).
  if (options.parms?.mAction === 'dec-ttl') return { parms: options.parms }
  return Object.fromEntries(Object.entries(options).filter(([key]) => !TOLD_ONLY.includes(key)))
}

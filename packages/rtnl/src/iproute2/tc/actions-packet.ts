/** Actions that change packets: m_vlan.c, m_mpls.c, m_pedit.c, m_skbedit.c, m_skbmod.c, m_tunnel_key.c, m_ife.c. */
import type { IfeOptions } from '../../tc/actions/ife.codec.ts'
import type { MplsOptions } from '../../tc/actions/mpls.codec.ts'
import type { PeditOptions } from '../../tc/actions/pedit.codec.ts'
import type { SkbeditOptions } from '../../tc/actions/skbedit.codec.ts'
import { SKBEDIT_F_INHERITDSFIELD } from '../../tc/actions/skbedit.constants.ts'
import type { SkbmodOptions } from '../../tc/actions/skbmod.codec.ts'
import { SKBMOD_F_ECN, SKBMOD_F_SWAPMAC } from '../../tc/actions/skbmod.constants.ts'
import type { TunnelKeyOptions } from '../../tc/actions/tunnel-key.codec.ts'
import type { VlanActionOptions } from '../../tc/actions/vlan.codec.ts'
import { present, type Json, type JsonObject } from '../names.ts'
import { classText } from './handles.ts'
import { genericJson, holdersJson } from './generic.ts'
import { hexadecimal, type TcOutput } from './numbers.ts'
import { etherType, protocolName } from './protocols.ts'
import { erspanJson, geneveJson } from './tunnel-options.ts'

const words = (name: string | number): string => String(name).replaceAll('-', '_')

export function vlanJson(options: VlanActionOptions, output: TcOutput): JsonObject | undefined {
  const { parms } = options
  if (parms === undefined) return undefined
  const hasTag = parms.vAction === 'push' || parms.vAction === 'modify'
  const hasAddresses = parms.vAction === 'push-eth'
  return present({
    vlan_action: words(parms.vAction),
    id: hasTag ? options.pushVlanId : undefined,
    protocol:
      hasTag && options.pushVlanProtocol !== undefined ? protocolName(options.pushVlanProtocol) : undefined,
    priority: hasTag ? options.pushVlanPriority : undefined,
    dst_mac: hasAddresses ? options.pushEthDst : undefined,
    src_mac: hasAddresses ? options.pushEthSrc : undefined,
    ...genericJson(parms, options.tm, output)
  })
}

export function mplsJson(options: MplsOptions, output: TcOutput): JsonObject | undefined {
  const { parms, proto } = options
  if (parms === undefined) return undefined
  const action = parms.mAction
  const hasProtocol = action === 'pop' || action === 'push' || action === 'mac-push'
  const hasLabel = action === 'push' || action === 'mac-push' || action === 'modify'
  return present({
    mpls_action: words(action),
    protocol: hasProtocol && proto !== undefined ? protocolName(proto) : undefined,
    label: hasLabel ? options.label : undefined,
    tc: hasLabel ? options.tc : undefined,
    bos: hasLabel ? options.bos : undefined,
    ttl: hasLabel ? options.ttl : undefined,
    ...genericJson(parms, options.tm, output)
  })
}

const HEADERS: Readonly<Record<string, string>> = { ip4: 'ipv4', ip6: 'ipv6' }

export function peditJson(options: PeditOptions, output: TcOutput): JsonObject | undefined {
  const sel = options.parms ?? options.parmsEx
  if (sel === undefined) return undefined
  const extended = options.parms === undefined ? options.keysEx?.keyEx : undefined
  const { control_action, ...holders } = genericJson(sel, options.tm, output)
  return present({
    control_action,
    nkeys: sel.nkeys,
    ...holders,
    keys: sel.keys.map(({ val, mask, off }, index) => {
      const { htype = 'network', cmd = 'set' } = extended?.[index] ?? {}
      return {
        htype: typeof htype === 'number' ? `unknown(${htype})` : (HEADERS[htype] ?? htype),
        // Signed there.
        offset: off | 0,
        cmd: String(cmd),
        val: val.toString(16),
        mask: mask.toString(16)
      }
    })
  })
}

export function skbeditJson(options: SkbeditOptions, output: TcOutput): JsonObject | undefined {
  const { parms, priority, mask, ptype, flags = 0 } = options
  if (parms === undefined) return undefined
  return present({
    queue_mapping: options.queueMapping,
    priority: priority === undefined ? undefined : classText(priority),
    mark: options.mark,
    mask: mask === undefined ? undefined : mask.toString(16),
    ptype,
    inheritdsfield: (flags & SKBEDIT_F_INHERITDSFIELD) === 0 ? undefined : null,
    ...genericJson(parms, options.tm, output)
  })
}

/** Text in this version; as later ones have it. */
export function skbmodJson(options: SkbmodOptions, output: TcOutput): JsonObject | undefined {
  const { parms, etype } = options
  if (parms === undefined) return undefined
  const { control_action, ...holders } = genericJson(parms, options.tm, output)
  return present({
    control_action,
    etype: etype === undefined ? undefined : hexadecimal(etherType(etype)),
    dmac: options.dmac,
    smac: options.smac,
    swapmac: (parms.flags & SKBMOD_F_SWAPMAC) === 0 ? undefined : null,
    ecn: (parms.flags & SKBMOD_F_ECN) === 0 ? undefined : null,
    ...holders
  })
}

export function tunnelKeyJson(options: TunnelKeyOptions, output: TcOutput): JsonObject | undefined {
  const { parms } = options
  if (parms === undefined) return undefined
  return present({
    ...(parms.tAction === 'set' ? metadataJson(options) : { mode: 'unset' }),
    ...genericJson(parms, options.tm, output)
  })
}

function metadataJson(options: TunnelKeyOptions): Record<string, Json | undefined> {
  const { encOpts, noCsum } = options
  return {
    mode: 'set',
    src_ip: options.encIpv6Src ?? options.encIpv4Src,
    dst_ip: options.encIpv6Dst ?? options.encIpv4Dst,
    key_id: options.encKeyId,
    dst_port: options.encDstPort,
    geneve_opts: encOpts?.geneve === undefined ? undefined : geneveJson(encOpts.geneve),
    vxlan_opts: encOpts?.vxlan === undefined ? undefined : [{ gbp: encOpts.vxlan.gbp ?? 0 }],
    erspan_opts: encOpts?.erspan === undefined ? undefined : [erspanJson(encOpts.erspan)],
    flag: noCsum === undefined ? undefined : noCsum === 0 ? 'csum' : 'nocsum',
    tos: options.encTos,
    ttl: options.encTtl
  }
}

/** What comes from the packet is let in. */
const allowed = (value: number | 'packet' | undefined): Json | undefined =>
  value === 'packet' ? 'allow' : value

export function ifeJson(options: IfeOptions, output: TcOutput): JsonObject | undefined {
  const { parms, metalst, type } = options
  if (parms === undefined) return undefined
  const { control_action, ...holders } = {
    ...genericJson(parms, undefined, output),
    ...holdersJson(parms, options.tm, output)
  }
  return present({
    mode: String(parms.flags),
    control_action,
    type: type === undefined ? undefined : hexadecimal(type),
    mark: allowed(metalst?.skbmark),
    tcindex: allowed(metalst?.tcindex),
    prio: allowed(metalst?.prio),
    dst: options.dmac,
    src: options.smac,
    ...holders
  })
}

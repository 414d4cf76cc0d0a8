/** The flower filter: flower_print_opt() of f_flower.c. */
import { IPPROTO } from '../../ip-protocol.constants.ts'
import type { FlowerMplsEntry, FlowerOptions } from '../../tc/filters/flower.codec.ts'
import {
  ARPOP,
  TCA_FLOWER_KEY_CT_FLAGS_ESTABLISHED,
  TCA_FLOWER_KEY_CT_FLAGS_INVALID,
  TCA_FLOWER_KEY_CT_FLAGS_NEW,
  TCA_FLOWER_KEY_CT_FLAGS_RELATED,
  TCA_FLOWER_KEY_CT_FLAGS_REPLY,
  TCA_FLOWER_KEY_CT_FLAGS_TRACKED,
  TCA_FLOWER_KEY_FLAGS_FRAG_IS_FIRST,
  TCA_FLOWER_KEY_FLAGS_IS_FRAGMENT
} from '../../tc/filters/flower.constants.ts'
import { parseHandle } from '../../tc/handle.ts'
import { present, type Interfaces, type Json, type JsonObject } from '../names.ts'
import { actionsJson } from './action.ts'
import { offloadJson } from './classifier-flags.ts'
import { addressText, hardwareText, labelsText, maskedPort, maskedWord, slashed } from './masks.ts'
import { classText } from './handles.ts'
import type { TcOutput } from './numbers.ts'
import { etherType, numberIn, protocolName } from './protocols.ts'
import { erspanJson, geneveJson } from './tunnel-options.ts'

export function flowerJson(
  options: FlowerOptions,
  handle: number,
  interfaces: Interfaces,
  output: TcOutput
): JsonObject {
  return present({
    handle: handle === 0 ? undefined : handle,
    ...targetJson(options),
    indev: options.indev,
    keys: present({
      ...linkKeys(options),
      ...networkKeys(options),
      ...transportKeys(options),
      ...mplsKeys(options),
      ...tunnelKeys(options),
      ...connectionKeys(options)
    }),
    ...offloadJson(options.flags, options.inHwCount),
    actions: actionsJson(options.act, interfaces, output)
  })
}

/** Minor numbers from here on name traffic classes of the device. */
const FIRST_TRAFFIC_CLASS = 0xffe0
const TRAFFIC_CLASSES = 16

function targetJson({ classid }: FlowerOptions): Keys {
  if (classid === undefined) return {}
  const trafficClass = (parseHandle(classid) & 0xffff) - FIRST_TRAFFIC_CLASS
  return trafficClass >= 0 && trafficClass < TRAFFIC_CLASSES
    ? { hw_tc: trafficClass }
    : { classid: classText(classid) }
}

type Keys = Record<string, Json | undefined>

const ETHER_TYPES: Readonly<Record<string, string>> = { ip: 'ipv4', ipv6: 'ipv6', arp: 'arp', rarp: 'rarp' }

const linkKeys = (of: FlowerOptions): Keys => ({
  num_of_vlans: of.keyNumOfVlans,
  vlan_id: of.keyVlanId,
  vlan_prio: of.keyVlanPrio,
  vlan_ethtype: of.keyVlanEthType === undefined ? undefined : protocolName(of.keyVlanEthType),
  cvlan_id: of.keyCvlanId,
  cvlan_prio: of.keyCvlanPrio,
  cvlan_ethtype: of.keyCvlanEthType === undefined ? undefined : protocolName(of.keyCvlanEthType),
  dst_mac: hardwareText(of.keyEthDst, of.keyEthDstMask),
  src_mac: hardwareText(of.keyEthSrc, of.keyEthSrcMask),
  eth_type:
    of.keyEthType === undefined
      ? undefined
      : (ETHER_TYPES[of.keyEthType] ?? etherType(of.keyEthType).toString(16).padStart(4, '0')),
  pppoe_sid: of.keyPppoeSid,
  ppp_proto: of.keyPppProto === undefined ? undefined : pppName(of.keyPppProto),
  arp_sip: addressText(of.keyArpSip, of.keyArpSipMask),
  arp_tip: addressText(of.keyArpTip, of.keyArpTipMask),
  arp_op: slashed(operation(of.keyArpOp), of.keyArpOpMask),
  arp_sha: hardwareText(of.keyArpSha, of.keyArpShaMask),
  arp_tha: hardwareText(of.keyArpTha, of.keyArpThaMask)
})

/** A protocol of PPP: the tool has a name for each that the kernel has one for. */
const pppName = (protocol: string | number): string =>
  typeof protocol === 'number' ? `[${protocol}]` : protocol.replaceAll('-', '_')

const operation = (number: string | number | undefined): string | undefined =>
  number === undefined
    ? undefined
    : number === 'request' || number === 'reply'
      ? number
      : String(numberIn(ARPOP, number))

/** The protocols that tc(8) has names for. */
const PROTOCOLS: ReadonlySet<string | number> = new Set(['icmp', 'tcp', 'udp', 'icmpv6', 'l2tp', 'sctp'])
const protocolText = (protocol: string | number): string =>
  PROTOCOLS.has(protocol) ? String(protocol) : numberIn(IPPROTO, protocol).toString(16).padStart(2, '0')

/** What belongs to a version of the protocol is shown for packets of that one alone. */
function networkKeys(of: FlowerOptions): Keys {
  return {
    ip_proto: of.keyIpProto === undefined ? undefined : protocolText(of.keyIpProto),
    ...maskedWord('ip_tos', of.keyIpTos, of.keyIpTosMask, 0xff),
    ...maskedWord('ip_ttl', of.keyIpTtl, of.keyIpTtlMask, 0xff),
    ...(of.keyEthType === 'ip' ? ipv4Keys(of) : of.keyEthType === 'ipv6' ? ipv6Keys(of) : {}),
    ip_flags: fragmentsJson(of)
  }
}

const ipv4Keys = (of: FlowerOptions): Keys => ({
  dst_ip: addressText(of.keyIpv4Dst, of.keyIpv4DstMask),
  src_ip: addressText(of.keyIpv4Src, of.keyIpv4SrcMask),
  icmp_type: of.keyIpProto === 'icmp' ? slashed(of.keyIcmpv4Type, of.keyIcmpv4TypeMask) : undefined,
  icmp_code: of.keyIpProto === 'icmp' ? slashed(of.keyIcmpv4Code, of.keyIcmpv4CodeMask) : undefined
})

const ipv6Keys = (of: FlowerOptions): Keys => ({
  dst_ip: addressText(of.keyIpv6Dst, of.keyIpv6DstMask),
  src_ip: addressText(of.keyIpv6Src, of.keyIpv6SrcMask),
  icmp_type: of.keyIpProto === 'icmpv6' ? slashed(of.keyIcmpv6Type, of.keyIcmpv6TypeMask) : undefined,
  icmp_code: of.keyIpProto === 'icmpv6' ? slashed(of.keyIcmpv6Code, of.keyIcmpv6CodeMask) : undefined
})

function fragmentsJson({ keyFlags, keyFlagsMask }: FlowerOptions): Json | undefined {
  if (keyFlags === undefined || keyFlagsMask === undefined || keyFlagsMask === 0) return undefined
  const bit = (flag: number): boolean | undefined =>
    (keyFlagsMask & flag) === 0 ? undefined : (keyFlags & flag) !== 0
  return present({
    frag: bit(TCA_FLOWER_KEY_FLAGS_IS_FRAGMENT),
    firstfrag: bit(TCA_FLOWER_KEY_FLAGS_FRAG_IS_FIRST)
  })
}

function transportKeys(of: FlowerOptions): Keys {
  const { keyTcpFlags: flags, keyTcpFlagsMask: mask } = of
  const hasPorts = of.keyIpProto === 'tcp' || of.keyIpProto === 'udp' || of.keyIpProto === 'sctp'
  return {
    ...(hasPorts ? portKeys(of) : {}),
    tcp_flags:
      flags === undefined
        ? undefined
        : `0x${flags.toString(16)}${mask === undefined ? '' : `/${mask.toString(16)}`}`
  }
}

function portKeys(of: FlowerOptions): Keys {
  const [dst, dstMask, src, srcMask] =
    of.keyIpProto === 'udp'
      ? [of.keyUdpDst, of.keyUdpDstMask, of.keyUdpSrc, of.keyUdpSrcMask]
      : of.keyIpProto === 'sctp'
        ? [of.keySctpDst, of.keySctpDstMask, of.keySctpSrc, of.keySctpSrcMask]
        : [of.keyTcpDst, of.keyTcpDstMask, of.keyTcpSrc, of.keyTcpSrcMask]
  return {
    ...maskedPort('dst_port', dst, dstMask),
    ...maskedPort('src_port', src, srcMask),
    ...rangeJson('dst_port', of.keyPortDstMin, of.keyPortDstMax),
    ...rangeJson('src_port', of.keyPortSrcMin, of.keyPortSrcMax)
  }
}

const rangeJson = (name: string, start: number | undefined, end: number | undefined): Keys =>
  start === undefined || end === undefined ? {} : { [name]: { start, end } }

const mplsKeys = (of: FlowerOptions): Keys => ({
  mpls: of.keyMplsOpts?.lse?.map(labelJson),
  mpls_label: of.keyMplsLabel,
  // Text, but for the label.
  mpls_tc: numberText(of.keyMplsTc),
  mpls_bos: numberText(of.keyMplsBos),
  mpls_ttl: numberText(of.keyMplsTtl)
})

const numberText = (value: number | undefined): string | undefined =>
  value === undefined ? undefined : String(value)

const labelJson = ({ depth, label, tc, bos, ttl }: FlowerMplsEntry): JsonObject =>
  present({ depth, label, tc, bos, ttl })

const tunnelKeys = (of: FlowerOptions): Keys => ({
  enc_dst_ip:
    of.keyEncIpv4Dst === undefined
      ? addressText(of.keyEncIpv6Dst, of.keyEncIpv6DstMask)
      : addressText(of.keyEncIpv4Dst, of.keyEncIpv4DstMask),
  enc_src_ip:
    of.keyEncIpv4Src === undefined
      ? addressText(of.keyEncIpv6Src, of.keyEncIpv6SrcMask)
      : addressText(of.keyEncIpv4Src, of.keyEncIpv4SrcMask),
  enc_key_id: of.keyEncKeyId,
  ...maskedPort('enc_dst_port', of.keyEncUdpDstPort, of.keyEncUdpDstPortMask),
  ...maskedWord('enc_tos', of.keyEncIpTos, of.keyEncIpTosMask, 0xff),
  ...maskedWord('enc_ttl', of.keyEncIpTtl, of.keyEncIpTtlMask, 0xff),
  ...optionKeys('key', of.keyEncOpts),
  ...optionKeys('mask', of.keyEncOptsMask)
})

function optionKeys(half: 'key' | 'mask', of: FlowerOptions['keyEncOpts']): Keys {
  if (of === undefined) return {}
  return {
    [`geneve_opt_${half}`]: of.geneve === undefined ? undefined : geneveJson(of.geneve),
    [`vxlan_opt_${half}`]: of.vxlan === undefined ? undefined : [{ gbp: of.vxlan.gbp ?? 0 }],
    [`erspan_opt_${half}`]: of.erspan === undefined ? undefined : [erspanJson(of.erspan)],
    [`gtp_opt_${half}`]:
      of.gtp === undefined ? undefined : [{ pdu_type: of.gtp.pduType ?? 0, qfi: of.gtp.qfi ?? 0 }]
  }
}

const STATES = [
  ['trk', TCA_FLOWER_KEY_CT_FLAGS_TRACKED],
  ['new', TCA_FLOWER_KEY_CT_FLAGS_NEW],
  ['est', TCA_FLOWER_KEY_CT_FLAGS_ESTABLISHED],
  ['rel', TCA_FLOWER_KEY_CT_FLAGS_RELATED],
  ['inv', TCA_FLOWER_KEY_CT_FLAGS_INVALID],
  ['rpl', TCA_FLOWER_KEY_CT_FLAGS_REPLY]
] as const

const connectionKeys = (of: FlowerOptions): Keys => ({
  ct_state: stateText(of.keyCtState, of.keyCtStateMask),
  ...maskedWord('ct_zone', of.keyCtZone, of.keyCtZoneMask, 0xffff),
  ...maskedWord('ct_mark', of.keyCtMark, of.keyCtMarkMask),
  ct_label: labelsText(of.keyCtLabels, of.keyCtLabelsMask)
})

function stateText(state: number | undefined, mask: number | undefined): string | undefined {
  if (state === undefined) return undefined
  const looked = mask ?? state
  return STATES.filter(([, flag]) => (looked & flag) !== 0)
    .map(([name, flag]) => `${(state & flag) === 0 ? '-' : '+'}${name}`)
    .join('')
}

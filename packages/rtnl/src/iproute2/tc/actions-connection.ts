/** Actions about connections, addresses, sums and samples: m_ct.c, m_ctinfo.c, m_connmark.c, m_nat.c, m_csum.c, m_sample.c, m_simple.c. */
import type { ConnmarkOptions } from '../../tc/actions/connmark.codec.ts'
import type { CsumOptions } from '../../tc/actions/csum.codec.ts'
import type { CtOptions } from '../../tc/actions/ct.codec.ts'
import {
  TCA_CT_ACT_CLEAR,
  TCA_CT_ACT_COMMIT,
  TCA_CT_ACT_FORCE,
  TCA_CT_ACT_NAT,
  TCA_CT_ACT_NAT_DST,
  TCA_CT_ACT_NAT_SRC
} from '../../tc/actions/ct.constants.ts'
import {
  TCA_CSUM_UPDATE_FLAG_ICMP,
  TCA_CSUM_UPDATE_FLAG_IGMP,
  TCA_CSUM_UPDATE_FLAG_IPV4HDR,
  TCA_CSUM_UPDATE_FLAG_SCTP,
  TCA_CSUM_UPDATE_FLAG_TCP,
  TCA_CSUM_UPDATE_FLAG_UDP,
  TCA_CSUM_UPDATE_FLAG_UDPLITE
} from '../../tc/actions/csum.constants.ts'
import type { CtinfoOptions } from '../../tc/actions/ctinfo.codec.ts'
import type { NatOptions } from '../../tc/actions/nat.codec.ts'
import { TCA_NAT_FLAG_EGRESS } from '../../tc/actions/nat.constants.ts'
import type { SampleOptions } from '../../tc/actions/sample.codec.ts'
import type { SimpleOptions } from '../../tc/actions/simple.codec.ts'
import { bitNames, present, type Json, type JsonObject } from '../names.ts'
import { genericJson, holdersJson } from './generic.ts'
import { hexadecimal, type TcOutput } from './numbers.ts'
import { labelsText, maskedWord, prefixLength4 } from './masks.ts'

export function ctJson(options: CtOptions, output: TcOutput): JsonObject | undefined {
  const { parms, action = 0 } = options
  if (parms === undefined) return undefined
  return present({
    action: commitText(action),
    ...maskedWord('mark', options.mark, options.markMask),
    zone: options.zone,
    label: labelsText(options.labels, options.labelsMask),
    nat: (action & TCA_CT_ACT_NAT) === 0 ? undefined : translationText(options, action),
    ...genericJson(parms, options.tm, output)
  })
}

function commitText(action: number): string | undefined {
  if ((action & TCA_CT_ACT_COMMIT) !== 0) return (action & TCA_CT_ACT_FORCE) === 0 ? 'commit' : 'commit force'
  return (action & TCA_CT_ACT_CLEAR) === 0 ? undefined : 'clear'
}

function translationText(options: CtOptions, action: number): string {
  const isSource = (action & TCA_CT_ACT_NAT_SRC) !== 0
  if (!isSource && (action & TCA_CT_ACT_NAT_DST) === 0) return ''
  const { natIpv4Min, natIpv6Min, natPortMin } = options
  const last =
    options.natIpv4Max !== undefined && options.natIpv4Max !== natIpv4Min
      ? options.natIpv4Max
      : options.natIpv6Max !== undefined && options.natIpv6Max !== natIpv6Min
        ? options.natIpv6Max
        : undefined
  const lastPort = options.natPortMax === natPortMin ? undefined : options.natPortMax
  return [
    isSource ? 'src' : 'dst',
    natIpv4Min === undefined ? '' : ` addr ${natIpv4Min}`,
    natIpv6Min === undefined ? '' : ` addr ${natIpv6Min}`,
    last === undefined ? '' : `-${last}`,
    natPortMin === undefined ? '' : ` port ${natPortMin}`,
    lastPort === undefined ? '' : `-${lastPort}`
  ].join('')
}

const hex = (value: number | undefined): string | undefined =>
  value === undefined ? undefined : hexadecimal(value)

export function ctinfoJson(options: CtinfoOptions, output: TcOutput): JsonObject | undefined {
  const { act } = options
  if (act === undefined) return undefined
  const { statistics = true } = output
  const counts: Record<string, Json | undefined> = {
    dscpset: options.statsDscpSet,
    dscperror: options.statsDscpError,
    cpmarkset: options.statsCpmarkSet
  }
  return present({
    zone: options.zone,
    ...genericJson(act, options.tm, output),
    dscpmask: hex(options.parmsDscpMask),
    dscpstatemask: hex(options.parmsDscpStatemask),
    cpmark: hex(options.parmsCpmarkMask),
    ...(statistics ? counts : {})
  })
}

export function connmarkJson({ parms, tm }: ConnmarkOptions, output: TcOutput): JsonObject | undefined {
  if (parms === undefined) return undefined
  return present({ zone: parms.zone, ...genericJson(parms, tm, output) })
}

const SUMS = [
  ['iph', TCA_CSUM_UPDATE_FLAG_IPV4HDR],
  ['icmp', TCA_CSUM_UPDATE_FLAG_ICMP],
  ['igmp', TCA_CSUM_UPDATE_FLAG_IGMP],
  ['tcp', TCA_CSUM_UPDATE_FLAG_TCP],
  ['udp', TCA_CSUM_UPDATE_FLAG_UDP],
  ['udplite', TCA_CSUM_UPDATE_FLAG_UDPLITE],
  ['sctp', TCA_CSUM_UPDATE_FLAG_SCTP]
] as const

export function csumJson({ parms, tm }: CsumOptions, output: TcOutput): JsonObject | undefined {
  if (parms === undefined) return undefined
  const names = bitNames(parms.updateFlags, SUMS)
  return present({
    csum: names.length === 0 ? '?empty' : names.join(', '),
    ...genericJson(parms, tm, output)
  })
}

/** The tool counts the bits of the mask from the wrong end: it writes /32 for most. */
export function natJson({ parms, tm }: NatOptions, output: TcOutput): JsonObject | undefined {
  if (parms === undefined) return undefined
  return present({
    type: 'nat',
    direction: (parms.flags & TCA_NAT_FLAG_EGRESS) === 0 ? 'ingress' : 'egress',
    old_addr: `${parms.oldAddr}/${prefixLength4(parms.mask)}`,
    new_addr: parms.newAddr,
    ...genericJson(parms, tm, output)
  })
}

export function sampleJson(options: SampleOptions, output: TcOutput): JsonObject | undefined {
  const { parms } = options
  if (parms === undefined) return undefined
  return present({
    rate: options.rate,
    group: options.psampleGroup,
    trunc_size: options.truncSize,
    ...genericJson(parms, options.tm, output)
  })
}

/** Text in every version: `Simple <data>`. */
export function simpleJson({ parms, data, tm }: SimpleOptions, output: TcOutput): JsonObject | undefined {
  if (parms === undefined) return undefined
  return present({ data, ...holdersJson(parms, tm, output) })
}

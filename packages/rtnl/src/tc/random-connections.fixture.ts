/** Random actions about connections, addresses, sums and samples. */
import * as fc from 'fast-check'
import {
  TCA_CSUM_UPDATE_FLAG_ICMP,
  TCA_CSUM_UPDATE_FLAG_IGMP,
  TCA_CSUM_UPDATE_FLAG_IPV4HDR,
  TCA_CSUM_UPDATE_FLAG_SCTP,
  TCA_CSUM_UPDATE_FLAG_TCP,
  TCA_CSUM_UPDATE_FLAG_UDP,
  TCA_CSUM_UPDATE_FLAG_UDPLITE
} from './actions/csum.constants.ts'
import { TCA_NAT_FLAG_EGRESS } from './actions/nat.constants.ts'
import { address, optional, u16, u32, VERDICTS, verdict, type Scenario } from './random-actions.fixture.ts'

const sample = fc
  .record({ rate: u32, psampleGroup: u32, truncSize: fc.integer({ min: 1, max: 0xffff }) })
  .map((options): Scenario => ({
    words: `sample rate ${options.rate} group ${options.psampleGroup} trunc ${options.truncSize}`,
    change: (index) => ({ kind: 'sample', options: { parms: { index, action: 'pipe' }, ...options } })
  }))

const SUMS = [
  ['iph', TCA_CSUM_UPDATE_FLAG_IPV4HDR],
  ['icmp', TCA_CSUM_UPDATE_FLAG_ICMP],
  ['igmp', TCA_CSUM_UPDATE_FLAG_IGMP],
  ['tcp', TCA_CSUM_UPDATE_FLAG_TCP],
  ['udp', TCA_CSUM_UPDATE_FLAG_UDP],
  ['udplite', TCA_CSUM_UPDATE_FLAG_UDPLITE],
  ['sctp', TCA_CSUM_UPDATE_FLAG_SCTP]
] as const
const csum = fc.tuple(fc.subarray([...SUMS], { minLength: 1 }), verdict).map(([sums, action]): Scenario => ({
  words: `csum ${sums.map(([name]) => name).join(' and ')} ${VERDICTS[action]}`,
  change: (index) => ({
    kind: 'csum',
    options: { parms: { index, action, updateFlags: sums.reduce((bits, [, bit]) => bits | bit, 0) } }
  })
}))

/** The mask of a length, as an address. */
const maskOf = (length: number): string =>
  [24, 16, 8, 0].map((shift) => ((0xffff_ffff << (32 - length)) >>> shift) & 0xff).join('.')
const nat = fc
  .record({
    isEgress: fc.boolean(),
    oldAddr: address,
    length: fc.integer({ min: 1, max: 32 }),
    newAddr: address,
    action: verdict
  })
  .map(({ isEgress, oldAddr, length, newAddr, action }): Scenario => ({
    words: `nat ${isEgress ? 'egress' : 'ingress'} ${oldAddr}/${length} ${newAddr} ${VERDICTS[action]}`,
    change: (index) => ({
      kind: 'nat',
      options: {
        parms: {
          index,
          action,
          oldAddr,
          newAddr,
          mask: maskOf(length),
          flags: isEgress ? TCA_NAT_FLAG_EGRESS : 0
        }
      }
    })
  }))

const connmark = fc.tuple(fc.integer({ min: 0, max: 0xffff }), verdict).map(([zone, action]): Scenario => ({
  words: `connmark zone ${zone} ${VERDICTS[action]}`,
  change: (index) => ({ kind: 'connmark', options: { parms: { index, action, zone } } })
}))

/** Six bits in a row have the DSCP; those that say whether it is there are others (tcf_ctinfo_init()). */
const ctinfo = fc
  .record(
    {
      dscp: fc
        .tuple(fc.integer({ min: 0, max: 26 }), u32)
        .map(([shift, word]) => {
          const mask = (63 << shift) >>> 0
          return [mask, (word & ~mask) >>> 0] as const
        })
        .filter(([, state]) => state !== 0),
      zone: u16,
      parmsCpmarkMask: u32,
      action: verdict
    },
    { requiredKeys: ['dscp', 'action'] }
  )
  .map(({ dscp: [mask, state], zone, parmsCpmarkMask, action }): Scenario => ({
    words: `ctinfo dscp 0x${mask.toString(16)} 0x${state.toString(16)}${optional('cpmark', parmsCpmarkMask)}${optional('zone', zone)} ${VERDICTS[action]}`,
    change: (index) => ({
      kind: 'ctinfo',
      options: {
        act: { index, action },
        zone,
        parmsDscpMask: mask,
        parmsDscpStatemask: state,
        parmsCpmarkMask
      }
    })
  }))

const simple = fc
  .tuple(
    fc.string({ unit: fc.constantFrom('a', 'Z', '0', '-', '_', '.'), minLength: 1, maxLength: 31 }),
    verdict
  )
  .map(([data, action]): Scenario => ({
    words: `simple sdata ${data} ${VERDICTS[action]}`,
    change: (index) => ({ kind: 'simple', options: { parms: { index, action }, data } })
  }))

export const connections = { sample, csum, nat, connmark, ctinfo, simple } as const

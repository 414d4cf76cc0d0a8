/** What few filters and queues have, as tc of iproute2 6.1 prints it. */
import { expect, test } from 'vitest'
import type { Qdisc } from '../../tc/qdiscs/codec.ts'
import type { Tfilter } from '../../tc/filters/codec.ts'
import { interfacesOf } from '../names.ts'
import { filterToIproute2, qdiscToIproute2 } from './index.ts'

const interfaces = interfacesOf([{ index: 3, flags: 1, ifname: 'd0' }])

test.each([
  ['ip', 'ip'],
  ['mpls-uc', 'mpls_uc'],
  ['lcp', 'lcp'],
  ['ccpfrag', 'ccpfrag'],
  ['vjc-uncomp', 'vjc_uncomp'],
  [0x1235, '[4661]']
] as const)('flower: the protocol %s of PPP is printed as %s', (keyPppProto, ppp_proto) => {
  const filter: Tfilter = {
    family: 'unspec',
    ifindex: 3,
    handle: 1,
    parent: 'ffff:fff2',
    info: { prio: 5, protocol: 'ppp-ses' },
    kind: 'flower',
    options: { keyEthType: 'ppp-ses', keyPppProto }
  }
  expect(filterToIproute2(filter, interfaces)).toMatchObject({ options: { keys: { ppp_proto } } })
})

test('gred: what the kernel does not count of a virtual queue is 0', () => {
  const queue = {
    limit: 61_440,
    qthMin: 15_360,
    qthMax: 25_600,
    dp: 1,
    backlog: 0,
    qave: 0,
    forced: 0,
    early: 0
  }
  const rest = { other: 0, pdrop: 0, wlog: 3, plog: 19, scellLog: 13, prio: 2, packets: 0, bytesin: 0 }
  const qdisc: Qdisc = {
    family: 'unspec',
    ifindex: 3,
    handle: '1:',
    parent: 'root',
    info: 2,
    kind: 'gred',
    options: {
      dps: { dps: 3, defDp: 1, grio: 0, flags: 0 },
      parms: [{ ...queue, ...rest }],
      vqList: { entry: [{ dp: 1, statProbDrop: 4, statForcedDrop: 5, statPdrop: 6 }] }
    }
  }
  expect(qdiscToIproute2(qdisc, interfaces)).toMatchObject({
    options: {
      vqs: [{ vq: 1, forced_drop: 5, prob_drop: 4, pdrop: 6, other: 0, forced_mark: 0, prob_mark: 0 }]
    }
  })
})

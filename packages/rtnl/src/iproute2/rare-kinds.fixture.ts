/** Links of kinds that few kernels can make, and `info_data` as the sources of iproute2 have it. */
import type { LinkinfoInput } from '../link/linkinfo.codec.ts'
import {
  CAN_CTRLMODE_BERR_REPORTING,
  CAN_CTRLMODE_FD,
  CAN_CTRLMODE_LISTENONLY,
  CAN_CTRLMODE_LOOPBACK,
  CAN_CTRLMODE_TDC_AUTO
} from '../link/kinds/can.constants.ts'
import type { JsonObject } from './names.ts'

interface Extra {
  readonly title: string
  readonly linkinfo: LinkinfoInput
  /** Of ip of iproute2 6.1 out of the same bytes; of later versions where it says so, by their sources. */
  readonly expected: JsonObject | undefined
}

const timing = {
  bitrate: 500_000,
  samplePoint: 875,
  tq: 125,
  propSeg: 6,
  phaseSeg1: 7,
  phaseSeg2: 2,
  sjw: 1,
  brp: 1
}
const timingConst = {
  name: 'flexcan',
  tseg1Min: 4,
  tseg1Max: 16,
  tseg2Min: 2,
  tseg2Max: 8,
  sjwMax: 4,
  brpMin: 1,
  brpMax: 256,
  brpInc: 1
}

const printedTiming = {
  bitrate: 500_000,
  sample_point: '0.875',
  tq: 125,
  prop_seg: 6,
  phase_seg1: 7,
  phase_seg2: 2,
  sjw: 1,
  brp: 1
}
const printedLimits = {
  tseg1: { min: 4, max: 16 },
  tseg2: { min: 2, max: 8 },
  sjw: { min: 1, max: 4 },
  brp: { min: 1, max: 256 },
  brp_inc: 1
}

export const rareKinds: readonly Extra[] = [
  {
    title: 'amt, a gateway',
    linkinfo: {
      kind: 'amt',
      data: {
        mode: 'gateway',
        gatewayPort: 2268,
        relayPort: 2269,
        localIp: '10.0.0.1',
        remoteIp: '10.0.0.3',
        discoveryIp: '10.0.0.2',
        link: 3,
        maxTunnels: 16
      }
    },
    expected: {
      mode: 'gateway',
      gateway_port: 2268,
      relay_port: 2269,
      local: '10.0.0.1',
      remote: '10.0.0.3',
      discovery: '10.0.0.2',
      link: 'v0',
      max_tunnels: 16
    }
  },
  {
    title: 'amt, a relay',
    linkinfo: { kind: 'amt', data: { mode: 'relay', relayPort: 2268, localIp: '10.0.0.1', link: 3 } },
    expected: { mode: 'relay', relay_port: 2268, local: '10.0.0.1', link: 'v0' }
  },
  {
    title: 'bareudp of MPLS',
    linkinfo: { kind: 'bareudp', data: { port: 6635, ethertype: 'mpls-uc', srcportMin: 49_153 } },
    expected: { dstport: 6635, ethertype: 'mpls_uc', srcportmin: 49_153, multiproto: false }
  },
  {
    title: 'bareudp of several protocols',
    linkinfo: { kind: 'bareudp', data: { port: 6635, ethertype: 0x0800, multiprotoMode: true } },
    expected: { dstport: 6635, ethertype: 'ip', multiproto: true }
  },
  {
    title: 'can with timing',
    linkinfo: {
      kind: 'can',
      data: {
        state: 'error-active',
        ctrlmode: {
          mask: 0,
          flags: CAN_CTRLMODE_LOOPBACK | CAN_CTRLMODE_LISTENONLY | CAN_CTRLMODE_BERR_REPORTING
        },
        berrCounter: { txerr: 3, rxerr: 4 },
        restartMs: 100,
        bittiming: timing,
        bittimingConst: timingConst,
        clock: { freq: 8_000_000 }
      }
    },
    expected: {
      ctrlmode: ['LOOPBACK', 'LISTEN-ONLY', 'BERR-REPORTING'],
      state: 'ERROR-ACTIVE',
      berr_counter: { tx: 3, rx: 4 },
      restart_ms: 100,
      bittiming: printedTiming,
      bittiming_const: { name: 'flexcan', ...printedLimits },
      clock: 8_000_000
    }
  },
  {
    title: 'can with fixed rates, FD and termination',
    linkinfo: {
      kind: 'can',
      data: {
        state: 'bus-off',
        ctrlmode: { mask: 0, flags: CAN_CTRLMODE_FD | CAN_CTRLMODE_TDC_AUTO },
        ctrlmodeExt: { supported: CAN_CTRLMODE_FD | CAN_CTRLMODE_LISTENONLY | CAN_CTRLMODE_TDC_AUTO },
        bittiming: timing,
        bitrateConst: [125_000, 500_000],
        dataBittiming: { ...timing, bitrate: 2_000_000 },
        dataBitrateConst: [2_000_000, 5_000_000],
        bitrateMax: 8_000_000,
        termination: 120,
        terminationConst: [120, 65_535],
        clock: { freq: 40_000_000 }
      }
    },
    expected: {
      ctrlmode: ['FD', 'TDC-AUTO'],
      ctrlmode_supported: ['LISTEN-ONLY', 'FD', 'TDC-AUTO'],
      state: 'BUS-OFF',
      bittiming_bitrate: 500_000,
      bitrate_const: [125_000, 500_000],
      data_bittiming_bitrate: 2_000_000,
      data_bitrate_const: [2_000_000, 5_000_000],
      termination: 120,
      termination_const: [120, 65_535],
      clock: 40_000_000
    }
  },
  {
    title: 'can with data timing and delay compensation',
    linkinfo: {
      kind: 'can',
      data: {
        state: 'stopped',
        ctrlmode: { mask: 0, flags: 0 },
        restartMs: 0,
        bittiming: timing,
        bittimingConst: timingConst,
        dataBittiming: { ...timing, bitrate: 2_000_000, samplePoint: 800 },
        dataBittimingConst: { ...timingConst, name: 'mcp251xfd' },
        tdc: {
          tdcvMin: 0,
          tdcvMax: 63,
          tdcoMin: 0,
          tdcoMax: 63,
          tdcfMin: 0,
          tdcfMax: 31,
          tdcv: 7,
          tdco: 16,
          tdcf: 3
        },
        clock: { freq: 20_000_000 }
      }
    },
    expected: {
      state: 'STOPPED',
      restart_ms: 0,
      bittiming: printedTiming,
      bittiming_const: { name: 'flexcan', ...printedLimits },
      data_bittiming: {
        ...printedTiming,
        bitrate: 2_000_000,
        sample_point: '0.800',
        tdc: { tdcv: 7, tdco: 16, tdcf: 3 }
      },
      data_bittiming_const: {
        name: 'mcp251xfd',
        ...printedLimits,
        tdc: { tdcv: { min: 0, max: 63 }, tdco: { min: 0, max: 63 }, tdcf: { min: 0, max: 31 } }
      },
      clock: 20_000_000
    }
  },
  {
    title: 'ipoib',
    linkinfo: { kind: 'ipoib', data: { pkey: 0x8001, mode: 'connected', umcast: 1 } },
    expected: { key: '0x8001', mode: 'connected', umcast: '0001' }
  },
  { title: 'wwan', linkinfo: { kind: 'wwan', data: { linkId: 5 } }, expected: { linkid: 5 } },
  { title: 'dsa', linkinfo: { kind: 'dsa', data: { conduit: 3 } }, expected: { conduit: 'v0' } },
  {
    title: 'netkit',
    linkinfo: {
      kind: 'netkit',
      data: {
        mode: 'l3',
        primary: 1,
        policy: 'pass',
        peerPolicy: 'drop',
        scrub: 'none',
        peerScrub: 'default'
      }
    },
    expected: {
      mode: 'l3',
      type: 'primary',
      policy: 'forward',
      peer_policy: 'blackhole',
      scrub: 'none',
      peer_scrub: 'default'
    }
  },
  {
    title: 'rmnet',
    linkinfo: { kind: 'rmnet', data: { muxId: 3, flags: { flags: 0x49, mask: 0xff } } },
    expected: { mux_id: 3, flags: ['INGRESS_DEAGGREGATION', 'EGRESS_MAP_CKSUMV4', '40'] }
  },
  // The tool has no file for these, and prints their kind alone.
  { title: 'ovpn', linkinfo: { kind: 'ovpn', data: { mode: 'p2p' } }, expected: undefined },
  { title: 'ppp', linkinfo: { kind: 'ppp', data: { devFd: 3 } }, expected: undefined }
]

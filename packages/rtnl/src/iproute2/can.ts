/** CAN controllers: print of iplink_can.c. */
import type { Can, CanBittiming, CanBittimingConst, CanTdc } from '../link/kinds/can.codec.ts'
import {
  CAN_CTRLMODE_3_SAMPLES,
  CAN_CTRLMODE_BERR_REPORTING,
  CAN_CTRLMODE_CC_LEN8_DLC,
  CAN_CTRLMODE_FD,
  CAN_CTRLMODE_FD_NON_ISO,
  CAN_CTRLMODE_LISTENONLY,
  CAN_CTRLMODE_LOOPBACK,
  CAN_CTRLMODE_ONE_SHOT,
  CAN_CTRLMODE_PRESUME_ACK,
  CAN_CTRLMODE_TDC_AUTO,
  CAN_CTRLMODE_TDC_MANUAL
} from '../link/kinds/can.constants.ts'
import { bitNames, present, type Json, type JsonObject } from './names.ts'

const MODES = [
  ['LOOPBACK', CAN_CTRLMODE_LOOPBACK],
  ['LISTEN-ONLY', CAN_CTRLMODE_LISTENONLY],
  ['TRIPLE-SAMPLING', CAN_CTRLMODE_3_SAMPLES],
  ['ONE-SHOT', CAN_CTRLMODE_ONE_SHOT],
  ['BERR-REPORTING', CAN_CTRLMODE_BERR_REPORTING],
  ['FD', CAN_CTRLMODE_FD],
  ['FD-NON-ISO', CAN_CTRLMODE_FD_NON_ISO],
  ['PRESUME-ACK', CAN_CTRLMODE_PRESUME_ACK],
  ['CC-LEN8-DLC', CAN_CTRLMODE_CC_LEN8_DLC],
  ['TDC-AUTO', CAN_CTRLMODE_TDC_AUTO],
  ['TDC-MANUAL', CAN_CTRLMODE_TDC_MANUAL]
] as const

const modes = (word: number): Json | undefined => {
  const names = bitNames(word, MODES)
  return names.length === 0 ? undefined : names
}

export function canJson(can: Can): JsonObject {
  const { ctrlmode, ctrlmodeExt, state, berrCounter, bittiming, dataBittiming, bitrateConst } = can
  const supported = ctrlmodeExt?.supported
  const hasTermination = can.termination !== undefined && can.terminationConst !== undefined
  return present({
    ctrlmode: ctrlmode === undefined ? undefined : modes(ctrlmode.flags),
    ctrlmode_supported: supported === undefined ? undefined : modes(supported),
    // What cannot be turned off.
    ctrlmode_static:
      supported === undefined || ctrlmode === undefined ? undefined : modes(ctrlmode.flags & ~supported),
    state: state === undefined ? undefined : typeof state === 'number' ? 'UNKNOWN' : state.toUpperCase(),
    berr_counter: berrCounter === undefined ? undefined : { tx: berrCounter.txerr, rx: berrCounter.rxerr },
    restart_ms: can.restartMs,
    ...ratesJson('', bittiming, can.bittimingConst, bitrateConst),
    ...ratesJson('data_', dataBittiming, can.dataBittimingConst, can.dataBitrateConst, can.tdc),
    termination: hasTermination ? can.termination : undefined,
    termination_const: hasTermination ? can.terminationConst : undefined,
    clock: can.clock?.freq
  })
}

/** Timing, or where rates are fixed those and the one that is in use. */
function ratesJson(
  prefix: '' | 'data_',
  timing: CanBittiming | undefined,
  limits: CanBittimingConst | undefined,
  rates: readonly number[] | undefined,
  delay?: CanTdc
): Record<string, Json | undefined> {
  if (rates !== undefined)
    return { [`${prefix}bittiming_bitrate`]: timing?.bitrate ?? 0, [`${prefix}bitrate_const`]: rates }
  return {
    [`${prefix}bittiming`]: timing === undefined ? undefined : timingJson(timing, delay),
    [`${prefix}bittiming_const`]: limits === undefined ? undefined : limitsJson(limits, delay)
  }
}

const timingJson = (of: CanBittiming, delay: CanTdc | undefined): JsonObject =>
  present({
    bitrate: of.bitrate,
    sample_point: (of.samplePoint / 1000).toFixed(3),
    tq: of.tq,
    prop_seg: of.propSeg,
    phase_seg1: of.phaseSeg1,
    phase_seg2: of.phaseSeg2,
    sjw: of.sjw,
    brp: of.brp,
    tdc:
      delay?.tdco === undefined
        ? undefined
        : present({ tdcv: delay.tdcv, tdco: delay.tdco, tdcf: delay.tdcf })
  })

const range = (min: number | undefined, max: number | undefined): JsonObject | undefined =>
  max === undefined ? undefined : { min: min ?? 0, max }

const limitsJson = (of: CanBittimingConst, delay: CanTdc | undefined): JsonObject =>
  present({
    name: of.name,
    tseg1: range(of.tseg1Min, of.tseg1Max),
    tseg2: range(of.tseg2Min, of.tseg2Max),
    sjw: range(1, of.sjwMax),
    brp: range(of.brpMin, of.brpMax),
    brp_inc: of.brpInc,
    tdc:
      delay?.tdcoMax === undefined
        ? undefined
        : present({
            tdcv: range(delay.tdcvMin, delay.tdcvMax),
            tdco: range(delay.tdcoMin, delay.tdcoMax),
            tdcf: range(delay.tdcfMin, delay.tdcfMax)
          })
  })

/** Emulation of a network: netem_print_opt() of q_netem.c. */
import type { NetemOptions } from '../../tc/qdiscs/netem.codec.ts'
import { present, type Json, type JsonObject } from '../names.ts'
import { float, fraction, microseconds } from './numbers.ts'

const NANOSECONDS = 1e9
const seconds = (nanoseconds: number): number => float(nanoseconds / NANOSECONDS)

export function netemJson(options: NetemOptions): JsonObject {
  const { corr, reorder, corrupt, lossModel, duplicate } = options
  const ge = lossModel?.ge
  return present({
    limit: options.limit,
    delay: delayJson(options),
    'loss-random':
      options.loss === 0
        ? undefined
        : { loss: fraction(options.loss), correlation: fraction(corr?.lossCorr ?? 0) },
    'loss-state': lossModel?.gi === undefined ? undefined : fractions(lossModel.gi),
    'loss-gemodel':
      ge === undefined
        ? undefined
        : {
            p: fraction(ge.p),
            r: fraction(ge.r),
            '1-h': fraction(0xffffffff - ge.h),
            '1-k': fraction(ge.k1)
          },
    duplicate:
      duplicate === 0
        ? undefined
        : { duplicate: fraction(duplicate), correlation: fraction(corr?.dupCorr ?? 0) },
    reorder: chanceJson('reorder', reorder),
    corrupt: chanceJson('corrupt', corrupt),
    rate: rateJson(options),
    slot: slotJson(options),
    ecn: options.ecn !== undefined && options.ecn !== 0,
    gap: options.gap
  })
}

const fractions = (values: object): JsonObject =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, fraction(Number(value))]))

/** By the ticks, which cannot say more than 274 seconds; what has 64 bits is not looked at. */
function delayJson({ latency, jitter, corr }: NetemOptions): Json | undefined {
  if (latency === 0) return undefined
  return {
    delay: float(microseconds(latency) / 1e6),
    jitter: float(microseconds(jitter) / 1e6),
    correlation: fraction(corr?.delayCorr ?? 0)
  }
}

function chanceJson(
  name: string,
  of: { readonly probability: number; readonly correlation: number } | undefined
): Json | undefined {
  if (of === undefined || of.probability === 0) return undefined
  return { [name]: fraction(of.probability), correlation: fraction(of.correlation) }
}

function rateJson({ rate, rate64 }: NetemOptions): Json | undefined {
  if (rate === undefined || rate.rate === 0) return undefined
  return {
    rate: rate64 ?? rate.rate,
    packetoverhead: rate.packetOverhead,
    cellsize: rate.cellSize,
    celloverhead: rate.cellOverhead
  }
}

function slotJson({ slot }: NetemOptions): Json | undefined {
  if (slot === undefined) return undefined
  const isSpread = slot.distJitter > 0
  return {
    ...(isSpread
      ? { distribution: seconds(slot.distDelay), jitter: seconds(slot.distJitter) }
      : { 'min-delay': seconds(slot.minDelay), 'max-delay': seconds(slot.maxDelay) }),
    packets: slot.maxPackets,
    bytes: slot.maxBytes
  }
}

/** struct tc_fq_codel_xstats of a class: its kind, then the other arm of the union. As long as the longer arm. */
import { LE, short, type Bytes, type Writer } from '@nlkit/core/codec'
import {
  decodeTcFqCodelClStats,
  encodeTcFqCodelClStats,
  type TcFqCodelClStats,
  type TcFqCodelClStatsInput
} from '../qdiscs/fq-codel.codec.ts'
import { TCA_FQ_CODEL_XSTATS_CLASS } from '../qdiscs/fq-codel.constants.ts'

const SIZE = 40
const UNION = 4
const CLASS_SIZE = 24

/** Statistics of a flow of fq_codel. */
export interface FqCodelFlow extends TcFqCodelClStats {
  /** Whose they are: 1, a class. */
  type: number
}

export type FqCodelFlowInput = TcFqCodelClStatsInput & { readonly type?: number | undefined }

export const fqCodelFlow = {
  decode(bytes: Bytes, at: number, end: number): FqCodelFlow {
    if (end - at < UNION + CLASS_SIZE) short(at, end, UNION + CLASS_SIZE)
    return { type: bytes.view.getUint32(at, LE), ...decodeTcFqCodelClStats(bytes, at + UNION, end) }
  },
  encode(writer: Writer, value: FqCodelFlowInput): void {
    writer.object(value)
    const { type = TCA_FQ_CODEL_XSTATS_CLASS, ...stats } = value
    const at = writer.reserve(UNION)
    writer.setU32(at, type, 'type')
    encodeTcFqCodelClStats(writer, stats)
    writer.reserve(SIZE - UNION - CLASS_SIZE)
  },
  locate: (): undefined => undefined
}

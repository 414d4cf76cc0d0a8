/** Metadata of ife: a value, or nothing for the packet's own: ife_get_meta_u32() in net/sched/act_ife.c. */
import { LE, short, type Bytes, type Writer } from '@nlkit/core/codec'

export const ifeMeta32 = {
  decode({ view }: Bytes, at: number, end: number): number | 'packet' {
    if (at === end) return 'packet'
    if (end - at < 4) short(at, end, 4)
    return view.getUint32(at, LE)
  },
  encode(writer: Writer, value: number | 'packet'): void {
    if (value !== 'packet') writer.setU32(writer.reserve(4), value, '')
  },
  locate: (): undefined => undefined
}

export const ifeMeta16 = {
  decode({ view }: Bytes, at: number, end: number): number | 'packet' {
    if (at === end) return 'packet'
    if (end - at < 2) short(at, end, 2)
    return view.getUint16(at, LE)
  },
  encode(writer: Writer, value: number | 'packet'): void {
    if (value !== 'packet') writer.setU16(writer.reserve(2), value, '')
  },
  locate: (): undefined => undefined
}

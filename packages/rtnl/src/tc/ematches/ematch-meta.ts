/** The meta ematch: whether its values are numbers or bytes stands in its header: meta_int_change(), meta_var_change() in net/sched/em_meta.c. */
import { LE, type Bytes, type Writer } from '@nlkit/core/codec'
import { decodeEmMeta, encodeEmMeta, type EmMeta, type EmMetaInput } from './ematch.codec.ts'

const WORD = 0x1_0000_0000

interface Values {
  /** Left side: a value, or the mask of a number. */
  lvalue?: number | Uint8Array
  /** Right side: a value, or the mask of a number. */
  rvalue?: number | Uint8Array
}

/** Compares what the stack knows of a packet. */
export type EmMetaData = Omit<EmMeta, 'lvalue' | 'rvalue'> & Values

export type EmMetaDataInput = Omit<EmMetaInput, 'lvalue' | 'rvalue'> & {
  readonly [K in keyof Values]?: number | Uint8Array | undefined
}

export const meta = {
  decode(bytes: Bytes, at: number, end: number): EmMetaData {
    const data: EmMetaData = decodeEmMeta(bytes, at, end)
    const isNumber = data.hdr?.left.kind.type === 'int'
    if (isNumber && data.lvalue !== undefined) data.lvalue = numberOf(data.lvalue)
    if (isNumber && data.rvalue !== undefined) data.rvalue = numberOf(data.rvalue)
    return data
  },
  encode(writer: Writer, value: EmMetaDataInput): void {
    writer.object(value)
    const { lvalue, rvalue, ...rest } = value
    encodeEmMeta(writer, {
      ...rest,
      lvalue: bytesOf(writer, lvalue, 'lvalue'),
      rvalue: bytesOf(writer, rvalue, 'rvalue')
    })
  }
}

/** Four bytes, or eight: a long of the kernel's. Other lengths stay bytes. */
function numberOf(value: number | Uint8Array): number | Uint8Array {
  if (typeof value === 'number' || (value.length !== 4 && value.length !== 8)) return value
  const view = new DataView(value.buffer, value.byteOffset, value.length)
  return value.length === 4 ? view.getUint32(0, LE) : Number(view.getBigUint64(0, LE))
}

function bytesOf(
  writer: Writer,
  value: number | Uint8Array | undefined,
  key: string
): Uint8Array | undefined {
  if (typeof value !== 'number') return value
  if (!Number.isSafeInteger(value) || value < 0)
    writer.refuse(key, `${value} is not a number of 64 bits that is exact`)
  const view = new DataView(new ArrayBuffer(value < WORD ? 4 : 8))
  if (value < WORD) view.setUint32(0, value, LE)
  else view.setBigUint64(0, BigInt(value), LE)
  return new Uint8Array(view.buffer)
}

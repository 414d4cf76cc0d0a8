import type { Bytes, Writer } from '@nlkit/core/codec'

/**
 * IFLA_VXLAN_TTL_INHERIT: the kernel tells one byte, and takes an attribute without any (vxlan_policy[] has NLA_FLAG). So 1 is
 * written as nothing. 0 is written as it was told, which the kernel refuses: it has no way to say no but by leaving it out.
 */
export const ttlInherit = {
  decode: ({ u8 }: Bytes, offset: number, end: number): number => (end === offset ? 1 : (u8[offset] ?? 0)),

  encode(writer: Writer, value: number): void {
    if (value !== 0 && value !== 1) writer.refuse('', `${String(value)} is not 0 or 1`)
    if (value === 0) writer.bytes(Uint8Array.of(0))
  },

  locate: (): undefined => undefined
}

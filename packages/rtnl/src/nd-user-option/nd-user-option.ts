import type { Bytes, Codec, Writer } from '@nlkit/core/codec'
import {
  decodeNdUserOptionAttributes,
  decodeNduseroptmsg,
  encodeNdUserOptionAttributes,
  encodeNduseroptmsg,
  ndUserOptionAttributesPaths,
  type Nduseroptmsg
} from './codec.ts'
import { decodeOptions, encodeOptions, type NdOption } from './options.ts'

export type { NdOption } from './options.ts'

export const RTM_NEWNDUSEROPT = 68

const HEADER_SIZE = 16

/** What a router advertised for programs: name servers, search domains, NAT64 prefixes, portals. */
export interface NdUserOption extends Omit<Nduseroptmsg, 'optsLen'> {
  /** The options; the kernel sends one in a message. */
  options: NdOption[]
  /** The router. */
  srcaddr?: string
}

/** By hand, because the options stand between header and attributes (ndisc_ra_useropt()). */
export const ndUserOptionCodec: Codec<NdUserOption> = {
  name: 'ndUserOption',
  headerSize: HEADER_SIZE,
  paths: ndUserOptionAttributesPaths,
  decode(bytes: Bytes, offset: number, end: number): NdUserOption {
    const { optsLen, ...header } = decodeNduseroptmsg(bytes, offset, end)
    const at = offset + HEADER_SIZE
    const stop = Math.min(end, at + optsLen)
    const attributes = decodeNdUserOptionAttributes(bytes, Math.min(end, at + ((optsLen + 3) & ~3)), end)
    return { ...header, options: decodeOptions(bytes, at, stop), ...attributes }
  },
  encode(writer: Writer, value: NdUserOption): void {
    const { options, srcaddr, ...header } = value
    const bytes = encodeOptions(options)
    encodeNduseroptmsg(writer, { ...header, optsLen: bytes.length })
    writer.bytes(bytes)
    encodeNdUserOptionAttributes(writer, srcaddr === undefined ? {} : { srcaddr })
  }
}

import { bytesOf, Writer } from '@nlkit/core/codec'
import type { Bytes } from '@nlkit/core/codec'
import { readSocketAddress, SOCKADDR_STORAGE, writeSocketAddress } from '../inet/addresses.ts'
import type { SocketAddress } from '../inet/addresses.ts'
import { decodeSctpInfo, encodeSctpInfo } from './info.codec.ts'
import type { SctpInfo, SctpInfoInput } from './info.codec.ts'

/** struct sctp_info with the primary path's address in readable form. */
export interface SctpAssociation extends Omit<SctpInfo, 'pAddress'> {
  /** Primary path: its address; absent without an association. */
  pAddress?: SocketAddress
}

export interface SctpAssociationInput extends Omit<SctpInfoInput, 'pAddress'> {
  readonly pAddress?: SocketAddress
}

/** The schema language has no sockaddr_storage: to it this one member is bytes. */
export const info = {
  decode(bytes: Bytes, offset: number, end: number): SctpAssociation {
    const { pAddress: raw, ...rest } = decodeSctpInfo(bytes, offset, end)
    const pAddress = readSocketAddress(bytesOf(raw), 0)
    return pAddress === undefined ? rest : { ...rest, pAddress }
  },

  encode(writer: Writer, value: SctpAssociationInput): void {
    const { pAddress, ...rest } = value
    const raw = new Writer(SOCKADDR_STORAGE)
    const at = raw.reserve(SOCKADDR_STORAGE)
    if (pAddress !== undefined) writeSocketAddress(raw, at, pAddress)
    encodeSctpInfo(writer, { ...rest, pAddress: raw.toBytes() })
  },

  locate(_bytes: Bytes, _offset: number, _end: number, _at: number): string | undefined {
    return undefined
  }
}

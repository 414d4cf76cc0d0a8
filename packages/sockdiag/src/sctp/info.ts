import type { Bytes, Writer } from '@nlkit/core/codec'
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

// offsetof(struct sctp_info, sctpi_p_address)
const ADDRESS = 160

/** The schema language has no sockaddr_storage, so this one member is read and written here. */
export const info = {
  decode(bytes: Bytes, offset: number, end: number): SctpAssociation {
    const { pAddress: _, ...rest } = decodeSctpInfo(bytes, offset, end)
    const pAddress = readSocketAddress(bytes, offset + ADDRESS)
    return pAddress === undefined ? rest : { ...rest, pAddress }
  },

  encode(writer: Writer, value: SctpAssociationInput): void {
    const { pAddress, ...rest } = value
    const at = writer.length
    encodeSctpInfo(writer, rest)
    if (pAddress === undefined) writer.u8.fill(0, at + ADDRESS, at + ADDRESS + SOCKADDR_STORAGE)
    else writeSocketAddress(writer, at + ADDRESS, pAddress)
  },

  locate(_bytes: Bytes, _offset: number, _end: number, _at: number): string | undefined {
    return undefined
  }
}

import { bytesOf } from '@nlkit/core/codec'
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

/** The schema language has no sockaddr_storage: to it this one member is bytes. */
export const info = {
  decode(bytes: Bytes, offset: number, end: number): SctpAssociation {
    const { pAddress: raw, ...rest } = decodeSctpInfo(bytes, offset, end)
    const pAddress = readSocketAddress(bytesOf(raw), 0)
    return pAddress === undefined ? rest : { ...rest, pAddress }
  },

  encode(writer: Writer, value: SctpAssociationInput): void {
    writer.object(value)
    const { pAddress, ...rest } = value
    // Where it does not stay, so that errors begin with the whole path.
    const at = writer.reserve(SOCKADDR_STORAGE)
    writer.enter('pAddress')
    if (pAddress !== undefined) writeSocketAddress(writer, at, pAddress)
    writer.leave()
    const address = writer.u8.slice(at, writer.length)
    writer.length = at
    encodeSctpInfo(writer, { ...rest, pAddress: address })
  },

  locate(_bytes: Bytes, _offset: number, _end: number, _at: number): string | undefined {
    return undefined
  }
}

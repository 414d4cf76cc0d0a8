/** Addresses in struct sockaddr_storage, one after the other. */
import { custom } from '@nlkit/core/schema'

export const socketAddresses = custom({
  module: './addresses.ts',
  name: 'addresses',
  out: 'SocketAddress[]',
  in: 'readonly SocketAddress[]'
})

/** Addresses in struct sockaddr_storage, one after the other. */
import { custom } from '@nlkit/core/schema'
import type { CustomType } from '@nlkit/core/schema'

/** `module` is where the schema that uses it finds addresses.ts. */
export const socketAddresses = (module: string): CustomType =>
  custom({ module, name: 'addresses', out: 'SocketAddress[]', in: 'readonly SocketAddress[]' })

/** SCTP endpoints and associations, in the messages of linux/inet_diag.h. */
import { attributes, custom, message } from '@nlkit/core/schema'
import { inetAttributeRows, inetDiagMsg } from '../inet/schema.ts'
import { sctpInfo } from './info.schema.ts'

export const sctpAttributes = attributes(
  'SctpAttributes',
  'INET_DIAG',
  'What an SCTP socket tells.',
  inetAttributeRows(
    [
      'INET_DIAG_INFO',
      2,
      custom({
        module: './info.ts',
        name: 'info',
        out: 'SctpAssociation',
        in: 'SctpAssociationInput',
        structs: [sctpInfo]
      }),
      'State of the association.'
    ],
    '../inet/addresses.ts'
  )
)

export const sctpSocket = message({
  name: 'sctpSocket',
  doc: 'An SCTP endpoint or association.',
  header: inetDiagMsg,
  attributes: sctpAttributes,
  messages: { SOCK_DIAG_BY_FAMILY: 20 }
})

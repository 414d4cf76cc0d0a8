import { expect, it } from 'vitest'
import { NETLINK_GENERIC, NETLINK_ROUTE } from '../socket/protocols.ts'
import { readNumbered } from './numbered.ts'

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'))

it('guesses how long a header is, where all behind it are attributes', () => {
  const header = '00000100'.repeat(4)
  expect(readNumbered(bytes(`${header}0500030041000000`), NETLINK_ROUTE)).toEqual({
    header: bytes(header),
    attributes: [{ type: 3, value: bytes('41') }]
  })
  expect(readNumbered(bytes('0000010000000000'), NETLINK_ROUTE)).toBeUndefined()
})

it('knows the header of generic netlink, and looks into what says that it is a nest', () => {
  // NLA_F_NESTED is 0x8000.
  expect(readNumbered(bytes('030100000c0002800600010010000000'), NETLINK_GENERIC)).toEqual({
    header: bytes('03010000'),
    attributes: [{ type: 2, value: [{ type: 1, value: bytes('1000') }] }]
  })
  expect(readNumbered(bytes('03010000'), NETLINK_GENERIC)).toEqual({
    header: bytes('03010000'),
    attributes: []
  })
  expect(readNumbered(bytes('0301000004'), NETLINK_GENERIC)).toBeUndefined()
})

it('leaves a nest whose content is none as bytes', () => {
  expect(readNumbered(bytes('08000280ffff0100'), NETLINK_ROUTE)?.attributes).toEqual([
    { type: 2, value: bytes('ffff0100') }
  ])
})

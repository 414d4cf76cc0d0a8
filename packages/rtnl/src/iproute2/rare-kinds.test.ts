/** Kinds of links that few kernels can make, by objects and what iproute2 prints of the same bytes. */
import { bytesOf, Writer } from '@nlkit/core/codec'
import { expect, it } from 'vitest'
import { linkCodec, type LinkInput } from '../link/codec.ts'
import { linkToIproute2 } from './link.ts'
import type { Interfaces } from './names.ts'
import { rareKinds } from './rare-kinds.fixture.ts'

const interfaces: Interfaces = { nameOf: (index) => (index === 3 ? 'v0' : `if${index}`), isUp: () => true }

it.each(rareKinds)('prints $title', ({ linkinfo, expected }) => {
  const writer = new Writer()
  linkCodec.encode(writer, { index: 2, ifname: 'v1', linkinfo } satisfies LinkInput)
  const u8 = writer.toBytes()
  const link = linkCodec.decode(bytesOf(u8), 0, u8.length)
  expect(linkToIproute2(link, interfaces)['linkinfo']).toEqual({
    info_kind: linkinfo.kind,
    ...(expected === undefined ? {} : { info_data: expected })
  })
})

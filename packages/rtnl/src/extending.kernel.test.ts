/** Kinds of links that this package does not know, brought by users. */
import { extended, type PayloadCodec } from '@nlkit/core/codec'
import { beforeAll, expect, it } from 'vitest'
import { ip, ipJson } from '../../../test/support/kernel.ts'
import { decodeVrf, encodeVrf, vrfPaths } from './link/kinds/vrf.codec.ts'
import { Rtnl } from './rtnl.ts'

/** No kernel has it: what is said shows how far it came. */
const foo: PayloadCodec = { decode: decodeVrf, encode: encodeVrf, paths: vrfPaths }

beforeAll(async () => {
  await ip('link', 'add', 'd0', 'type', 'veth', 'peer', 'name', 'd1')
})

it('are written by the codec that was passed', async () => {
  using rtnl = Rtnl.open({ extensions: { 'Linkinfo.data': { foo } } })
  const data = extended({ table: 7 })
  await expect(rtnl.links.add({ ifname: 't0', linkinfo: { kind: 'foo', data } })).rejects.toMatchObject({
    code: 'EOPNOTSUPP'
  })
  const wrong = extended({ tabel: 7 })
  await expect(rtnl.links.add({ ifname: 't0', linkinfo: { kind: 'foo', data: wrong } })).rejects.toThrow(
    "linkinfo.data.tabel: unknown key, did you mean 'table'?"
  )
})

it('are not known to connections that were not told', async () => {
  using told = Rtnl.open({ extensions: { 'Linkinfo.data': { foo } } })
  using rtnl = Rtnl.open()
  const link = { ifname: 't0', linkinfo: { kind: 'foo', data: extended({ table: 7 }) } }
  await expect(rtnl.links.add(link)).rejects.toThrow("nothing is known about 'foo'")
  await expect(told.links.add(link)).rejects.toMatchObject({ code: 'EOPNOTSUPP' })
})

it('leaves all else as it is', async () => {
  using rtnl = Rtnl.open({ extensions: { 'Linkinfo.data': { foo } } })
  await rtnl.links.add({ ifname: 'x0', linkinfo: { kind: 'vxlan', data: { id: 9, port: 4789 } } })
  const link = await rtnl.links.get('x0')
  expect(link.linkinfo).toMatchObject({ kind: 'vxlan', data: { id: 9 } })
  const names = (await rtnl.links.list()).map(({ ifname }) => ifname)
  expect(new Set(names)).toEqual(new Set((await ipJson('link', 'show')).map(({ ifname }) => ifname)))
  const results = await rtnl.batch((batch) => {
    batch.links.up('x0')
    batch.links.delete('x0')
  })
  expect(results).toHaveLength(2)
  await expect(rtnl.links.get('x0')).rejects.toMatchObject({ code: 'ENODEV' })
})

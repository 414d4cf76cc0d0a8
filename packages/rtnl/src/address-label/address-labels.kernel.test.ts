import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ip, ipJson } from '../../../../test/support/kernel.ts'
import { Rtnl } from '../rtnl.ts'

const rtnl = Rtnl.open()
beforeAll(() => ip('link', 'add', 'l0', 'type', 'veth', 'peer', 'name', 'l1'))
afterAll(() => rtnl.close())

describe('labels of addresses', () => {
  it('are added, looked up, replaced and deleted, and shown by ip(8)', async () => {
    const prefix = '2001:db8:1::/48'
    await rtnl.addressLabels.add({ prefix, label: 4711 })
    await expect(rtnl.addressLabels.add({ prefix, label: 1 })).rejects.toMatchObject({ code: 'EEXIST' })
    expect(await ipJson('addrlabel', 'list')).toContainEqual(
      expect.objectContaining({ address: '2001:db8:1::', prefixlen: 48, label: 4711 })
    )
    expect(await rtnl.addressLabels.get('2001:db8:1::9')).toMatchObject({ label: 4711 })
    await rtnl.addressLabels.replace({ prefix, label: 5 })
    expect(await rtnl.addressLabels.list()).toContainEqual(
      expect.objectContaining({ address: '2001:db8:1::', prefixlen: 48, label: 5, index: 0 })
    )
    await rtnl.addressLabels.delete({ prefix })
    await expect(rtnl.addressLabels.delete({ prefix })).rejects.toMatchObject({ code: 'ESRCH' })
  })

  it('are those that ip(8) lists, interfaces and all', async () => {
    await rtnl.batch((b) => b.addressLabels.add({ prefix: '2001:db8:2::/64', label: 8, dev: 'l0' }))
    const { index } = await rtnl.links.get('l0')
    const ours = await rtnl.addressLabels.list()
    expect(ours).toContainEqual(expect.objectContaining({ index, label: 8 }))
    expect(ours.length).toBe((await ipJson('addrlabel', 'list')).length)
  })

  it('are refused by key', async () => {
    await expect(rtnl.addressLabels.add({ prefix: '10.0.0.0/8', label: 1 })).rejects.toThrow(/^prefix: /)
    await expect(rtnl.addressLabels.add({ prefix: '::/0', label: 0xffffffff })).rejects.toThrow(/^label: /)
    await expect(rtnl.addressLabels.add({ prefix: '::/0' } as never)).rejects.toThrow(/^label: /)
    await expect(rtnl.addressLabels.get('10.0.0.1')).rejects.toThrow(/^address: /)
    await expect(rtnl.addressLabels.add({ prefix: '::/0', label: 1, dev: 'gone0' })).rejects.toMatchObject({
      code: 'ENODEV'
    })
  })
})

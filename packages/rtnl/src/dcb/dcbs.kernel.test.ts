import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ip } from '../../../../test/support/kernel.ts'
import { Rtnl } from '../rtnl.ts'

const rtnl = Rtnl.open()
beforeAll(() => ip('link', 'add', 'c0', 'type', 'veth', 'peer', 'name', 'c1'))
afterAll(() => rtnl.close())

describe('data centre bridging', () => {
  it('of a link that has none is EOPNOTSUPP', async () => {
    await expect(rtnl.dcb.get('c0', 'ieee-get')).rejects.toMatchObject({
      code: 'EOPNOTSUPP',
      request: 'RTM_GETDCB'
    })
    await expect(rtnl.dcb.set('c0', 'sdcbx', { dcbx: 8 })).rejects.toMatchObject({
      code: 'EOPNOTSUPP',
      request: 'RTM_SETDCB'
    })
  })

  it('is refused by key, and ENODEV for a link that is gone', async () => {
    await expect(rtnl.dcb.get('c0', 'x' as never)).rejects.toThrow(/^cmd: /)
    await expect(rtnl.dcb.get('gone0', 'cee-get')).rejects.toMatchObject({ code: 'ENODEV' })
  })
})

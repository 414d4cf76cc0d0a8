import { afterAll, beforeAll, expect, it } from 'vitest'
import { bridge, ipBatch, ip, kernelHas, requires } from '../../../../test/support/kernel.ts'
import { Rtnl } from '../rtnl.ts'

const rtnl = Rtnl.open()
afterAll(() => rtnl.close())

const add = 'link add vx0 type vxlan external vnifilter dstport 4789'
const filtering = kernelHas('VNI filter', ['ip', ...add.split(' ')])
beforeAll(() => ipBatch([add, 'link set vx0 up']).catch(() => ''))

const entries = async (): Promise<unknown[]> =>
  (await rtnl.vxlanVnis.list({ dev: 'vx0' })).flatMap(({ entry }) => entry ?? [])

it(
  'VNIs are added, shown by the tool, and deleted',
  requires(filtering, async () => {
    const events = rtnl.subscribe(['tunnel'])
    await rtnl.vxlanVnis.add({ dev: 'vx0', vni: 100, vniEnd: 110 })
    await rtnl.vxlanVnis.add({ dev: 'vx0', vni: 200, group: '127.0.0.9' })
    expect(await entries()).toEqual([
      { start: 100, end: 110 },
      { start: 200, group: '127.0.0.9' }
    ])
    const text = await bridge('vni', 'show', 'dev', 'vx0')
    expect(text).toContain('100-110')
    expect(text).toContain('127.0.0.9')
    expect((await events.next()).value).toMatchObject({ type: 'newvni', vni: { entry: [{ start: 100 }] } })
    events.close()
    await rtnl.vxlanVnis.delete({ dev: 'vx0', vni: 100, vniEnd: 110 })
    expect(await entries()).toEqual([{ start: 200, group: '127.0.0.9' }])
  })
)

it(
  'what the tool added is read, with statistics',
  requires(filtering, async () => {
    await bridge('vni', 'add', 'vni', '300-301', 'dev', 'vx0')
    expect(await entries()).toContainEqual({ start: 300, end: 301 })
    const counted = (await rtnl.vxlanVnis.list({ dev: 'vx0', stats: true })).flatMap(
      ({ entry }) => entry ?? []
    )
    expect(counted.find(({ start }) => start === 300)).toMatchObject({ stats: { rxPkts: 0, txErrors: 0 } })
  })
)

it('a device without a filter says so', async () => {
  await ip('link', 'add', 'vx1', 'type', 'vxlan', 'id', '5', 'dstport', '4790')
  await expect(rtnl.vxlanVnis.add({ dev: 'vx1', vni: 1 })).rejects.toMatchObject({ request: 'RTM_NEWTUNNEL' })
})

it.each([
  [{ vni: 1 }, /^TypeError: dev/],
  [{ dev: 'vx0' }, /^TypeError: vni/],
  [{ dev: 'vx0', vni: 0x1000000 }, /^RangeError: vni/],
  [{ dev: 'vx0', vni: 1, vniEnd: 0 }, /^RangeError: vniEnd/],
  [{ dev: 'vx0', vni: 1, group: 7 }, /^TypeError: group/],
  [{ dev: 'gone0', vni: 1 }, /ENODEV/]
])('refuses %j', async (vni, expected) => {
  expect(String(await rtnl.vxlanVnis.add(vni as never).catch((error: unknown) => error))).toMatch(expected)
})

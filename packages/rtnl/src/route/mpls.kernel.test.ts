import { writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ip, ipBatch, ipJson, kernelHas, requires, type Json } from '../../../../test/support/kernel.ts'
import { interfacesOf, routeToIproute2, type JsonObject } from '../iproute2/index.ts'
import { Rtnl } from '../rtnl.ts'

const LABELS = '/proc/sys/net/mpls/platform_labels'
const mpls = kernelHas('MPLS routing', [
  'sh',
  '-c',
  `modprobe mpls_router 2>/dev/null; echo 1000 > ${LABELS} && ip link set lo up && ip -f mpls route add 100 dev lo`
])

const rtnl = Rtnl.open()
afterAll(() => rtnl.close())
beforeAll(async () => {
  await ipBatch([
    'link add p0 type veth peer name p1',
    ...['lo', 'p0', 'p1'].map((name) => `link set ${name} up`),
    'addr add 10.0.0.1/24 dev p0'
  ])
  if ((await mpls()) === undefined) writeFileSync(LABELS, '1000')
})

const shown = (): Promise<Json[]> => ipJson('-d', '-f', 'mpls', 'route', 'show', 'table', 'all')
const ours = async (): Promise<JsonObject[]> => {
  const interfaces = interfacesOf(await rtnl.links.list())
  return (await rtnl.routes.list({ family: 'mpls' })).map((route) => routeToIproute2(route, interfaces))
}

const via = { family: 'inet', addr: '10.0.0.2' } as const

describe('routes of MPLS', () => {
  it(
    'are added, shown by the tool, looked up and deleted',
    requires(mpls, async () => {
      const { index } = await rtnl.links.get('p0')
      await rtnl.routes.add({ dst: [100], via, dev: 'p0', newdst: [200, 300] })
      expect(await shown()).toMatchObject([
        { dst: '100', to: '200/300', via: { family: 'inet', host: '10.0.0.2' }, dev: 'p0' }
      ])
      expect(await ours()).toEqual(await shown())
      const expected = {
        family: 'mpls',
        dst: [{ label: 100 }],
        dstLen: 20,
        newdst: [{ label: 200 }, { label: 300 }],
        via,
        oif: index
      }
      expect(await rtnl.routes.get({ dst: [100] })).toMatchObject(expected)
      expect(await rtnl.routes.get({ dst: [100], fibMatch: true })).toMatchObject(expected)
      await expect(rtnl.routes.add({ dst: [100], via, dev: 'p0' })).rejects.toMatchObject({ code: 'EEXIST' })
      await rtnl.routes.replace({ dst: [100], via, dev: 'p0', newdst: [201] })
      expect(await rtnl.routes.get({ dst: [100] })).toMatchObject({ newdst: [{ label: 201 }] })
      await rtnl.routes.delete({ dst: [100] })
      await expect(rtnl.routes.get({ dst: [100] })).rejects.toMatchObject({ code: 'ENETUNREACH' })
    })
  )

  it(
    'of several next hops are looked up by what is under the label',
    requires(mpls, async () => {
      const { index } = await rtnl.links.get('p0')
      await rtnl.routes.add({
        dst: [101],
        multipath: [
          { ifindex: index, via, newdst: [301] },
          { ifindex: index, via: { family: 'inet', addr: '10.0.0.3' }, newdst: [302] }
        ]
      })
      const { multipath } = await rtnl.routes.get({ dst: [101], fibMatch: true })
      expect(multipath).toMatchObject([{ via }, { via: { addr: '10.0.0.3' } }])
      expect(await ours()).toEqual(await shown())
      const { newdst } = await rtnl.routes.get({ dst: [101], newdst: [40] })
      expect([[301], [302]]).toContainEqual(newdst?.map(({ label }) => label))
      await rtnl.routes.delete({ dst: [101] })
    })
  )

  it(
    'are listed, told in events, and flushed',
    requires(mpls, async () => {
      await using events = rtnl.subscribe(['mpls-route'])
      await ip(...'-f mpls route add 110 via inet 10.0.0.2 dev p0'.split(' '))
      await rtnl.routes.add({ dst: [111], via, dev: 'p0', protocol: 'static' })
      expect((await rtnl.routes.list({ family: 'mpls' })).map(({ dst }) => dst)).toMatchObject([
        [{ label: 110 }],
        [{ label: 111 }]
      ])
      expect(await rtnl.routes.flush({ family: 'mpls', protocol: 'static' })).toBe(1)
      expect(await rtnl.routes.flush({ family: 'mpls', dev: 'p0' })).toBe(1)
      const told: unknown[] = []
      for await (const event of events) {
        if (event.type !== 'newroute' && event.type !== 'delroute') continue
        told.push([event.type, event.route.family, event.route.dst])
        if (told.length === 4) break
      }
      expect(told).toMatchObject([
        ['newroute', 'mpls', [{ label: 110 }]],
        ['newroute', 'mpls', [{ label: 111 }]],
        ['delroute', 'mpls', [{ label: 111 }]],
        ['delroute', 'mpls', [{ label: 110 }]]
      ])
    })
  )
})

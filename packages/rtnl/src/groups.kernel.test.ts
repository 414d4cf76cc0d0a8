/** Events of multicast groups that no object's own tests listen to. */
import { writeFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ip, ipBatch, kernelHas, requires } from '../../../test/support/kernel.ts'
import type { GroupName } from './groups.ts'
import { Rtnl } from './rtnl.ts'
import type { RtnlEvent } from './subscribe.ts'

const LO = 1
const rtnl = Rtnl.open()
afterAll(() => rtnl.close())
beforeAll(() =>
  ipBatch([
    'link add g0 type veth peer name g1',
    'link set g0 addrgenmode none',
    'link set g1 addrgenmode none',
    'link set lo up'
  ])
)

/** An event of that type. */
type Told<Type extends RtnlEvent['type']> = RtnlEvent & { readonly type: Type }

/** The first event of a group that fits, of those that `act` brings about. */
async function eventOf<Type extends RtnlEvent['type']>(
  group: GroupName,
  type: Type,
  fits: (event: Told<Type>) => boolean,
  act: () => Promise<unknown>
): Promise<Told<Type>> {
  using events = rtnl.subscribe([group])
  await act()
  for await (const event of events) {
    const found = event as Told<Type>
    if (event.type === type && fits(found)) return found
  }
  return expect.unreachable()
}

const isOurs = ({ route }: { route: { dst?: unknown } }): boolean => route.dst === '2001:db8:5::'

it('ipv6-route: routes of IPv6', async () => {
  const made = await eventOf('ipv6-route', 'newroute', isOurs, () =>
    ip('-6', 'route', 'add', '2001:db8:5::/64', 'dev', 'lo')
  )
  expect(made.route).toMatchObject({ family: 'inet6', dstLen: 64, oif: LO })
  const gone = await eventOf('ipv6-route', 'delroute', isOurs, () =>
    ip('-6', 'route', 'del', '2001:db8:5::/64', 'dev', 'lo')
  )
  expect(gone.route).toMatchObject({ family: 'inet6', dstLen: 64, oif: LO })
})

it("ipv6-ifinfo: IPv6's part of a link", async () => {
  const { index } = await rtnl.links.get('g0')
  const event = await eventOf(
    'ipv6-ifinfo',
    'newipv6link',
    ({ link }) => link.index === index,
    () => ipBatch(['link set g0 up', 'link set g1 up'])
  )
  expect(event.link).toMatchObject({ family: 'inet6', ifname: 'g0', protinfo: { flags: expect.any(Number) } })
})

const MPLS_INPUT = '/proc/sys/net/mpls/conf/lo/input'

it(
  'mpls-netconf: settings of MPLS',
  requires(
    kernelHas('MPLS routing', ['sh', '-c', `modprobe mpls_router 2>/dev/null; echo 1 > ${MPLS_INPUT}`]),
    async () => {
      const event = await eventOf(
        'mpls-netconf',
        'newnetconf',
        ({ netconf }) => netconf.ifindex === LO,
        async () => writeFileSync(MPLS_INPUT, '1')
      )
      expect(event.netconf).toMatchObject({ family: 'mpls', input: 1 })
    }
  )
)

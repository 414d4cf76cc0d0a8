import { afterAll, beforeAll, expect, it } from 'vitest'
import { ipBatch, requires, tool } from '../../../../test/support/kernel.ts'
import type { NdUserOption } from '../nd-user-option/nd-user-option.ts'
import { Rtnl } from '../rtnl.ts'
import { advertise } from './advertise.fixture.ts'
import type { Prefix } from './codec.ts'
import { IF_PREFIX_AUTOCONF, IF_PREFIX_ONLINK } from './constants.ts'

const rtnl = Rtnl.open()
afterAll(() => rtnl.close())
beforeAll(() =>
  ipBatch([
    'link add q0 type veth peer name q1',
    'link set q0 addrgenmode none',
    'link set q1 addrgenmode none',
    'link set q0 up',
    'link set q1 up',
    'addr add fe80::2/64 dev q0 nodad',
    'addr add fe80::1/64 dev q1 nodad'
  ])
)

it(
  'tells what a router advertises: prefixes, and options for programs',
  requires(tool('python3'), async () => {
    const { index } = await rtnl.links.get('q0')
    await using events = rtnl.subscribe(['ipv6-prefix', 'nd-useropt'])
    let prefix: Prefix | undefined
    let servers: NdUserOption | undefined
    await advertise('q1')
    for await (const event of events) {
      if (event.type === 'newprefix' && event.prefix.ifindex === index) prefix = event.prefix
      if (event.type === 'newnduseropt' && event.ndUserOption.ifindex === index) {
        // Since Linux 6.3 the kernel tells of the prefix here, too.
        if (event.ndUserOption.options[0]?.type === 'rdnss') servers = event.ndUserOption
      }
      if (prefix !== undefined && servers !== undefined) break
    }
    expect(prefix).toMatchObject({
      family: 'inet6',
      address: '2001:db8:9::',
      len: 64,
      cacheinfo: { preferredTime: 3600, validTime: 7200 }
    })
    // Newer kernels pass on the option's flags (addrconf_prefix_rcv()).
    expect([IF_PREFIX_ONLINK | IF_PREFIX_AUTOCONF, 0xc0]).toContain(prefix?.flags)
    expect(servers).toMatchObject({
      icmpType: 134,
      options: [{ type: 'rdnss', lifetime: 600, addresses: ['2001:db8:9::53'] }],
      srcaddr: 'fe80::1'
    })
  })
)

/** Each program does what its first lines say. */
import { createServer, connect, type Socket } from 'node:net'
import { once } from 'node:events'
import { get } from 'node:http'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import {
  type Background,
  hostRoot,
  ip,
  ipBatch,
  ipJson,
  kernelHas,
  namespace,
  requires,
  run,
  startNode,
  tool
} from '../test/support/kernel.ts'
import { advertise } from '../packages/rtnl/src/prefix/advertise.fixture.ts'
import {
  multicastDaemon,
  MULTICAST_ROUTING,
  tell
} from '../packages/rtnl/src/multicast-route/daemon.fixture.ts'

const program = (name: string): string => new URL(name, import.meta.url).pathname
const node = (name: string, ...args: string[]): string[] => [
  process.execPath,
  '--conditions=nlkit-source',
  program(name),
  ...args
]

const running: Background[] = []
function start(name: string, ...args: string[]): Background {
  const one = startNode(program(name), args)
  running.push(one)
  return one
}
afterEach(async () => {
  for (const one of running.splice(0)) await one.stop()
})

beforeAll(async () => {
  await ipBatch([
    'link add a0 type veth peer name a1',
    'link set a0 up',
    'link set a1 up',
    'addr add 10.77.0.1/24 dev a0'
  ])
})

async function text(url: string): Promise<{ body: string; timing: string | undefined }> {
  const [response] = (await once(get(url), 'response')) as [import('node:http').IncomingMessage]
  let body = ''
  for await (const chunk of response) body += String(chunk)
  return { body, timing: response.headers['server-timing'] as string | undefined }
}

const portOf = (line: string): number => (JSON.parse(line.slice(line.indexOf('{'))) as { port: number }).port

describe('wait-for-address', () => {
  it('prints an address that is there, one that comes later, and gives up', async () => {
    expect(await run(node('wait-for-address.ts', 'a0', 'inet'))).toBe('10.77.0.1\n')
    const later = start('wait-for-address.ts', 'late0', 'inet', '20')
    await ip('link', 'add', 'late0', 'type', 'bridge')
    await ip('addr', 'add', '10.78.0.1/24', 'dev', 'late0')
    expect(await later.line()).toBe('10.78.0.1')
    expect(await later.ended).toBe(0)
    await ip('link', 'delete', 'late0')
    await expect(run(node('wait-for-address.ts', 'late0', 'inet', '0.3'))).rejects.toMatchObject({
      status: 1,
      stderr: 'late0 has no address after 0.3 s\n'
    })
  })
})

describe('advertisements', () => {
  it(
    'tells prefixes and name servers that a router advertises',
    requires(tool('python3'), async () => {
      await ipBatch([
        'link add ra0 type veth peer name ra1',
        'link set ra0 addrgenmode none up',
        'link set ra1 addrgenmode none up',
        'addr add fe80::2/64 dev ra0 nodad',
        'addr add fe80::1/64 dev ra1 nodad'
      ])
      const told = start('advertisements.ts', 'ra0')
      await told.line('listening')
      await advertise('ra1')
      const lines = [await told.line('2001:db8:9'), await told.line('2001:db8:9')]
      expect(new Set(lines)).toEqual(
        new Set([
          'prefix 2001:db8:9::/64 valid for 7200 s',
          'name servers 2001:db8:9::53 by fe80::1 for 600 s'
        ])
      )
      await ip('link', 'delete', 'ra0')
      await expect(run(node('advertisements.ts'))).rejects.toMatchObject({ status: 2 })
    })
  )
})

/** What is told of these changes, when the last of them has been told. */
async function told(groups: string, ...changes: string[]): Promise<string[]> {
  const monitor = start('monitor.ts', 'link', ...groups.split(' '))
  await monitor.line('listening')
  await run(['sh', '-e', '-c', [...changes, 'ip link add last0 type bridge'].join('\n')])
  await monitor.line('newlink last0')
  await ip('link', 'delete', 'last0')
  return monitor.lines
}

describe('monitor', () => {
  it('tells links, addresses, routes, rules, next hops, neighbours and settings', async () => {
    await ipBatch([
      'link add n0 type veth peer name n1',
      'link set n0 addrgenmode none',
      'link set n1 addrgenmode none up'
    ])
    await using other = await namespace()
    const lines = await told(
      'ipv4-ifaddr ipv6-ifaddr ipv4-route ipv6-route ipv4-rule nexthop neigh ipv4-netconf ipv6-ifinfo nsid',
      'ip link set n0 up',
      'ip addr add 10.93.0.1/24 dev n0',
      'ip addr add 2001:db8:93::1/64 dev n0 nodad',
      'ip route add 10.94.0.0/16 via 10.93.0.9 table 94',
      'ip -6 route add 2001:db8:94::/48 dev n0',
      'ip rule add from 10.95.0.0/16 table 95 priority 9500',
      'ip nexthop add id 93 via 10.93.0.9 dev n0',
      'ip nexthop add id 94 group 93',
      'ip neigh add 10.93.0.9 lladdr 02:00:00:00:00:93 dev n0',
      'echo 1 > /proc/sys/net/ipv4/conf/n0/proxy_arp',
      `ip netns set ${other.name} 93`,
      'ip nexthop delete id 93',
      'ip link delete n1'
    )
    expect(lines).toEqual(
      expect.arrayContaining([
        'newaddr 10.93.0.1/24 on n0',
        'newaddr 2001:db8:93::1/64 on n0',
        'newroute 10.94.0.0/16 by 10.93.0.9 on n0 in table 94',
        'newroute 2001:db8:94::/48 on n0 in table 254',
        'newrule 9500: 10.95.0.0 in table 95',
        'newnexthop 93 by 10.93.0.9',
        'newnexthop 94 of 93',
        'delnexthop 93 by 10.93.0.9',
        'newneigh 10.93.0.9 02:00:00:00:00:93 on n0',
        'newnetconf inet of n0',
        'newlink n0 up',
        'newipv6link n0 up',
        'newnsid 93',
        'deladdr 10.93.0.1/24 on n0',
        'delroute 2001:db8:94::/48 on n0 in table 254',
        'dellink n0 down'
      ])
    )
  })

  it('tells ports, forwarding and multicast of bridges, and traffic control', async () => {
    await ipBatch([
      'link add n0 type veth peer name n1',
      'link add nb0 type bridge mcast_snooping 1',
      'link set n0 up',
      'link set n1 up',
      'link set nb0 up'
    ])
    const lines = await told(
      'neigh mdb tc',
      'ip link set n0 master nb0',
      'bridge fdb add 02:00:00:00:00:94 dev n0 master static',
      'bridge mdb add dev nb0 port n0 grp 239.9.9.9 permanent',
      'tc qdisc add dev n1 root handle 9: htb',
      'tc class add dev n1 parent 9: classid 9:1 htb rate 1mbit',
      'tc qdisc add dev n1 clsact',
      'tc chain add dev n1 ingress chain 7',
      'tc filter add dev n1 ingress protocol ip prio 5 u32 match u32 0 0',
      'tc actions add action mirred egress mirror dev n0 index 94',
      'tc actions delete action mirred index 94',
      'bridge mdb delete dev nb0 port n0 grp 239.9.9.9',
      'ip link set n0 nomaster'
    )
    expect(lines).toEqual(
      expect.arrayContaining([
        'newbridgeport n0 up in nb0',
        'newfdb 02:00:00:00:00:94 on n0',
        'newmdb 239.9.9.9 on nb0',
        'newqdisc htb 9: on n1',
        'newtclass htb 9:1 on n1',
        'newqdisc clsact ffff: on n1',
        'newchain 7 on n1',
        'newtfilter u32 of priority 5 on n1',
        'newaction mirred',
        'delaction mirred',
        'delmdb 239.9.9.9 on nb0',
        'delbridgeport n0 up in nb0'
      ])
    )
    await ip('link', 'delete', 'n0')
    await ip('link', 'delete', 'nb0')
  })

  it(
    'tells VLANs of bridges and VNIs of VXLAN devices',
    requires(
      [
        kernelHas('bridge VLAN filtering', 'ip link add nlkprobe0 type bridge vlan_filtering 1'.split(' ')),
        kernelHas('VNI filter', 'ip link add nlkprobe1 type vxlan external vnifilter dstport 4789'.split(' '))
      ],
      async () => {
        const lines = await told(
          'brvlan tunnel',
          'ip link add nb0 type bridge vlan_filtering 1',
          'bridge vlan add vid 10-19 dev nb0 self',
          'ip link add nx0 type vxlan external vnifilter dstport 4789',
          'bridge vni add vni 100-109 dev nx0',
          'bridge vni delete vni 100-109 dev nx0'
        )
        expect(lines).toEqual(
          // The kernel tells each VNI, of VLANs it tells ranges.
          expect.arrayContaining([
            'newvlan 10-19 on nb0',
            'newvni 100 on nx0',
            'newvni 109 on nx0',
            'delvni 109 on nx0'
          ])
        )
        await ip('link', 'delete', 'nb0')
        await ip('link', 'delete', 'nx0')
      }
    )
  )

  it(
    'tells multicast and anycast addresses that are joined',
    requires(
      kernelHas('events of joined addresses (Linux 6.15)', [
        'sh',
        '-c',
        '[ "$(uname -r | cut -d. -f1-2 | awk -F. \'{ print $1 * 100 + $2 }\')" -ge 615 ]'
      ]),
      async () => {
        await ipBatch(['link add n0 type veth peer name n1', 'link set n0 addrgenmode none up'])
        const lines = await told(
          'ipv4-mcaddr ipv6-mcaddr ipv6-acaddr',
          'echo 1 > /proc/sys/net/ipv6/conf/n0/forwarding',
          'ip addr add 2001:db8:97::aa:bbcc/64 dev n0 nodad',
          // The kernel joins by itself some time after.
          'while ! ip -6 maddr show dev n0 | grep -q ff02::1:ffaa:bbcc; do sleep 0.05; done',
          'ip addr delete 2001:db8:97::aa:bbcc/64 dev n0'
        )
        expect(lines).toEqual(
          expect.arrayContaining([
            'newmulticast ff02::1:ffaa:bbcc on n0',
            'delmulticast ff02::1:ffaa:bbcc on n0',
            'newanycast 2001:db8:97:: on n0',
            'delanycast 2001:db8:97:: on n0'
          ])
        )
        await ip('link', 'delete', 'n0')
      }
    )
  )

  it('refuses a group that is none', async () => {
    await expect(run(node('monitor.ts', 'links'))).rejects.toMatchObject({
      status: 1,
      stderr: expect.stringContaining("groups[0]: 'links' is not a group") as string
    })
    await expect(run(node('monitor.ts'))).rejects.toMatchObject({ status: 2 })
  })
})

describe('multicast-watch', () => {
  const routed = [tool('python3'), kernelHas('multicast routing', ['python3', '-c', MULTICAST_ROUTING])]
  it(
    'tells packets without a route by the interface that they came in by, and routes that come and go',
    requires(routed, async () => {
      await ipBatch([
        'link add m0 type veth peer name m1',
        'link add m2 type veth peer name m3',
        ...['m0', 'm1', 'm2', 'm3'].map((name) => `link set ${name} up`),
        'addr add 10.91.0.1/24 dev m0',
        'addr add 2001:db8:92::1/64 dev m2 nodad'
      ])
      const daemon = await multicastDaemon('m0', 'm2')
      running.push(daemon)
      const watch = start('multicast-watch.ts')
      expect(await watch.line('watching')).toBe('watching, 0 multicast routes are there')
      await tell(daemon, 'send 239.7.7.7 0')
      expect(await watch.line('239.7.7.7')).toBe('? 10.91.0.1 to 239.7.7.7 came in by m0')
      await tell(daemon, 'send ff05::77 1')
      expect(await watch.line('ff05::77')).toBe('? 2001:db8:92::1 to ff05::77 came in by m2')
      await tell(daemon, 'route6 2001:db8:92::1 ff05::77 1 0')
      expect(await watch.line('ff05::77')).toBe('+ 2001:db8:92::1 to ff05::77 from m2 to m0')
      // The kernel ends a daemon's routes with it: of IPv6 here, since 239.7.7.7 has none.
      await daemon.stop()
      expect(await watch.line('- 2001:db8:92::1')).toBe('- 2001:db8:92::1 to ff05::77')
      await ip('link', 'delete', 'm0')
      await ip('link', 'delete', 'm2')
    })
  )
})

describe('flap-log', () => {
  it('counts how often a link went down and came back', async () => {
    const log = start('flap-log.ts')
    await log.line('watching')
    await ip('link', 'set', 'a1', 'down')
    expect(await log.line(' a0 ')).toMatch(/a0 up -> (lowerlayer)?down \(1 in a minute\)/)
    await ip('link', 'set', 'a1', 'up')
    expect(await log.line(/ a0 .*-> up/)).toMatch(/\(2 in a minute\)/)
  })
})

const staticRoutes = (body: string): string | undefined =>
  /nlkit_routes\{family="inet",table="254",protocol="static"\} (\d+)/.exec(body)?.[1]

describe('route-metrics', () => {
  it('serves the number of routes as it is now', async () => {
    const mirror = start('route-metrics.ts', '0')
    const url = `http://127.0.0.1:${portOf(await mirror.line('serving'))}/metrics`
    expect(staticRoutes((await text(url)).body)).toBeUndefined()
    await ipBatch(Array.from({ length: 30 }, (_, i) => `route add 10.80.${i}.0/24 dev a0 proto static`))
    await expect.poll(async () => staticRoutes((await text(url)).body)).toBe('30')
    await ip('route', 'flush', 'proto', 'static')
    await expect.poll(async () => staticRoutes((await text(url)).body)).toBe('0')
    expect((await text(url)).body).toContain('nlkit_route_changes_total{change="removed"} 30')
  })
})

describe('tcp-health', () => {
  it('tells with each answer how the connection does', async () => {
    const server = start('tcp-health.ts', '0')
    const { body, timing } = await text(`http://127.0.0.1:${portOf(await server.line('serving'))}/`)
    expect(body).toMatch(/^rtt [1-9]\d* us, 0 segments sent again, window \d+ segments\n$/)
    expect(timing).toMatch(/^rtt;dur=\d/)
  })
})

describe('drain-backend', () => {
  it(
    'closes what is left when the time is over, and nothing else',
    requires(hostRoot, async () => {
      const backend = createServer((peer) => peer.on('error', () => {})).listen(0, '127.0.0.1')
      const other = createServer(() => {}).listen(0, '127.0.0.1')
      await Promise.all([once(backend, 'listening'), once(other, 'listening')])
      const to = async (server: typeof backend): Promise<Socket> => {
        const socket = connect((server.address() as { port: number }).port, '127.0.0.1').on('error', () => {})
        await once(socket, 'connect')
        return socket
      }
      const drained = [await to(backend), await to(backend)]
      const kept = await to(other)
      const closed = drained.map((socket) => new Promise((resolve) => socket.once('close', resolve)))
      const { port } = backend.address() as { port: number }
      const output = await run(node('drain-backend.ts', '127.0.0.1', String(port), '0.2'))
      expect(output.match(/^closed 127/gm)).toHaveLength(2)
      await Promise.all(closed)
      expect(kept.destroyed).toBe(false)
      for (const socket of [kept, ...drained]) socket.destroy()
      backend.close()
      other.close()
      await expect(run(node('drain-backend.ts'))).rejects.toMatchObject({ status: 2 })
    })
  )
})

describe('hotplug', () => {
  it(
    'tells devices that are there, come and go',
    requires(hostRoot, async () => {
      const hotplug = start('hotplug.ts', 'mem')
      expect(await hotplug.line('null')).toBe('plugged null /dev/null')
      expect(await hotplug.line('waiting')).toBe('waiting for more of mem')
    })
  )
})

describe('container-network', () => {
  it('sets up all of it', async () => {
    await using blue = await namespace()
    const output = await run(node('container-network.ts', blue.name, 'cbr0', '10.88.0.5/24', '10.88.0.1'))
    expect(output).toContain(`${blue.name}: eth0 10.88.0.5/24 by 10.88.0.1`)
    const inside = JSON.parse(await run(['ip', '-n', blue.name, '-j', 'route'])) as unknown
    expect(inside).toMatchObject([
      { dst: 'default', gateway: '10.88.0.1', dev: 'eth0' },
      { dst: '10.88.0.0/24', prefsrc: '10.88.0.5' }
    ])
    expect(await ipJson('link', 'show', 'master', 'cbr0')).toMatchObject([
      { ifname: `v${blue.name}`.slice(0, 15), operstate: 'UP' }
    ])
    await ip('link', 'delete', 'cbr0')
  })

  it('undoes what it has done when a step fails', async () => {
    await using red = await namespace()
    // Those of a test before may go meanwhile: the kernel takes its time for a namespace.
    const names = async (): Promise<unknown[]> =>
      [await ipJson('link'), await red.ipJson('link')].flatMap((links) => links.map(({ ifname }) => ifname))
    const before = new Set(await names())
    // A gateway that is not reachable: the last step fails.
    await expect(
      run(node('container-network.ts', red.name, 'cbr1', '10.89.0.5/24', '192.0.2.1'))
    ).rejects.toMatchObject({ status: 1, stderr: expect.stringContaining('ENETUNREACH') as string })
    expect((await names()).filter((name) => !before.has(name))).toEqual([])
  })
})

describe('bandwidth', () => {
  it('draws what goes over a link', async () => {
    const sink = createServer((peer) => peer.on('error', () => {}).resume()).listen(0, '127.0.0.1')
    await once(sink, 'listening')
    const source = connect((sink.address() as { port: number }).port, '127.0.0.1').on('error', () => {})
    const sending = setInterval(() => source.write(Buffer.alloc(100_000)), 20)
    // Until there is something to draw, however long the sender takes; then of a run that ends by itself.
    const drawing = start('bandwidth.ts', '100')
    expect(await drawing.line(/^lo .* [1-9]\S* .B\/s ###/)).toMatch(/out .*###/)
    expect(await run(node('bandwidth.ts', '1', '1'))).toMatch(/^lo .* out /m)
    clearInterval(sending)
    source.destroy()
    sink.close()
  })
})

describe('listeners', () => {
  it('names the program and who can reach it', async () => {
    const local = createServer().listen(0, '127.0.0.1')
    const open = createServer().listen(0, '0.0.0.0')
    await Promise.all([once(local, 'listening'), once(open, 'listening')])
    const output = await run(node('listeners.ts'))
    const port = (server: typeof local): number => (server.address() as { port: number }).port
    expect(output).toMatch(new RegExp(`^ *${port(local)} local  127.0.0.1 .*\\(${process.pid}\\)$`, 'm'))
    expect(output).toMatch(new RegExp(`^ *${port(open)} public 0.0.0.0 .*\\(${process.pid}\\)$`, 'm'))
    local.close()
    open.close()
  })
})

const neighbour = (verb: string, ...words: string[]): Promise<string> =>
  ip('neigh', verb, '10.77.0.9', 'dev', 'a0', ...words)

describe('neighbour-watch', () => {
  it('tells who comes, whose address another takes, and who does not answer', async () => {
    const watch = start('neighbour-watch.ts')
    await watch.line('watching')
    await neighbour('add', 'lladdr', '02:00:00:00:00:01', 'nud', 'reachable')
    expect(await watch.line('10.77.0.9')).toBe('+ 10.77.0.9 on a0 is 02:00:00:00:00:01')
    await neighbour('replace', 'lladdr', '02:00:00:00:00:02', 'nud', 'reachable')
    expect(await watch.line('10.77.0.9')).toBe(
      '! 10.77.0.9 on a0 was 02:00:00:00:00:01, is 02:00:00:00:00:02'
    )
    await neighbour('delete')
    expect(await watch.line('10.77.0.9')).toMatch(
      /^(! 10\.77\.0\.9 on a0 does not answer|- 10\.77\.0\.9 on a0)$/
    )
  })
})

describe('gateway-watch', () => {
  it('tells the gateway, the next one when its link goes down, and none', async () => {
    await ipBatch([
      'link add g0 type veth peer name g1',
      'link set g0 up',
      'link set g1 up',
      'addr add 10.90.0.1/24 dev g0',
      'route add default via 10.90.0.254 metric 10',
      'route add default via 10.77.0.254 metric 20'
    ])
    const watch = start('gateway-watch.ts')
    expect(await watch.line()).toBe('by 10.90.0.254 on g0')
    await ip('link', 'set', 'g0', 'down')
    expect(await watch.line()).toBe('by 10.77.0.254 on a0')
    await ip('route', 'delete', 'default')
    expect(await watch.line()).toBe('no gateway')
  })
})

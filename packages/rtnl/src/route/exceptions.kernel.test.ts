import { createSocket } from 'node:dgram'
import { afterAll, expect, it, vi } from 'vitest'
import { ip, ipBatch, ipJson, namespace, requires, writable } from '../../../../test/support/kernel.ts'
import { Rtnl } from '../rtnl.ts'
import { RTM_F_CLONED } from './constants.ts'

const rtnl = Rtnl.open()
afterAll(() => rtnl.close())

it(
  'exceptions of what was learned of a path are told in place of routes',
  requires(writable('/proc/sys/net/ipv4/ip_forward'), async () => {
    await using router = await namespace()
    await ipBatch([
      'link add e0 type veth peer name e1',
      'link set e0 addrgenmode none up',
      'addr add 10.0.0.1/24 dev e0',
      'route add 10.2.0.0/16 via 10.0.0.2'
    ])
    await ip('link', 'set', 'e1', 'netns', router.name)
    await router.exec(['sh', '-c', 'echo 1 > /proc/sys/net/ipv4/ip_forward'])
    await router.ip('link', 'set', 'e1', 'addrgenmode', 'none', 'up')
    await router.ip('addr', 'add', '10.0.0.2/24', 'dev', 'e1')
    await router.ip(...'link add w0 mtu 1000 type veth peer name w1'.split(' '))
    await router.ip('link', 'set', 'w1', 'up')
    await router.ip('link', 'set', 'w0', 'up')
    await router.ip('addr', 'add', '10.2.0.1/16', 'dev', 'w0')

    expect(await rtnl.routes.list({ cached: true })).toEqual([])
    // Too large for the router's other side: it says so, and what it says is kept.
    const socket = createSocket('udp4')
    try {
      await vi.waitFor(
        async () => {
          await new Promise((sent) => socket.send(Buffer.alloc(1400), 9, '10.2.0.9', sent))
          expect(await rtnl.routes.list({ family: 'inet', cached: true })).toHaveLength(1)
        },
        { timeout: 20_000, interval: 50 }
      )
    } finally {
      socket.close()
    }
    const [exception] = await rtnl.routes.list({ dev: 'e0', cached: true })
    expect(exception).toMatchObject({ dst: '10.2.0.9', dstLen: 32, metrics: { mtu: 1000 } })
    expect((exception?.flags ?? 0) & RTM_F_CLONED).toBe(RTM_F_CLONED)
    expect(await ipJson('route', 'show', 'cache')).toMatchObject([{ dst: '10.2.0.9', gateway: '10.0.0.2' }])
    expect((await rtnl.routes.list({ dev: 'e0' })).every(({ dst }) => dst !== '10.2.0.9')).toBe(true)
    await expect(rtnl.routes.flush({ cached: true } as never)).rejects.toThrow('filter.cached: unknown key')
  })
)

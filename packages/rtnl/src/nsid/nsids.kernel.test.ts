import { afterAll, describe, expect, it } from 'vitest'
import { NetlinkError } from '@nlkit/core'
import { background, ip, namespace } from '../../../../test/support/kernel.ts'
import { Rtnl } from '../rtnl.ts'

const rtnl = Rtnl.open()
afterAll(() => rtnl.close())

describe('ids of namespaces', () => {
  it('are set and read by name, path and descriptor, and listed as ip(8) lists them', async () => {
    await using blue = await namespace()
    expect(await rtnl.nsids.get(blue.name)).toBeUndefined()
    await rtnl.nsids.set(blue.name, 31)
    using open = blue.open()
    for (const by of [blue.name, blue.path, { fd: open.fd }]) expect(await rtnl.nsids.get(by)).toBe(31)
    expect(await ip('netns', 'list-id')).toMatch(new RegExp(`nsid 31 .*${blue.name}`))
    expect((await rtnl.nsids.list()).map(({ nsid }) => nsid)).toContain(31)
    await expect(rtnl.nsids.set(blue.name, 32)).rejects.toMatchObject({
      code: 'EEXIST',
      request: 'RTM_NEWNSID'
    })
    await using red = await namespace()
    await expect(rtnl.nsids.set(red.name, 31)).rejects.toMatchObject({ code: 'EEXIST' })
    await rtnl.nsids.set(red.name)
    expect(await rtnl.nsids.get(red.name)).toBeGreaterThanOrEqual(0)
  })

  it('are read by process, and ESRCH for one that is not', async () => {
    await using blue = await namespace()
    await rtnl.nsids.set(blue.name, 41)
    const child = background('ip', 'netns', 'exec', blue.name, 'sleep', '60')
    try {
      await expect.poll(() => rtnl.nsids.get({ pid: child.pid })).toBe(41)
    } finally {
      await child.stop()
    }
    await expect(rtnl.nsids.get({ pid: 0x3fffffff })).rejects.toMatchObject({ code: 'ESRCH' })
  })

  it('of another namespace are translated', async () => {
    await using blue = await namespace()
    await using red = await namespace()
    await rtnl.nsids.set(blue.name, 51)
    await rtnl.nsids.set(red.name, 52)
    using there = Rtnl.open({ netns: blue.name })
    await there.nsids.set(red.name, 7)
    expect(await rtnl.nsids.list({ targetNsid: 51 })).toContainEqual(
      expect.objectContaining({ nsid: 7, currentNsid: 52 })
    )
    expect(await rtnl.nsids.get({ nsid: 52 }, { targetNsid: 51 })).toBe(7)
  })

  it('come in events', async () => {
    await using blue = await namespace()
    await using events = rtnl.subscribe(['nsid'])
    await rtnl.nsids.set(blue.name, 61)
    for await (const event of events) {
      if (event.type !== 'newnsid' || event.nsid.nsid !== 61) continue
      expect(event.nsid.family).toBe('unspec')
      break
    }
  })

  it('are given in a batch', async () => {
    await using blue = await namespace()
    using open = blue.open()
    const results = await rtnl.batch((b) => b.nsids.set({ fd: open.fd }, 71))
    expect(results.map(({ status }) => status)).toEqual(['done'])
    expect(await rtnl.nsids.get(blue.name)).toBe(71)
  })

  it.each([
    ['no-such-namespace', 'ENOENT', '/run/netns/no-such-namespace'],
    ['/proc/self/comm/net', 'ENOTDIR', '/proc/self/comm/net']
  ])('of %s are refused as NetlinkError %s', async (name, code, path) => {
    const refusals = await Promise.allSettled([rtnl.nsids.get(name), rtnl.nsids.set(name, 5)])
    for (const refusal of refusals) {
      const reason: unknown = refusal.status === 'rejected' ? refusal.reason : undefined
      expect(NetlinkError.is(reason)).toBe(true)
      expect(reason).toMatchObject({ code, request: 'open', message: expect.stringContaining(path) })
    }
  })

  it('that cannot be meant are refused by key', async () => {
    await expect(rtnl.nsids.set({ pid: 1 }, -1)).rejects.toThrow(/^nsid: /)
    await expect(rtnl.nsids.set({ pid: 1 }, 'x' as never)).rejects.toThrow(/^nsid: /)
    await expect(rtnl.nsids.set({ nsid: 1 })).rejects.toThrow(/^namespace\.nsid: /)
    await expect(rtnl.nsids.get({ nsid: 1 }, { targetNsid: -1 })).rejects.toThrow(/^targetNsid: /)
  })
})

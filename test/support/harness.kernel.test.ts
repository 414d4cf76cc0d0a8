import { readlinkSync } from 'node:fs'
import { expect, it } from 'vitest'
import {
  type Json,
  background,
  ip,
  ipJson,
  kernelHas,
  linkKind,
  namespace,
  requires,
  run,
  startNode
} from './kernel.ts'

const own = readlinkSync('/proc/self/ns/net')

it('has a network namespace of its own with lo up and nothing else', async () => {
  // The tool leaves an empty object where its filter leaves out a link: modules of tunnels have theirs in each namespace.
  const links = (await ipJson('link', 'show', 'up')).filter((link) => 'ifname' in link)
  expect(links.map((link) => link['ifname'])).toEqual(['lo'])
  expect(readlinkSync(`/proc/${process.ppid}/ns/net`)).not.toBe(own)
})

it('shares that namespace with the processes it starts', async () => {
  await using child = startNode('-e', ["console.log(require('fs').readlinkSync('/proc/self/ns/net'))"])
  expect(await child.line('net:')).toBe(own)
})

it('follows a helper line by line and ends it', async () => {
  await using monitor = background('ip', 'monitor', 'link')
  // It says nothing when it has subscribed, so change something until it is seen.
  let mtu = 60_000
  await expect
    .poll(async () => {
      await ip('link', 'set', 'lo', 'mtu', `${++mtu}`)
      return monitor.lines.length
    })
    .toBeGreaterThan(0)
  await ip('link', 'set', 'lo', 'mtu', '65000')
  expect(await monitor.line('mtu 65000')).toContain('lo')
  await monitor.stop()
  expect(await monitor.ended).toBe('SIGTERM')
})

it('makes named namespaces that end with their scope', async () => {
  await ip('link', 'replace', 'here0', 'type', 'bridge')
  // Modules of tunnels put a device of their own into each namespace.
  const fresh = JSON.parse(await run(['unshare', '-n', 'ip', '-j', 'link', 'show'])) as Json[]
  const names = fresh.map(({ ifname }) => ifname)
  let name = ''
  {
    await using other = await namespace()
    name = other.name
    expect(await ip('netns', 'list')).toContain(name)
    expect((await other.ipJson('link', 'show')).map(({ ifname }) => ifname)).toEqual(names)
    const devices = (await other.exec(['ls', '-1', '/sys/class/net'])).trim().split('\n')
    expect(devices).toEqual(expect.arrayContaining(names))
    expect(devices).not.toContain('here0')
  }
  expect(await ip('netns', 'list')).not.toContain(name)
})

it('rejects with the words of a command that failed', async () => {
  await expect(ip('link', 'show', 'nothere')).rejects.toThrow(
    'ip link show nothere: exit status 1: Device "nothere"'
  )
})

it('finds out what the kernel can do, and what not', async () => {
  expect(await linkKind('veth')()).toBeUndefined()
  expect(
    await kernelHas('links of kind nosuchkind', ['ip', 'link', 'add', 'x', 'type', 'nosuchkind'])()
  ).toMatch(/^this kernel has no links of kind nosuchkind \(.*\)$/)
})

it(
  'runs a test whose needs are met',
  requires(linkKind('veth'), async () => {
    await ip('link', 'add', 'va', 'type', 'veth', 'peer', 'vb')
    expect(await ipJson('link', 'show', 'type', 'veth')).toHaveLength(2)
  })
)

import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { background, ip, ipBatch } from '../../../test/support/kernel.ts'
import { Uevent, type DeviceWatch } from '../src/index.ts'
import { deviceNamespace, ownSysfs, type DeviceNamespace } from './device-namespace.fixture.ts'

const net = { subsystem: 'net' }

vi.setConfig({ testTimeout: 90_000 })

let namespace: DeviceNamespace
let uevents: Uevent
beforeEach(async (context) => {
  const missing = await ownSysfs()
  if (missing !== undefined) context.skip(missing)
  namespace = await deviceNamespace()
  uevents = Uevent.open(namespace.options)
})
afterEach(async () => {
  uevents.close()
  await namespace[Symbol.asyncDispose]()
})

/** Who is there by what a watch has told; tells what cannot be. */
class Ledger {
  readonly present = new Map<string, number | undefined>()
  readonly mistakes: string[] = []
  isReady = false
  overruns = 0

  async follow(watch: DeviceWatch, isLast: () => boolean): Promise<void> {
    while (!isLast()) {
      const { value: change } = await watch.next()
      if (change === undefined) return
      if (change.type === 'ready') {
        this.isReady = true
      } else if (change.type === 'overrun') {
        this.overruns += 1
      } else {
        const { sysname, ifindex } = change.device
        const isKnown = this.present.has(sysname)
        if (change.type === 'remove') {
          if (!isKnown) this.mistakes.push(`remove ${sysname}, which is not there`)
          this.present.delete(sysname)
        } else if (change.type === 'move') {
          const old = change.devpathOld.slice(change.devpathOld.lastIndexOf('/') + 1)
          if (!this.present.delete(old)) this.mistakes.push(`move ${old}, which is not there`)
          this.present.set(sysname, ifindex)
        } else {
          if (isKnown !== (change.type === 'change')) this.mistakes.push(`${change.type} ${sysname} twice`)
          this.present.set(sysname, ifindex)
        }
      }
    }
  }
}

const links = (): string[] => readdirSync(`${namespace.options.sysfs}/class/net`).sort()

it('tells those that are there, then what comes, changes its name, and goes', async () => {
  await ip('link', 'add', 'va', 'type', 'veth', 'peer', 'vb')
  using watch = uevents.watchDevices(net)
  const changes: string[] = []
  const next = async (count: number): Promise<string[]> => {
    changes.length = 0
    while (changes.length < count) {
      const { value: change } = await watch.next()
      if (change === undefined || change.type === 'overrun') break
      changes.push(change.type === 'ready' ? 'ready' : `${change.type} ${change.device.sysname}`)
    }
    return changes
  }
  // Tunnel drivers put a device of their own into each namespace.
  const there = links()
  expect(there).toEqual(expect.arrayContaining(['lo', 'va', 'vb']))
  expect(await next(there.length + 1)).toEqual([...there.map((name) => `present ${name}`), 'ready'])
  await ip('link', 'add', 'br0', 'type', 'bridge')
  expect(await next(1)).toEqual(['add br0'])
  await ip('link', 'set', 'br0', 'name', 'br1')
  expect(await next(1)).toEqual(['move br1'])
  await uevents.trigger('/devices/virtual/net/br1', { action: 'add' })
  expect(await next(1)).toEqual(['change br1'])
  await ip('link', 'delete', 'va')
  expect((await next(2)).sort()).toEqual(['remove va', 'remove vb'])
  await ip('link', 'delete', 'br1')
  expect(await next(1)).toEqual(['remove br1'])
  expect(watch.rejectedCount).toBe(0)
})

it('watches the devices of a container', async () => {
  using there = Uevent.open({ netns: { pid: namespace.pid }, sysfs: namespace.options.sysfs })
  using watch = there.watchDevices(net)
  const ledger = new Ledger()
  await ledger.follow(watch, () => ledger.isReady)
  expect([...ledger.present.keys()]).toEqual(links())
  expect(links()).toContain('lo')
  await ip('link', 'add', 'br0', 'type', 'bridge')
  await ledger.follow(watch, () => ledger.present.has('br0'))
  await ip('link', 'delete', 'br0')
})

it('has no gap and no double however it begins among changes', async () => {
  const churn = `
    while :; do
      ip link add ca type bridge; ip link set ca name cb
      ip link add cc type bridge; ip link delete cb; ip link add cb type bridge
      ip link delete cb; ip link delete cc
    done
  `
  await using changes = background('sh', '-c', churn)
  await delay(100)
  for (let round = 0; round < 6; round++) {
    using watch = uevents.watchDevices(net)
    const ledger = new Ledger()
    await ledger.follow(watch, () => ledger.isReady)
    let steps = 0
    await ledger.follow(watch, () => ++steps > 12)
    expect(ledger.mistakes).toEqual([])
    expect(ledger.overruns).toBe(0)
  }
  using watch = uevents.watchDevices(net)
  const ledger = new Ledger()
  await ledger.follow(watch, () => ledger.isReady)
  await changes.stop()
  await ip('link', 'add', 'last', 'type', 'bridge')
  await ledger.follow(watch, () => ledger.present.has('last'))
  expect([...ledger.present.keys()].sort()).toEqual(links())
  expect(ledger.mistakes).toEqual([])
  await ipBatch(
    links()
      .filter((name) => name !== 'lo')
      .map((name) => `link delete ${name}`)
  )
})

it('is right again after an overrun', async () => {
  await ipBatch(Array.from({ length: 20 }, (_, i) => `link add k${i} type bridge`))
  using watch = uevents.watchDevices(net, { receiveBuffer: 20_000, limit: 20_000 })
  const ledger = new Ledger()
  await ledger.follow(watch, () => ledger.isReady)
  // Nothing of ours runs until it is over.
  const lines = Array.from({ length: 40 }, (_, i) => [
    `link add n${i} type bridge`,
    `link set n${i} name m${i}`,
    ...(i < 10 ? [`link delete k${i}`] : []),
    ...(i < 5 ? [`link add k${i} type bridge`] : [])
  ]).flat()
  execFileSync('ip', ['-batch', '-'], { input: `${lines.join('\n')}\n` })
  await ledger.follow(watch, () => ledger.overruns > 0)
  await ip('link', 'add', 'last', 'type', 'bridge')
  await ledger.follow(watch, () => ledger.present.has('last'))
  // There may be further losses, each of which is healed in its turn.
  await uevents.settle({ timeout: 5_000 })
  await ip('link', 'delete', 'last')
  await ledger.follow(watch, () => !ledger.present.has('last'))
  expect([...ledger.present.keys()].sort()).toEqual(links())
  for (const name of ['k0', 'k4', 'k15']) {
    expect(ledger.present.get(name)).toBe(
      (await uevents.devices.get({ subsystem: 'net', sysname: name })).ifindex
    )
  }
  expect(ledger.mistakes).toEqual([])
  expect(watch.droppedCount).toBeGreaterThan(0)
  await ipBatch(
    links()
      .filter((name) => name !== 'lo')
      .map((name) => `link delete ${name}`)
  )
})

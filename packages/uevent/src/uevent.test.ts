import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { ClosedError, NetlinkError } from '@nlkit/core'
import { ScriptedKernel } from '@nlkit/core/testing'
import { afterEach, describe, expect, it } from 'vitest'
import { FakeSysfs } from './device/fake-sysfs.fixture.ts'
import { ofKernel, ofUdev, scripted } from './events/scripted.fixture.ts'
import { Uevent, type UeventOptions } from './uevent.ts'

const fakes: FakeSysfs[] = []
afterEach(() => {
  for (const fake of fakes.splice(0)) fake[Symbol.dispose]()
})
function scene(): { fake: FakeSysfs; uevents: Uevent } & ReturnType<typeof scripted> {
  const fake = new FakeSysfs()
  fakes.push(fake)
  return { fake, ...scripted({ sysfs: fake.sysfs, udev: fake.udev }) }
}

describe('opening', () => {
  it('refuses options that cannot be meant', () => {
    const transport = new ScriptedKernel(() => {})
    const refuse = (options: unknown, message: RegExp): void => {
      expect(() => Uevent.open({ transport, ...(options as UeventOptions) })).toThrow(message)
    }
    refuse({ uids: [-1] }, /^uids\[0\]: /)
    refuse({ sysfs: 'sys' }, /^sysfs: /)
    refuse({ udev: '' }, /^udev: /)
    refuse({ netns: '' }, /^netns: /)
    expect(() => Uevent.open(null as unknown as UeventOptions)).toThrow(TypeError)
    expect(() => Uevent.open({ nets: 'blue' } as UeventOptions)).toThrow(/^options\.nets: unknown key/)
    expect(transport.sockets).toEqual([])
  })

  it('gives something of which consoles and JSON show nothing but the connection', () => {
    const { uevents } = scene()
    expect(inspect(uevents)).toMatch(
      /^Uevent \{ protocol: 'NETLINK_KOBJECT_UEVENT', portId: \d+, isClosed: false \}$/
    )
    expect(Object.keys(JSON.parse(JSON.stringify(uevents)) as object)).toEqual([
      'protocol',
      'portId',
      'isClosed'
    ])
  })

  it('says why it cannot be opened', () => {
    const transport = new ScriptedKernel(() => {}, { refuseToOpen: 93 })
    expect(() => Uevent.open({ transport })).toThrow(NetlinkError)
  })
})

it('does not watch devices of one namespace by the events of another', () => {
  const transport = new ScriptedKernel(() => {})
  using uevents = Uevent.open({ transport, netns: { pid: process.pid } })
  expect(() => uevents.watchDevices()).toThrow(/^sysfs: /)
  expect(uevents.subscribe().isClosed).toBe(false)
})

describe('closing', () => {
  it('closes all that was opened, at the end of a scope, too', async () => {
    const { uevents, sockets, kernel } = scene()
    {
      using own = uevents
      own.subscribe()
      own.watchDevices()
      expect(sockets()).toHaveLength(2)
    }
    expect([uevents.isClosed, kernel.sockets.every(({ isClosed }) => isClosed)]).toEqual([true, true])
    expect(() => uevents.subscribe()).toThrow(ClosedError)
    expect(() => uevents.watchDevices()).toThrow(ClosedError)
    await expect(uevents.trigger('/devices/x')).rejects.toThrow(ClosedError)
    expect(await uevents.devices.list()).toEqual([])
    await uevents[Symbol.asyncDispose]()
  })
})

describe('settling', () => {
  it('waits for udev, then for what udev says', async () => {
    const { fake, uevents, sockets } = scene()
    fake.seqnum = 7
    const queue = join(fake.udev, 'queue')
    mkdirSync(fake.udev, { recursive: true })
    writeFileSync(queue, '')
    const events = uevents.subscribe({ source: 'udev' })
    const settled = uevents.settle({ timeout: 10_000 })
    setTimeout(() => {
      for (const socket of sockets()) socket.deliver(ofUdev({ SEQNUM: '7' }))
      rmSync(queue)
    }, 50)
    await settled
    expect(events.seqnum).toBe(7)
  })

  it('has nothing to wait for where nothing was sent, or all has come', async () => {
    const { fake, uevents, sockets } = scene()
    await uevents.settle()
    const events = uevents.subscribe()
    for (const socket of sockets()) socket.deliver(ofKernel({ SEQNUM: '9' }))
    fake.seqnum = 9
    await uevents.settle()
    expect(events.seqnum).toBe(9)
    events.close()
    await uevents.settle()
  })

  it('ends when it is closed, or its time is over', async () => {
    const { fake, uevents } = scene()
    mkdirSync(fake.udev, { recursive: true })
    writeFileSync(join(fake.udev, 'queue'), '')
    await expect(uevents.settle({ timeout: 50 })).rejects.toMatchObject({ code: 'ERR_NETLINK_TIMEOUT' })
    await expect(uevents.settle({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'ABORT_ERR' })
    await expect(uevents.settle({ timeout: 0 })).rejects.toThrow(RangeError)
    const settled = uevents.settle()
    uevents.close()
    await expect(settled).rejects.toSatisfy(ClosedError.is)
  })

  it('wants a sysfs that has the number', async () => {
    const { uevents } = scripted({ sysfs: '/nonexistent' })
    await expect(uevents.seqnum()).rejects.toMatchObject({ name: 'DeviceError', code: 'ENOENT' })
    expect(() => uevents.watchDevices()).toThrow(/uevent_seqnum/)
  })
})

describe('triggering', () => {
  /** A sysfs in which writing does what the kernel does is not to be had of files: the number does not change. */
  it('says so when the kernel sends nothing', async () => {
    const { fake, uevents, sockets } = scene()
    fake.add('/devices/quiet', { subsystem: 'x' })
    await expect(uevents.trigger('/devices/quiet')).rejects.toMatchObject({
      code: 'ENOMSG',
      device: '/devices/quiet'
    })
    expect(await uevents.triggerAll({})).toMatchObject([
      { devpath: '/devices/quiet', error: { code: 'ENOMSG' } }
    ])
    expect(await uevents.triggerAll({ subsystem: 'y' })).toEqual([])
    expect(sockets()).toEqual([])
  })

  it('refuses what cannot be meant before anything is written', async () => {
    const { uevents, sockets } = scene()
    await expect(uevents.trigger('/devices/x', { action: 'frob' as 'add' })).rejects.toThrow(/^action: /)
    await expect(uevents.trigger('/devices/x', { timeout: -1 })).rejects.toThrow(/^timeout: /)
    await expect(uevents.trigger('x')).rejects.toThrow(/^device: /)
    await expect(uevents.triggerAll({ parent: 'x' })).rejects.toThrow(/^query\.parent: /)
    expect(sockets()).toEqual([])
  })
})

import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { ClosedError, TimeoutError } from '@nlkit/core'
import { hostRoot, ip, requires, run, tool, writable } from '../../../test/support/kernel.ts'
import { DeviceError, Uevent } from '../src/index.ts'
import { deviceNamespace, ownSysfs, type DeviceNamespace } from './device-namespace.fixture.ts'

const NET = '/devices/virtual/net'
const NULL = '/devices/virtual/mem/null'
const host = [hostRoot, writable(`/sys${NULL}/uevent`)]

vi.setConfig({ testTimeout: 90_000 })

let namespace: DeviceNamespace
let uevents: Uevent
beforeEach(async (context) => {
  const missing = await ownSysfs()
  if (missing !== undefined) context.skip(missing)
  namespace = await deviceNamespace()
  uevents = Uevent.open(namespace.options)
  await ip('link', 'add', 'br0', 'type', 'bridge')
})
afterEach(async () => {
  uevents.close()
  await ip('link', 'delete', 'br0').catch(() => {})
  await namespace[Symbol.asyncDispose]()
})

it('brings exactly the event that was asked for', async () => {
  const uuid = randomUUID()
  const event = await uevents.trigger(`${NET}/br0`, { action: 'bind', uuid, args: { A: '1', B: 'x2' } })
  expect(event).toMatchObject({
    type: 'bind',
    devpath: `${NET}/br0`,
    devtype: 'bridge',
    synthUuid: uuid,
    synthArgs: { A: '1', B: 'x2' }
  })
})

it('tells events apart that are asked for at once', async () => {
  const uuids = Array.from({ length: 20 }, () => randomUUID())
  const events = await Promise.all(
    uuids.map((uuid, i) => uevents.trigger(`${NET}/${i % 2 === 0 ? 'br0' : 'lo'}`, { uuid }))
  )
  expect(events.map(({ synthUuid }) => synthUuid)).toEqual(uuids)
  expect(events.map(({ devpath }) => devpath)).toEqual(
    uuids.map((_, i) => `${NET}/${i % 2 === 0 ? 'br0' : 'lo'}`)
  )
})

it('brings those of all devices that a query means', async () => {
  await ip('link', 'add', 'va', 'type', 'veth', 'peer', 'vb')
  const results = await uevents.triggerAll({ subsystem: 'net', sysname: ['v?', 'lo'] }, { action: 'add' })
  expect(results).toMatchObject(
    ['lo', 'va', 'vb'].map((name) => ({
      devpath: `${NET}/${name}`,
      event: { type: 'add', devpath: `${NET}/${name}` }
    }))
  )
  const uuids = results.map((result) => ('event' in result ? result.event.synthUuid : undefined))
  expect(new Set(uuids).size).toBe(1)
  await ip('link', 'delete', 'va')
})

it(
  'brings those of a device and all below it',
  requires(host, async () => {
    using here = Uevent.open()
    const [disk] = await here.devices.list({ subsystem: 'block' })
    const parent = disk === undefined ? undefined : await here.devices.parent(disk)
    const top = parent ?? disk
    if (top === undefined) return
    const results = await here.triggerAll({ parent: top })
    expect(results.map(({ devpath }) => devpath)).toEqual(
      (await here.devices.list({ parent: top })).map(({ devpath }) => devpath)
    )
    expect(results.every((result) => 'event' in result)).toBe(true)
  })
)

it('says why there is none', async () => {
  const refused = uevents.trigger(`${NET}/nothing`)
  await expect(refused).rejects.toSatisfy(DeviceError.is)
  await expect(refused).rejects.toMatchObject({ code: 'ENODEV', device: `${NET}/nothing` })
  await expect(uevents.trigger(`${NET}/br0`, { args: { A: 'x'.repeat(1_900) } })).rejects.toMatchObject({
    code: 'ENOMEM'
  })
  await expect(uevents.trigger('br0')).rejects.toThrow(TypeError)
  await expect(uevents.trigger(`${NET}/br0`, { signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: 'ABORT_ERR'
  })
})

it(
  'is for root',
  requires([...host, tool('setpriv')], async () => {
    const program = `
      import { DeviceError, Uevent } from '@nlkit/uevent'
      using uevents = Uevent.open()
      await uevents.trigger('${NULL}').catch((error) => console.log(DeviceError.is(error), error.code, error.message))
    `
    const node = [
      process.execPath,
      '--conditions=nlkit-source',
      '--input-type=module-typescript',
      '--eval',
      program
    ]
    const said = await run(['setpriv', '--reuid=1000', '--clear-groups', '--inh-caps=-all', ...node])
    expect(said).toBe(`true EACCES ${NULL}: uevent: EACCES (not allowed)\n`)
  })
)

it(
  'does not wait for ever for one that goes to another namespace',
  requires(host, async () => {
    using here = Uevent.open()
    // The host's /sys, but this test's network namespace.
    await expect(here.trigger(`${NET}/lo`, { timeout: 200 })).rejects.toSatisfy(TimeoutError.is)
    const pending = here.trigger(`${NET}/lo`)
    setTimeout(() => here.close(), 100)
    await expect(pending).rejects.toSatisfy(ClosedError.is)
  })
)

it('settles when what was sent has come', async () => {
  const events = uevents.subscribe({ filter: { subsystem: 'net' } })
  const before = await uevents.seqnum()
  await ip('link', 'add', 'va', 'type', 'veth', 'peer', 'vb')
  await ip('link', 'delete', 'va')
  expect(await uevents.seqnum()).toBeGreaterThan(before)
  await uevents.settle({ timeout: 5_000 })
  const seen: string[] = []
  while (seen.length < 4) {
    const { value } = await events.next()
    if (value === undefined || value.type === 'overrun') break
    seen.push(`${value.type} ${value.devpath.slice(NET.length + 1)}`)
  }
  expect(seen.sort()).toEqual(['add va', 'add vb', 'remove va', 'remove vb'])
})

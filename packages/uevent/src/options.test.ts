/** Options that there are none of: refused by name. */
import { expect, test } from 'vitest'
import { FakeSysfs } from './device/fake-sysfs.fixture.ts'
import { scripted } from './events/scripted.fixture.ts'
import { Uevent } from './uevent.ts'

const calls: Readonly<Record<string, (uevents: Uevent, options: never) => unknown>> = {
  'subscribe()': (uevents, options) => uevents.subscribe(options),
  'watchDevices()': (uevents, options) => uevents.watchDevices({}, options),
  'trigger()': (uevents, options) => uevents.trigger('/devices/x', options),
  'triggerAll()': (uevents, options) => uevents.triggerAll({}, options),
  'settle()': (uevents, options) => uevents.settle(options)
}

test.each(Object.entries(calls))('%s', async (name, call) => {
  using fake = new FakeSysfs()
  const { uevents } = scripted({ sysfs: fake.sysfs, udev: fake.udev })
  const act = async (options: unknown): Promise<unknown> => await call(uevents, options as never)
  // What is awaited rejects; what is iterated is refused where it is called.
  const called = (): unknown => call(uevents, { singal: 1 } as never)
  if (/subscribe|watch/.test(name)) expect(called).toThrow(/^options\.singal: unknown key/)
  else await expect(called()).rejects.toThrow(/^options\.singal: unknown key/)
  await expect(act({ singal: 1 })).rejects.toThrow(/^options\.singal: unknown key, there are .*signal/)
  await expect(act(null)).rejects.toThrow(/^options: expected an object/)
})

test('a query that turned out to be none, or in part, triggers nothing', async () => {
  using fake = new FakeSysfs()
  const { uevents } = scripted({ sysfs: fake.sysfs, udev: fake.udev })
  await expect(uevents.triggerAll(undefined as never)).rejects.toThrow(/^query: say which devices/)
  for (const key of ['subsystem', 'sysname', 'parent', 'property'])
    await expect(uevents.triggerAll({ [key]: undefined })).rejects.toThrow(
      `query.${key}: is undefined, which would be all`
    )
  expect(await uevents.triggerAll({})).toEqual([])
})

test('what is no selector is said to be none', async () => {
  using fake = new FakeSysfs()
  const { uevents } = scripted({ sysfs: fake.sysfs, udev: fake.udev })
  for (const wrong of [undefined, null, 5, true])
    await expect(uevents.devices.get(wrong as never)).rejects.toThrow(
      /^device: expected a device or its path/
    )
})

test.each(['nets', 'protocol', 'execution'])(
  '%s is no option to open with, and what there is is told',
  (key) => {
    expect(() => Uevent.open({ [key]: 'blue' })).toThrow(
      `options.${key}: unknown key, there are netns, transport, sysfs, udev, uids`
    )
  }
)

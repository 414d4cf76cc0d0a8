/** Options that there are none of: refused by name. */
import { expect, test } from 'vitest'
import { FakeSysfs } from './device/fake-sysfs.fixture.ts'
import { scripted } from './events/scripted.fixture.ts'
import type { Uevent } from './uevent.ts'

const calls: Readonly<Record<string, (uevents: Uevent, options: never) => unknown>> = {
  'subscribe()': (uevents, options) => uevents.subscribe(options),
  'watchDevices()': (uevents, options) => uevents.watchDevices({}, options),
  'trigger()': (uevents, options) => uevents.trigger('/devices/x', options),
  'triggerAll()': (uevents, options) => uevents.triggerAll({}, options),
  'settle()': (uevents, options) => uevents.settle(options)
}

test.each(Object.entries(calls))('%s', async (_, call) => {
  using fake = new FakeSysfs()
  const { uevents } = scripted({ sysfs: fake.sysfs, udev: fake.udev })
  const act = async (options: unknown): Promise<unknown> => await call(uevents, options as never)
  await expect(act({ singal: 1 })).rejects.toThrow(/^options\.singal: unknown key, there are .*signal/)
  await expect(act(null)).rejects.toThrow(/^options: expected an object/)
})

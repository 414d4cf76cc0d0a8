import { Command, InvalidArgumentError, Option } from 'commander'
import { Uevent, type Device, type DeviceAction, type EventSource } from '@nlkit/uevent'
import { addUntil, untilEnd, type Until } from '../monitor/until.ts'
import { UsageError } from '../shared/errors.ts'
import { optionsOf } from '../shared/options.ts'
import { addFilters, eventFilterOf, filterOf, several, type FilterOptions } from './filters.ts'
import { followUevents } from './follow.ts'
import { showDevices } from './info.ts'
import { triggerDevices } from './trigger.ts'

const ACTIONS = [
  'add',
  'remove',
  'change',
  'move',
  'online',
  'offline',
  'bind',
  'unbind'
] as const satisfies DeviceAction[]

/** `nlkit uevent`: device events and devices, as udevadm has them. */
export function ueventCommand(): Command {
  return new Command('uevent')
    .description('Device events and devices, as udevadm shows them.')
    .addCommand(monitor())
    .addCommand(info())
    .addCommand(trigger())
    .addCommand(settle())
}

const sourceOf = (own: { readonly udev?: boolean }): EventSource => (own.udev === true ? 'udev' : 'kernel')

function monitor(): Command {
  const command = addFilters(addUntil(new Command('monitor')))
    .description('Device events, a line for each, until Ctrl-C.')
    .addOption(several('--action <action>', 'of this action'))
    .option('-u, --udev', "udev's events, once its rules have run, in the place of the kernel's")
    .option('-p, --properties', 'with all their properties')
    .option('-t, --timestamp', 'with the time')
  type Own = FilterOptions &
    Until & { action?: string[]; udev?: boolean; properties?: boolean; timestamp?: boolean }
  return command.action(async (own: Own) => {
    const { netns, format } = optionsOf(command)
    const filter = eventFilterOf(own, own.action)
    await untilEnd(own, (signal) =>
      followUevents({
        netns,
        source: sourceOf(own),
        filter,
        isJson: format !== 'table',
        hasTime: own.timestamp === true,
        hasProperties: own.properties === true,
        count: own.count,
        signal
      })
    )
  })
}

function info(): Command {
  const command = addFilters(new Command('info'))
    .description('What is known of devices.')
    .argument(
      '[devices...]',
      'a path below /sys or /dev, c1:3, b8:0, n1, +net:lo; without any, those that the options choose, or all'
    )
    .option('-a, --attributes', 'with their attributes')
  return command.action(async (selectors: string[], own: FilterOptions & { attributes?: boolean }) => {
    const { format } = optionsOf(command)
    const query = filterOf(own)
    if (selectors.length > 0 && Object.keys(query).length > 0)
      throw new UsageError('info: devices by name and by options exclude each other')
    using uevents = Uevent.open()
    const devices = selectors.length > 0 ? named(uevents, selectors) : uevents.devices.dump(query)
    await showDevices(uevents, devices, { format, hasAttributes: own.attributes === true })
  })
}

async function* named(
  uevents: Uevent,
  selectors: readonly string[]
): AsyncGenerator<Device, void, undefined> {
  for (const selector of selectors) yield await uevents.devices.get(selector)
}

function trigger(): Command {
  const command = addFilters(new Command('trigger'))
    .description('Has the kernel send events of devices once more, and shows them as they come. Needs root.')
    .argument('[devices...]', 'as for info')
    .addOption(new Option('--action <action>', 'the event').choices(ACTIONS).default('change'))
    .option('-u, --udev', "wait for udev's events, once its rules have run")
    .option('--all', 'all devices, where nothing else says which')
    .option('-n, --dry-run', 'say of which devices only')
  type Own = FilterOptions & { action: DeviceAction; udev?: boolean; all?: boolean; dryRun?: boolean }
  return command.action(async (selectors: string[], own: Own) => {
    const { netns, format } = optionsOf(command)
    const query = filterOf(own)
    const hasQuery = Object.keys(query).length > 0
    if (selectors.length > 0 && hasQuery)
      throw new UsageError('trigger: devices by name and by options exclude each other')
    if (selectors.length === 0 && !hasQuery && own.all !== true)
      throw new UsageError('trigger: say which devices, or --all')
    using uevents = Uevent.open({ netns })
    await triggerDevices(uevents, {
      selectors,
      query,
      action: own.action,
      source: sourceOf(own),
      dryRun: own.dryRun === true,
      format
    })
  })
}

function settle(): Command {
  const command = new Command('settle')
    .description('Waits until udev, where one runs, has nothing left to do.')
    .addOption(new Option('--timeout <seconds>', 'the longest that it waits').argParser(seconds).default(120))
  return command.action(async ({ timeout }: { timeout: number }) => {
    using uevents = Uevent.open()
    await uevents.settle({ timeout: timeout * 1000 })
  })
}

function seconds(text: string): number {
  const value = Number(text)
  if (!(value > 0 && value <= 2_147_483)) throw new InvalidArgumentError('expected seconds')
  return value
}

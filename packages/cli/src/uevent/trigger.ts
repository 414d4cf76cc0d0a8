import type { Uevent, DeviceAction, DeviceQuery, EventSource, TriggerResult } from '@nlkit/uevent'
import { ToldError } from '../shared/errors.ts'
import type { Format } from '../shared/options.ts'
import { printList, line, write } from '../shared/print.ts'
import { visible } from '../shared/safe-text.ts'
import { eventLine } from './text.ts'

interface TriggerRun {
  /** Devices by path or name; without any, those that the query means. */
  readonly selectors: readonly string[]
  readonly query: DeviceQuery
  readonly action: DeviceAction
  readonly source: EventSource
  readonly dryRun: boolean
  readonly format: Format
}

/**
 * Has the kernel send events of devices, and shows them. Where one does not come, it is told on standard error.
 * @throws ToldError then
 */
export async function triggerDevices(uevents: Uevent, run: TriggerRun): Promise<void> {
  const { selectors, query, action, source, dryRun, format } = run
  const named: string[] = []
  for (const selector of selectors) named.push((await uevents.devices.get(selector)).devpath)
  if (dryRun) {
    const paths =
      selectors.length > 0 ? named : (await uevents.devices.list(query)).map(({ devpath }) => devpath)
    await write(format === 'table' ? paths.map((path) => `${visible(path)}\n`).join('') : line(paths))
    return
  }
  const results: TriggerResult[] = []
  if (selectors.length === 0) results.push(...(await uevents.triggerAll(query, { action, source })))
  for (const devpath of named) {
    // Its own event says it all; an error of one holds up nobody.
    const event = await uevents.trigger(devpath, { action, source }).catch((error: unknown) => error)
    results.push(event instanceof Error ? { devpath, error: event } : { devpath, event: event as never })
  }
  const events = results.flatMap((result) => ('event' in result ? [result.event] : []))
  if (format === 'table') await write(events.map((event) => `${eventLine(event)}\n`).join(''))
  else await printList([events], { noun: 'events', columns: [], row: () => [] }, format)
  const failed = results.flatMap((result) => ('error' in result ? [result.error] : []))
  for (const { message } of failed) process.stderr.write(`nlkit: ${visible(message)}\n`)
  if (failed.length > 0) throw new ToldError(1)
}

import { DeviceError, type Device, type Uevent } from '@nlkit/uevent'
import type { Format } from '../shared/options.ts'
import { printList, write } from '../shared/print.ts'
import { visible } from '../shared/safe-text.ts'
import { deviceLines } from './text.ts'

/** Shows devices: named ones, or all that a query means. */
export async function showDevices(
  uevents: Uevent,
  devices: AsyncIterable<Device> | Iterable<Device>,
  { format, hasAttributes }: { readonly format: Format; readonly hasAttributes: boolean }
): Promise<void> {
  if (format !== 'table') {
    const values = async function* (): AsyncGenerator<unknown[]> {
      for await (const device of devices)
        yield [hasAttributes ? { ...device, attributes: await attributesOf(uevents, device) } : device]
    }
    await printList(values(), { noun: 'devices', columns: [], row: () => [] }, format)
    return
  }
  for await (const device of devices) {
    const lines = deviceLines(device)
    if (hasAttributes) {
      for (const [name, value] of Object.entries(await attributesOf(uevents, device)))
        lines.push(visible(`A: ${name}=${value}`))
    }
    await write(`${lines.join('\n')}\n\n`)
  }
}

/** Attributes that can be read, as text; those that have none (write-only ones, or what the driver refuses) are left out. */
async function attributesOf(uevents: Uevent, device: Device): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const name of await uevents.devices.attributes(device)) {
    try {
      found[name] = await uevents.devices.attribute(device, name)
    } catch (error) {
      if (!DeviceError.is(error)) throw error
    }
  }
  return found
}
